//! [`Dpop`]: proofs of possession of the key that a token is bound to (RFC 9449).
//!
//! **Invariant:** a proof is accepted once, for one method, one address, one token and its key,
//! within its time (§4.3). Whether it was used before is asked last and for sound proofs only, so
//! that nobody without a valid token fills the store.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::nonce::Nonces;
use super::proof::{self, Proof};
use super::target::Base;
use crate::auth::digest::{Sha256, sha256};
use crate::auth::fault::{ConfigError, Fault};
use crate::auth::jose::Algorithm;
use crate::auth::presentation::{DpopHeader, Presentation};
use crate::auth::replay::{MemoryReplays, ReplayStore};
use crate::auth::verifier::SchemeInfo;

/// §11.1: seconds or a few minutes; a proof is made for one call.
const DEFAULT_WINDOW: Duration = Duration::from_secs(60);
const MAX_WINDOW: Duration = Duration::from_secs(300);
/// By how much a client's clock may be ahead.
const MAX_AHEAD: Duration = Duration::from_secs(10);
/// Proofs of one process that are remembered.
const DEFAULT_REPLAYS: usize = 100_000;

/// Verifies proofs of possession (RFC 9449).
///
/// Addresses are compared with the public address of the server, which its operator says: the host
/// of a request is the client's word, and a proxy may have changed it.
pub struct Dpop {
    bases: Vec<Base>,
    /// Addresses that are none, for the error at the start.
    unusable: Vec<String>,
    algorithms: Vec<Algorithm>,
    window: Duration,
    nonces: Option<Nonces>,
    replays: Arc<dyn ReplayStore>,
    /// The scheme's name, once it is known.
    scheme: &'static str,
}

impl Dpop {
    /// Proofs for this public address of the server, such as `https://api.example.com`, or with the
    /// beginning of all paths that a proxy takes off. Algorithms are those of FAPI 2.0 §5.4.1,
    /// proofs are valid for a minute and remembered in memory.
    pub fn new(base: impl AsRef<str>) -> Dpop {
        let dpop = Dpop {
            bases: Vec::new(),
            unusable: Vec::new(),
            algorithms: Algorithm::FAPI.to_vec(),
            window: DEFAULT_WINDOW,
            nonces: None,
            replays: Arc::new(MemoryReplays::new(DEFAULT_REPLAYS)),
            scheme: "",
        };
        dpop.also_at(base)
    }

    /// One more public address of the server.
    #[must_use]
    pub fn also_at(mut self, base: impl AsRef<str>) -> Dpop {
        match Base::parse(base.as_ref()) {
            Some(base) => self.bases.push(base),
            None => self.unusable.push(base.as_ref().to_owned()),
        }
        self
    }

    /// The only algorithms of proofs.
    #[must_use]
    pub fn allow_algorithms(mut self, algorithms: &[Algorithm]) -> Dpop {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// How long ago a proof may have been made, in whole seconds; at most five minutes. It may lie
    /// 10 seconds ahead in any case.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Dpop {
        self.window = window;
        self
    }

    /// Demands a nonce of this server in every proof (§9): the time of a proof is then that of its
    /// nonce, and the client's clock does not matter.
    #[must_use]
    pub fn nonces(mut self, nonces: Nonces) -> Dpop {
        self.nonces = Some(nonces);
        self
    }

    /// Who remembers the proofs that were used. Servers of one API must share it.
    #[must_use]
    pub fn replays(mut self, replays: Arc<dyn ReplayStore>) -> Dpop {
        self.replays = replays;
        self
    }

    pub(super) fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        let problem =
            |text: &str| Err(ConfigError::new(format!("scheme `{}`: {text}", scheme.name)));
        if let Some(base) = self.unusable.first() {
            return problem(&format!("`{base}` is not the address of a server"));
        }
        if self.algorithms.is_empty() {
            return problem("no algorithm of proofs is allowed");
        }
        if self.window > MAX_WINDOW || self.window < Duration::from_secs(1) {
            return problem("proofs are valid for less than a second or more than five minutes");
        }
        self.scheme = scheme.name;
        Ok(())
    }

    pub(super) fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    /// Whether the caller holds the key of this thumbprint: §4.3, in its order where nothing speaks
    /// for another one.
    pub(super) async fn confirm(
        &self,
        key: &Sha256,
        presented: Presentation<'_>,
        now: SystemTime,
    ) -> Result<(), Fault> {
        let text = match presented.proof {
            DpopHeader::One(text) => text,
            DpopHeader::Absent => return Err(Fault::InvalidProof("there is no proof")),
            DpopHeader::Unreadable => {
                return Err(Fault::InvalidProof("there are several proofs, or it is not ASCII"));
            }
        };
        let proof = proof::read(text, &self.algorithms).map_err(Fault::InvalidProof)?;
        self.check_call(&proof, presented).map_err(Fault::InvalidProof)?;
        check_key(&proof, key, presented.token()?).map_err(Fault::InvalidProof)?;
        let end = self.check_time(&proof, now)?;
        let id = self.id(&proof);
        if self.replays.first_use(&id, end, now).await? {
            Ok(())
        } else {
            Err(Fault::InvalidProof("the proof was used before"))
        }
    }

    /// Checks 8 and 9: the method and the address.
    fn check_call(&self, proof: &Proof, presented: Presentation<'_>) -> Result<(), &'static str> {
        // Methods are case-sensitive (RFC 9110 §9.1).
        if proof.method != presented.method {
            return Err("the proof is for another method");
        }
        if !self.bases.iter().any(|base| base.is_address_of(presented.path, &proof.address)) {
            return Err("the proof is for another address");
        }
        Ok(())
    }

    /// Checks 10 and 11. Returns until when the proof could be used again.
    fn check_time(&self, proof: &Proof, now: SystemTime) -> Result<SystemTime, Fault> {
        if let Some(nonces) = &self.nonces {
            let nonce = proof.nonce.as_deref().and_then(|nonce| nonces.end(nonce, now));
            return nonce.ok_or_else(|| Fault::UseNonce(nonces.make(now)));
        }
        let made = UNIX_EPOCH.checked_add(Duration::from_secs(proof.issued_at));
        let made = made.ok_or(Fault::InvalidProof("the proof's iat is out of range"))?;
        if now.checked_add(MAX_AHEAD).is_none_or(|latest| made > latest) {
            return Err(Fault::InvalidProof("the proof is from the future"));
        }
        let end = made.checked_add(self.window);
        end.filter(|end| now <= *end).ok_or(Fault::InvalidProof("the proof is too old"))
    }

    /// What a proof is remembered by: nothing that a client chose, but its hash.
    fn id(&self, proof: &Proof) -> Sha256 {
        let mut bytes = Vec::with_capacity(128);
        for part in [self.scheme.as_bytes(), proof.key.as_slice(), proof.id.as_bytes()] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        sha256(&bytes)
    }
}

/// Check 12: the token and its key.
fn check_key(proof: &Proof, key: &Sha256, token: &str) -> Result<(), &'static str> {
    let hash = URL_SAFE_NO_PAD.encode(sha256(token.as_bytes()));
    if verify_slices_are_equal(hash.as_bytes(), proof.token_hash.as_bytes()).is_err() {
        return Err("the proof is for another token");
    }
    verify_slices_are_equal(&proof.key, key).map_err(|_| "the proof is of another key")
}

impl fmt::Debug for Dpop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dpop")
            .field("bases", &self.bases)
            .field("algorithms", &self.algorithms)
            .field("window", &self.window)
            .field("nonces", &self.nonces)
            .finish_non_exhaustive()
    }
}
