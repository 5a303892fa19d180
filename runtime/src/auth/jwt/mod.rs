//! [`Jwt`]: access tokens that are JWTs (RFC 9068), verified against a key set.
//!
//! Read `verify.rs` first: it is one token's way. `header.rs` and `claims.rs` are its checks,
//! `rules.rs` what they check against, `keys.rs` where keys come from (`remote.rs`: an address),
//! `key_set.rs` the ones of now, `cache.rs` the memory.
//!
//! **Invariant:** a token is accepted only if every check of RFC 9068 §4 and RFC 8725 §3 holds. It
//! is asked on every call whether it was revoked.

mod cache;
mod claims;
mod header;
#[cfg_attr(
    not(feature = "discovery"),
    allow(dead_code, reason = "what a set that was fetched has besides its keys")
)]
mod key_set;
mod keys;
#[cfg(feature = "discovery")]
mod remote;
#[cfg(not(feature = "discovery"))]
#[path = "remote/absent.rs"]
mod remote;
mod rules;
mod verify;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use cache::Cache;
use key_set::KeySet;
pub use keys::Jwks;
#[cfg(feature = "discovery")]
pub use remote::KeyRefresh;
use rules::Rules;
use verify::Unverified;

use super::binding::{Binding, Dpop};
use super::demands;
use super::fault::{ConfigError, Fault};
use super::jose::Algorithm;
use super::presentation::Presentation;
use super::principal::Principal;
use super::revocation::RevocationStore;
use super::verifier::{BearerVerifier, SchemeInfo, TokenChallenges, Verified};

/// The longest leeway: RFC 9068 §4 allows "no more than a few minutes", clocks need far less.
const MAX_LEEWAY: Duration = Duration::from_secs(60);
const DEFAULT_TOKEN_BYTES: usize = 8 * 1024;
const DEFAULT_CACHED_TOKENS: usize = 10_000;

/// Verifies access tokens that are JWTs (RFC 9068).
///
/// What the document says about issuer, audience and algorithms holds in addition to what is said
/// here. Verified tokens are kept in memory until they expire, see [`Jwt::cached_tokens`].
pub struct Jwt {
    keys: Jwks,
    issuer: Option<String>,
    audiences: Vec<String>,
    algorithms: Vec<Algorithm>,
    leeway: Duration,
    max_lifetime: Option<Duration>,
    max_token_bytes: usize,
    revocations: Option<Arc<dyn RevocationStore>>,
    binding: Binding,
    fapi: bool,
    cached_tokens: usize,
    cache: Cache,
    /// Set once the scheme is known.
    rules: Option<Rules>,
}

impl Jwt {
    /// A verifier with these keys, [`Algorithm::DEFAULT`], no leeway and tokens of at most 8 KiB.
    pub fn new(keys: Jwks) -> Jwt {
        Jwt {
            keys,
            issuer: None,
            audiences: Vec::new(),
            algorithms: Algorithm::DEFAULT.to_vec(),
            leeway: Duration::ZERO,
            max_lifetime: None,
            max_token_bytes: DEFAULT_TOKEN_BYTES,
            revocations: None,
            binding: Binding::default(),
            fapi: false,
            cached_tokens: DEFAULT_CACHED_TOKENS,
            cache: Cache::new(0),
            rules: None,
        }
    }

