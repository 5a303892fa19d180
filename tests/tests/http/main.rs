//! The running example over HTTP: the real server on a real socket, spoken to byte by byte.
//!
//! One file a theme. What every answer owes (its request id, its headers, the envelope, none of
//! the secrets that were sent) is checked in [`server::Server::call`], for every call of every
//! test.
//!
//! **Invariant:** no test waits for a time to pass, except where waiting is what it is about; a
//! server is never shared between tests, so no test sees the limits that another one used up.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answers;
mod audit;
mod body;
mod bytes;
mod client;
mod derived;
mod faults;
mod hostile;
mod json;
mod keys;
mod matrix;
mod media;
mod parameters;
mod paths;
mod rates;
mod revocation;
mod server;
mod tokens;
mod webhooks;
