//! Authentication and authorization: from what a request presents to evidence that a handler takes.
//!
//! Read `access.rs` first: it is the decision. `credentials.rs` finds what a request presents,
//! `verifier.rs` says what verifies it, `evidence.rs` is what a handler receives, and
//! `challenge.rs` what a refused client is told.
//!
//! **Invariant:** cannot decide means refuse. A [`Grant`] is only made by the decision, evidence
//! only of a grant, and a client is told a code, never a reason.

mod access;
pub(crate) mod api_key;
mod binding;
mod challenge;
mod claims;
mod clock;
mod confirmation;
mod credentials;
mod demands;
pub(crate) mod digest;
#[cfg(feature = "discovery")]
mod discovery;
mod evidence;
mod fault;
mod gate;
mod grant;
#[cfg(feature = "discovery")]
mod introspection;
mod jose;
mod json;
mod jwt;
mod mutual_tls;
mod presentation;
mod principal;
mod refusal;
#[cfg(feature = "discovery")]
mod remote;
mod replay;
mod revocation;
mod scheme;
mod verifier;

pub(crate) use access::authenticate;
pub use api_key::{ApiKeys, ApiKeysBuilder, Pepper};
pub use binding::{Dpop, Nonces};
pub use credentials::Peer;
#[cfg(feature = "discovery")]
pub use discovery::Discovery;
pub use evidence::{Authorized, Evidence, Proof, Public};
pub use fault::{ConfigError, Fault, Unavailable};
pub(crate) use gate::Gate;
pub use grant::Grant;
#[cfg(feature = "discovery")]
pub use introspection::Introspection;
pub use jose::Algorithm;
#[cfg(feature = "discovery")]
pub use jwt::KeyRefresh;
pub use jwt::{Jwks, Jwt};
pub use mutual_tls::CertificateThumbprints;
#[cfg(feature = "tls")]
pub use mutual_tls::{CertificateConstraint, CertificatePolicies, CertificatePolicy};
pub use presentation::{DpopHeader, Presentation, TokenScheme};
pub use principal::Principal;
pub use refusal::{Refusal, RefusalKind};
#[cfg(feature = "discovery")]
pub use remote::{HttpsClient, HttpsClientBuilder};
pub use replay::{FirstUse, MemoryReplays, ReplayStore};
pub use revocation::{MemoryRevocations, Revocation, RevocationStore, Revoked};
pub use scheme::Schemes;
pub use verifier::{
    ApiKeyVerifier, BasicVerifier, BearerVerifier, CertificateVerifier, HttpVerifier, SchemeInfo,
    TokenChallenges, Verified,
};
