//! What verifies a credential: one trait a kind of scheme.
//!
//! **Invariant:** a verifier answers with a principal only for a credential that it accepted; what
//! it cannot tell is a [`Fault`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use super::fault::{ConfigError, Fault};
use super::jose::Algorithm;
use super::presentation::Presentation;
use super::principal::Principal;
use super::revocation::Revocation;
use crate::policy::SchemeKind;

/// A security scheme of the document and what the document says about its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeInfo {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// What kind of credential it takes.
    pub kind: SchemeKind,
    /// The only issuer of its tokens.
    pub issuer: Option<&'static str>,
    /// The audience that its tokens must name.
    pub audience: Option<&'static str>,
    /// The only signature algorithms of its tokens; empty: the verifier's own choice.
    pub algorithms: &'static [&'static str],
    /// Which store of revoked tokens its verifier must have.
    pub revocation: Revocation,
}

impl SchemeInfo {
    /// A scheme about whose tokens the document says nothing.
    pub const fn new(name: &'static str, kind: SchemeKind) -> SchemeInfo {
        SchemeInfo {
            name,
            kind,
            issuer: None,
            audience: None,
            algorithms: &[],
            revocation: Revocation::None,
        }
    }

    /// The only issuer of its tokens.
    #[must_use]
    pub const fn issuer(mut self, issuer: &'static str) -> SchemeInfo {
        self.issuer = Some(issuer);
        self
    }

    /// The audience that its tokens must name.
    #[must_use]
    pub const fn audience(mut self, audience: &'static str) -> SchemeInfo {
        self.audience = Some(audience);
        self
    }

    /// The only signature algorithms of its tokens.
    #[must_use]
    pub const fn algorithms(mut self, algorithms: &'static [&'static str]) -> SchemeInfo {
        self.algorithms = algorithms;
        self
    }

    /// Which store of revoked tokens its verifier must have.
    #[must_use]
    pub const fn revocation(mut self, revocation: Revocation) -> SchemeInfo {
        self.revocation = revocation;
        self
    }
}

/// The answer of a verifier.
pub type Verified<'a> = Pin<Box<dyn Future<Output = Result<Arc<Principal>, Fault>> + Send + 'a>>;

/// Verifies access tokens of `Authorization: Bearer` and `Authorization: DPoP`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not verify access tokens",
    label = "one of the verifiers is of another kind than its scheme",
    note = "`portcullis::Jwt` does; your own verifier implements `portcullis::auth::BearerVerifier`"
)]
pub trait BearerVerifier: Send + Sync + 'static {
    /// Takes what the document says about the scheme; called once, before serving starts.
    ///
    /// What the document says holds in addition to the verifier's own settings. There is no
    /// default: a verifier that did not listen would weaken the document.
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError>;

    /// What a client is told about how to present a token.
    fn challenges(&self) -> TokenChallenges {
        TokenChallenges::default()
    }

    /// Whom a token under `Bearer` speaks for, where that can be told at once: it was verified
    /// before, has not expired, is bound to nothing, and nobody has to be asked about it. `None`
    /// says nothing. The token is what the client sent, whatever that is: compare all of it.
    fn known(&self, token: &[u8], now: SystemTime) -> Option<Arc<Principal>> {
        let _ = (token, now);
        None
    }

    /// Verifies a token. A verifier that does not know what binds a token to a key must refuse
    /// tokens with `cnf` (RFC 8705 §3, RFC 9449 §7.2), and tokens under another scheme than
    /// `Bearer`.
    fn verify<'a>(&'a self, presented: Presentation<'a>, now: SystemTime) -> Verified<'a>;
}

/// What a client is told about how to present an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenChallenges {
    /// Whether tokens are taken under `Bearer`.
    pub bearer: bool,
    /// The algorithms of proofs, where tokens are taken under `DPoP`.
    pub dpop: Option<Vec<Algorithm>>,
}

impl Default for TokenChallenges {
    /// `Bearer` only.
    fn default() -> TokenChallenges {
        TokenChallenges { bearer: true, dpop: None }
    }
}

/// Verifies API keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not verify API keys",
    label = "one of the verifiers is of another kind than its scheme",
    note = "`portcullis::ApiKeys` does; your own verifier implements `portcullis::auth::ApiKeyVerifier`"
)]
pub trait ApiKeyVerifier: Send + Sync + 'static {
    /// Takes what the document says about the scheme; called once, before serving starts.
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        let _ = scheme;
        Ok(())
    }

    /// Verifies a key.
    fn verify<'a>(&'a self, key: &'a str, now: SystemTime) -> Verified<'a>;
}

/// Verifies users and passwords of `Authorization: Basic`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not verify users and passwords",
    label = "one of the verifiers is of another kind than its scheme",
    note = "`portcullis::ApiKeys` does; your own verifier implements `portcullis::auth::BasicVerifier`"
)]
pub trait BasicVerifier: Send + Sync + 'static {
    /// Takes what the document says about the scheme; called once, before serving starts.
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        let _ = scheme;
        Ok(())
    }

    /// Verifies a user and a password.
    fn verify<'a>(&'a self, user: &'a str, password: &'a str, now: SystemTime) -> Verified<'a>;
}

/// Verifies client certificates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not verify client certificates",
    label = "one of the verifiers is of another kind than its scheme",
    note = "`portcullis::CertificateThumbprints` does; your own verifier implements `portcullis::auth::CertificateVerifier`"
)]
pub trait CertificateVerifier: Send + Sync + 'static {
    /// Takes what the document says about the scheme; called once, before serving starts.
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        let _ = scheme;
        Ok(())
    }

    /// Verifies a chain of certificates in DER, the client's own first, whose private key the TLS
    /// layer saw proven.
    fn verify<'a>(&'a self, chain: &'a [Vec<u8>], now: SystemTime) -> Verified<'a>;
}

/// Verifies credentials of another `Authorization` scheme.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not verify credentials of this scheme",
    label = "one of the verifiers is of another kind than its scheme",
    note = "your own verifier implements `portcullis::auth::HttpVerifier`"
)]
pub trait HttpVerifier: Send + Sync + 'static {
    /// Takes what the document says about the scheme; called once, before serving starts.
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        let _ = scheme;
        Ok(())
    }

    /// Verifies what follows the scheme's name in the header.
    fn verify<'a>(&'a self, credentials: &'a str, now: SystemTime) -> Verified<'a>;
}

#[diagnostic::do_not_recommend]
impl BearerVerifier for Box<dyn BearerVerifier> {
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        (**self).bind(scheme)
    }

    fn challenges(&self) -> TokenChallenges {
        (**self).challenges()
    }

    fn known(&self, token: &[u8], now: SystemTime) -> Option<Arc<Principal>> {
        (**self).known(token, now)
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, now: SystemTime) -> Verified<'a> {
        (**self).verify(presented, now)
    }
}

/// A boxed verifier is one too, so that it can be chosen at run time.
macro_rules! boxed {
    ($($verifier:ident($($name:ident: $type:ty),+);)+) => {$(
        #[diagnostic::do_not_recommend]
        impl $verifier for Box<dyn $verifier> {
            fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
                (**self).bind(scheme)
            }

            fn verify<'a>(&'a self, $($name: &'a $type,)+ now: SystemTime) -> Verified<'a> {
                (**self).verify($($name,)+ now)
            }
        }
    )+};
}

boxed! {
    ApiKeyVerifier(key: str);
    BasicVerifier(user: str, password: str);
    CertificateVerifier(chain: [Vec<u8>]);
    HttpVerifier(credentials: str);
}
