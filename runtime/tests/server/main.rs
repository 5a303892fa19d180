//! The server below the application, over real sockets: framing, patience, TLS, HTTP/2, proxies.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]
#![allow(missing_docs, unreachable_pub, reason = "tests")]

mod certificates;
mod framing;
mod http2;
mod limits;
mod operations;
mod proxies;
mod slow;
#[path = "../support/mod.rs"]
mod support;
mod tls;
