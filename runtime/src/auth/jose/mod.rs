//! What all signed texts of JOSE have in common: algorithms, public keys, the compact form.
//!
//! **Invariant:** nothing in a signed text chooses what verifies it: a key has one algorithm, and
//! the caller says which keys and algorithms there are (RFC 8725 §3.1).

mod algorithm;
mod compact;
mod jwk;

pub use algorithm::Algorithm;
pub(super) use compact::{Compact, decode, refuse_extensions};
pub(super) use jwk::{Key, public_key, read, thumbprint};
