//! Sender-constrained tokens: what a token is bound to, and whether the caller holds it.
//!
//! `../confirmation.rs` reads what a token says, `dpop.rs` verifies proofs of a key (RFC 9449),
//! `proof.rs` is one proof's way; certificates (RFC 8705) are compared here.
//!
//! **Invariant:** a token that is bound to something is accepted only on a call that proves all of
//! it, whatever the operation asks for; what is bound in a way that is not understood is refused.

mod dpop;
mod nonce;
mod proof;
mod target;

use std::time::SystemTime;

use aws_lc_rs::constant_time::verify_slices_are_equal;

pub use dpop::Dpop;
pub use nonce::Nonces;

use super::confirmation::Confirmation;
use super::digest::{Sha256, sha256};
use super::fault::{ConfigError, Fault};
use super::presentation::{Presentation, TokenScheme};
use super::verifier::{SchemeInfo, TokenChallenges};

/// What a verifier of access tokens demands of the ways in which tokens are bound.
#[derive(Debug, Default)]
pub(super) struct Binding {
    /// What verifies proofs; without it, tokens that need one are refused.
    pub(super) dpop: Option<Dpop>,
    /// Whether unbound tokens are refused.
    pub(super) required: bool,
}

impl Binding {
    /// Takes the scheme's name, which tells its proofs from those of other schemes.
    pub(super) fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        match &mut self.dpop {
            Some(dpop) => dpop.bind(scheme),
            None => Ok(()),
        }
    }

    pub(super) fn challenges(&self) -> TokenChallenges {
        TokenChallenges {
            // Tokens that are bound to a certificate come under `Bearer` (RFC 8705 §3).
            bearer: true,
            dpop: self.dpop.as_ref().map(|dpop| dpop.algorithms().to_vec()),
        }
    }

    /// Whether the caller holds what the token is bound to. A proof that is accepted is used up.
    pub(super) async fn confirm(
        &self,
        confirmation: Option<&Confirmation>,
        presented: Presentation<'_>,
        now: SystemTime,
    ) -> Result<(), Fault> {
        let Some(confirmation) = confirmation else { return self.unbound(presented.scheme) };
        if let Some(thumbprint) = &confirmation.certificate {
            check_certificate(thumbprint, presented.certificates)?;
        }
        match (&confirmation.key, presented.scheme) {
            (Some(key), TokenScheme::Dpop) => {
                let dpop = self.dpop.as_ref();
                let dpop = dpop.ok_or(Fault::Invalid("proofs of a key are not taken here"))?;
                dpop.confirm(key, presented, now).await
            }
            // RFC 9449 §7.2: no downgrade.
            (Some(_), TokenScheme::Bearer) => {
                Err(Fault::Invalid("a token that is bound to a key came as Bearer"))
            }
            (None, TokenScheme::Dpop) => Err(NOT_BOUND_TO_A_KEY),
            (None, TokenScheme::Bearer) => Ok(()),
        }
    }

    fn unbound(&self, scheme: TokenScheme) -> Result<(), Fault> {
        match scheme {
            _ if self.required => Err(Fault::Invalid("the token is not sender-constrained")),
            // RFC 9449 §7.1: the key of the proof must be that of the token.
            TokenScheme::Dpop => Err(NOT_BOUND_TO_A_KEY),
            TokenScheme::Bearer => Ok(()),
        }
    }
}

const NOT_BOUND_TO_A_KEY: Fault =
    Fault::Invalid("a token that is not bound to a key came under DPoP");

/// RFC 8705 §3: the certificate of the connection is the token's. Its issuer does not matter
/// (§6.2): that the client holds its key was seen by TLS.
fn check_certificate(thumbprint: &Sha256, certificates: &[Vec<u8>]) -> Result<(), Fault> {
    let own = certificates.first();
    let own =
        own.ok_or(Fault::Invalid("the token is bound to a certificate, and there is none"))?;
    verify_slices_are_equal(&sha256(own), thumbprint)
        .map_err(|_| Fault::Invalid("the token is bound to another certificate"))
}

#[cfg(test)]
mod tests;
