//! [`Fault`]: why a credential was not accepted, and [`ConfigError`]: why a verifier cannot work.
//!
//! **Invariant:** what is said here is for operators: no text of it reaches a client, except a nonce,
//! and none of it holds anything that a client sent.

use std::fmt;

use http::HeaderValue;

/// Why a credential was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The credential is not valid. The reason is for the log.
    Invalid(&'static str),
    /// The proof that came with an access token is not valid (RFC 9449 §7.1). The reason is for
    /// the log.
    InvalidProof(&'static str),
    /// The proof must hold this nonce (RFC 9449 §9), which the client is told.
    UseNonce(HeaderValue),
    /// It cannot be told, because something the verifier needs does not answer.
    Unavailable,
}

/// A store or service that a decision needs does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a store that the decision needs is not available")
    }
}

impl std::error::Error for Unavailable {}

impl From<Unavailable> for Fault {
    fn from(_: Unavailable) -> Fault {
        Fault::Unavailable
    }
}

/// A configuration with which a verifier could not decide safely. Reported before serving starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    /// An error with this text for the operator.
    pub fn new(message: impl Into<String>) -> ConfigError {
        ConfigError(message.into())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}
