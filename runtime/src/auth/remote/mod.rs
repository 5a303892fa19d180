//! Calls to authorization servers.
//!
//! `client.rs` makes them, `url.rs` says where they may go, `freshness.rs` how long an answer holds.
//!
//! **Invariant:** no text of a request is part of an address, and an answer is read only if it came
//! over TLS from the address that the operator, or the metadata at the operator's address, named.

mod client;
mod freshness;
mod url;

pub(in crate::auth) use client::{Body, CallError};
pub use client::{HttpsClient, HttpsClientBuilder};
pub(in crate::auth) use url::HttpsUrl;
#[cfg(test)]
pub(in crate::auth) mod testing;
#[cfg(test)]
mod tests;