    /// The only issuer, exactly as tokens write it.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Jwt {
        self.issuer = Some(issuer.into());
        self
    }

    /// What tokens must name in `aud`. Where several are said, all of them.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Jwt {
        self.audiences.push(audience.into());
        self
    }

    /// The only algorithms.
    #[must_use]
    pub fn algorithms(mut self, algorithms: &[Algorithm]) -> Jwt {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// By how much `exp` and `nbf` may be missed, in whole seconds; at most 60. Otherwise not at
    /// all. (`iat` may lie 60 seconds ahead in any case.)
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Jwt {
        self.leeway = leeway;
        self
    }

    /// The longest time from `iat` to `exp`, in whole seconds. Otherwise unlimited.
    #[must_use]
    pub fn max_lifetime(mut self, max_lifetime: Duration) -> Jwt {
        self.max_lifetime = Some(max_lifetime);
        self
    }

    /// The longest token. Otherwise 8 KiB.
    #[must_use]
    pub fn max_token_bytes(mut self, max_token_bytes: usize) -> Jwt {
        self.max_token_bytes = max_token_bytes;
        self
    }

    /// Who is asked on every call whether a token was revoked. Otherwise tokens live until they
    /// expire.
    #[must_use]
    pub fn revocations(mut self, revocations: Arc<dyn RevocationStore>) -> Jwt {
        self.revocations = Some(revocations);
        self
    }

    /// Takes tokens under `DPoP` with their proofs (RFC 9449). Otherwise tokens that are bound to a
    /// key are refused; ones that are bound to the client's certificate need no setting.
    #[must_use]
    pub fn dpop(mut self, dpop: Dpop) -> Jwt {
        self.binding.dpop = Some(dpop);
        self
    }

    /// Refuses tokens that are bound neither to a key nor to the client's certificate: a stolen
    /// one would be enough.
    #[must_use]
    pub fn sender_constrained(mut self) -> Jwt {
        self.binding.required = true;
        self
    }

    /// What the FAPI 2.0 Security Profile demands of a resource server: only PS256, ES256 and
    /// `EdDSA` (§5.4.1), sender-constrained tokens, and a store of revoked tokens (§5.3.4), without
    /// which the configuration is an error.
    #[must_use]
    pub fn fapi(mut self) -> Jwt {
        self.fapi = true;
        self.sender_constrained()
    }

    /// How many verified tokens are kept, about; otherwise 10 000. Zero: every signature is
    /// verified on every call. Kept tokens are in the process's memory as they were sent.
    #[must_use]
    pub fn cached_tokens(mut self, tokens: usize) -> Jwt {
        self.cached_tokens = tokens;
        self
    }

    fn rules(&self, scheme: &SchemeInfo) -> Result<Rules, ConfigError> {
        if self.leeway > MAX_LEEWAY {
            return Err(ConfigError::new(format!(
                "scheme `{}`: the leeway is longer than 60 seconds",
                scheme.name
            )));
        }
        let mut algorithms = rules::algorithms(&self.algorithms, scheme)?;
        if self.fapi {
            rules::restrict_to_fapi(&mut algorithms, self.revocations.is_some(), scheme)?;
        }
        if !self.keys.current().serves(&algorithms) {
            return Err(ConfigError::new(format!(
                "scheme `{}`: no key of the set has an algorithm that is allowed",
                scheme.name
            )));
        }
        Ok(Rules {
            issuer: demands::issuer(self.issuer.as_deref(), scheme)?,
            audiences: demands::audiences(&self.audiences, scheme)?,
            algorithms,
            leeway: whole_seconds(self.leeway),
            max_lifetime: self.max_lifetime.map(whole_seconds),
            max_token_bytes: self.max_token_bytes,
        })
    }

    async fn accept(
        &self,
        presented: Presentation<'_>,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        let rules = self.rules.as_ref().ok_or(Fault::Unavailable)?;
        let principal = match self.kept(presented.credentials, now) {
            Some(principal) => principal,
            None => self.verified(presented.token()?, rules, now).await?,
        };
        self.refuse_revoked(&principal).await?;
        // Last: it uses up the proof.
        self.binding.confirm(principal.confirmation(), presented, now).await?;
        Ok(principal)
    }

    /// The principal of a token that was verified before, by keys that need no attention: the cache
    /// compares all of it.
    fn kept(&self, token: &[u8], now: SystemTime) -> Option<Arc<Principal>> {
        let generation = self.keys.generation(now)?;
        self.cache.get(token, generation, now)
    }

    /// The principal of a token by its signature.
    async fn verified(
        &self,
        token: &str,
        rules: &Rules,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        if token.len() > rules.max_token_bytes {
            return Err(Fault::Invalid("the token is too long"));
        }
        let unverified = Unverified::read(token, rules).map_err(Fault::Invalid)?;
        let mut keys = self.keys.current();
        // Nothing is fetched for what is no token: it was read before.
        if keys.is_due(now) {
            keys = self.keys.renewed(now).await?;
            if let Some(principal) = self.cache.get(token.as_bytes(), keys.generation, now) {
                return Ok(principal);
            }
        }
        if let Some(kid) = unverified.unknown_kid(&keys) {
            keys = self.keys.with(kid, now).await?;
        }
        let principal = unverified.verify(rules, &keys, now).map_err(Fault::Invalid)?;
        let principal = Arc::new(principal);
        self.keep(token, rules, &keys, &principal, now);
        Ok(principal)
    }

    fn keep(
        &self,
        token: &str,
        rules: &Rules,
        keys: &KeySet,
        principal: &Arc<Principal>,
        now: SystemTime,
    ) {
        let leeway = Duration::from_secs(rules.leeway.unsigned_abs());
        if let Some(end) = principal.expires_at().and_then(|end| end.checked_add(leeway)) {
            self.cache.insert(token, keys.generation, principal, end, now);
        }
    }

    async fn refuse_revoked(&self, principal: &Principal) -> Result<(), Fault> {
        let Some(revocations) = &self.revocations else { return Ok(()) };
        // A verified token always has both.
        let (Some(issuer), Some(jti)) = (principal.issuer(), principal.token_id()) else {
            return Err(Fault::Unavailable);
        };
        if revocations.is_revoked(issuer, jti).await? {
            return Err(Fault::Invalid("the token is revoked"));
        }
        Ok(())
    }
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

impl BearerVerifier for Jwt {
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        demands::revocations(self.revocations.as_deref(), scheme)?;
        self.rules = Some(self.rules(scheme)?);
        self.binding.bind(scheme)?;
        // What other rules let in must not stay.
        self.cache = Cache::new(self.cached_tokens);
        Ok(())
    }

    fn challenges(&self) -> TokenChallenges {
        self.binding.challenges()
    }

    fn known(&self, token: &[u8], now: SystemTime) -> Option<Arc<Principal>> {
        let asks = self.revocations.is_some() || self.binding.required;
        let principal = if asks { None } else { self.kept(token, now) };
        principal.filter(|principal| principal.confirmation().is_none())
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, now: SystemTime) -> Verified<'a> {
        Box::pin(self.accept(presented, now))
    }
}

impl fmt::Debug for Jwt {
    /// Without the cached tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("keys", &self.keys)
            .field("issuer", &self.issuer)
            .field("audiences", &self.audiences)
            .field("algorithms", &self.algorithms)
            .field("binding", &self.binding)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
