//! Typed axum servers from annotated `OpenAPI` documents, with the document's security built in.
//!
//! **Invariant:** no handler runs without evidence that its caller was authenticated and
//! authorized as the document demands, or that the document makes the operation public.

pub mod auth;
pub mod operation;
pub mod policy;

#[cfg(any(test, all(feature = "dev-issuer", debug_assertions), portcullis_dev_issuer))]
pub mod dev;

pub use auth::{ApiKeys, Authorized, CertificateThumbprints, Jwks, Jwt, Principal, Proof, Public};

/// Requests.
pub mod params {
    /// A request that can be read.
    pub trait FromRequest: Sized + Send + 'static {}
}
/// Replies.
pub mod reply {
    /// A reply that can be written.
    pub trait IntoReply: Send + 'static {}
}

/// What generated code names. Not for other use: it changes without notice.
#[doc(hidden)]
pub mod __private {
    /// The names of version 0.1.
    pub mod v0_1 {
        pub use crate::auth::ApiKeyVerifier;
        pub use crate::auth::Authorized;
        pub use crate::auth::BasicVerifier;
        pub use crate::auth::BearerVerifier;
        pub use crate::auth::CertificateVerifier;
        pub use crate::auth::HttpVerifier;
        pub use crate::auth::Public;
        pub use crate::auth::SchemeInfo;
    }
}
