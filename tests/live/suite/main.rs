//! The server against a real authorization server and a real Redis, which `tests/live/run` starts.
//!
//! One file a theme. `environment` is what the script has prepared, `provider` and `redis` are
//! processes, `client` calls, `api` is the server under test.
//!
//! **Invariant:** a test that stops or changes a process has one of its own; what the script started is shared
//! and stays as it is. Nothing waits for a time to pass, except where time is what it is about.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod algorithms;
mod api;
mod client;
mod dpop;
mod environment;
mod introspection;
mod keys;
mod mutual_tls;
mod provider;
mod redis;
mod refused;
mod stores;
