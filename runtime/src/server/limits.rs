//! [`Limits`]: what one client may take of a server.
//!
//! **Invariant:** every size and every wait has a bound; there is no "unlimited" but for the
//! connections of one address, which a proxy in front makes meaningless.

use std::time::Duration;

/// What one client may take of a server. Plain data: change what should differ.
///
/// ```
/// let limits = portcullis::server::Limits { connections: 500, ..Default::default() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "made to be written with `..Default::default()`")]
pub struct Limits {
    /// Bytes of a request's head; more are answered by 431. At least 8 KiB are allowed. 64 KiB.
    pub head_bytes: usize,
    /// Header lines of a request; more are answered by 431. 100.
    pub headers: usize,
    /// Bytes of a request's target; more are answered by 414. 16 KiB.
    pub uri_bytes: usize,
    /// Connections at the same time; more wait in the system's queue. 10,000.
    pub connections: usize,
    /// Connections of one address at the same time; more are closed at once. Trusted proxies
    /// may have any number, and so may all addresses with `None`. 1,000.
    pub connections_per_address: Option<usize>,
    /// Requests at the same time on one connection of HTTP/2. 100.
    pub streams: u32,
    /// For the TLS handshake. 10 seconds.
    pub handshake_time: Duration,
    /// From a head's first byte, or the connection's beginning, to the head's end; later it is
    /// answered by 408. 10 seconds.
    pub head_time: Duration,
    /// Without a request. 10 seconds.
    pub idle_time: Duration,
    /// For the next piece of a body; the [router](crate::Router::body_timeouts) has limits of its
    /// own, which it answers by 408. 30 seconds.
    pub body_time: Duration,
    /// How long a client may take nothing of an answer. 30 seconds.
    pub write_time: Duration,
    /// How long calls may take to end after the server was told to. 10 seconds.
    pub shutdown_time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            head_bytes: 64 * 1024,
            headers: 100,
            uri_bytes: 16 * 1024,
            connections: 10_000,
            connections_per_address: Some(1_000),
            streams: 100,
            handshake_time: Duration::from_secs(10),
            head_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            write_time: Duration::from_secs(30),
            shutdown_time: Duration::from_secs(10),
        }
    }
}
