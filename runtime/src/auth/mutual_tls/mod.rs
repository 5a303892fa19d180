//! Client certificates: whom they speak for.
//!
//! `thumbprints.rs` knows them one by one; `policies.rs` tells by named policies, each an authority (`authority.rs`) with
//! what a certificate must say (`constraint.rs`), or a list of thumbprints. `certificate.rs` reads what they say.
//!
//! **Invariant:** that the private key was proven is the TLS layer's word; what a certificate says is
//! read only after it was found trustworthy.

#[cfg(feature = "tls")]
mod authority;
#[cfg(feature = "tls")]
mod certificate;
#[cfg(feature = "tls")]
mod constraint;
#[cfg(feature = "tls")]
mod name;
#[cfg(feature = "tls")]
mod policies;
#[cfg(all(test, feature = "tls"))]
mod tests;
mod thumbprints;

#[cfg(feature = "tls")]
pub use constraint::CertificateConstraint;
#[cfg(feature = "tls")]
pub use policies::{CertificatePolicies, CertificatePolicy};
pub use thumbprints::CertificateThumbprints;
