//! [`Refusal`]: a request that was not let through, for the answer and for the audit log.
//!
//! **Invariant:** of all this only the kind, the challenges and the nonce reach the client.

use std::sync::Arc;

use http::{HeaderValue, StatusCode};

use super::principal::Principal;

/// A request that was not let through.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// How it is answered.
    pub kind: RefusalKind,
    /// The values of `WWW-Authenticate`.
    pub challenges: Vec<HeaderValue>,
    /// The value of `DPoP-Nonce` (RFC 9449 §9).
    pub nonce: Option<HeaderValue>,
    /// Whom the accepted credentials speak for, for the log.
    pub principals: Vec<Arc<Principal>>,
    /// Why, for the log. A constant; never for the client.
    pub reason: &'static str,
}

/// How a refused request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// 400: a credential is presented more than once.
    InvalidRequest,
    /// 401: credentials are missing.
    Unauthenticated,
    /// 401: a presented credential is not valid.
    InvalidCredential,
    /// 403: the credentials are valid but do not permit the operation.
    InsufficientScope,
    /// 503: it cannot be decided.
    Unavailable,
}

impl RefusalKind {
    /// The status of the answer.
    pub const fn status(self) -> StatusCode {
        match self {
            RefusalKind::InvalidRequest => StatusCode::BAD_REQUEST,
            RefusalKind::Unauthenticated | RefusalKind::InvalidCredential => {
                StatusCode::UNAUTHORIZED
            }
            RefusalKind::InsufficientScope => StatusCode::FORBIDDEN,
            RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
