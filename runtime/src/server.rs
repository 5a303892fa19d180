//! [`Server`]: HTTP on a socket, plain or over TLS, with limits and time-outs.
//!
//! `accept.rs` takes connections, `connection.rs` speaks on one, `request.rs` is what happens to a request before
//! the application sees it. Over TLS the client chooses HTTP/1.1 or 2; without TLS there is no HTTP/2 unless
//! [`Server::h2c`] allows it.
//!
//! **Invariant:** a client can hold a connection only while it sends or takes: handshake, head, body, idle time,
//! stalled answers and the number of connections are bounded, and a request whose target or length two readers could
//! understand differently is refused. What a request says about its other end is the server's word or a
//! listed proxy's, never the client's.

mod accept;
mod connection;
mod forwarded;
mod head;
mod inbound;
mod limits;
mod outbound;
mod phase;
mod proxies;
mod refusal;
mod request;
mod sniff;
mod stall;
mod streams;
#[cfg(feature = "tls")]
mod tls;
mod wire;

use std::fmt;
use std::future::{Future, pending};
use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;

pub use self::forwarded::ForwardedCertificate;
pub use self::limits::Limits;
pub use self::proxies::TrustedProxies;
#[cfg(feature = "tls")]
pub use self::tls::{ClientCertificates, Tls, TlsBuilder, TlsError};

/// Serves plain HTTP/1.1 until the process ends, under the default [`Limits`]: the head of a
/// request must come within 10 seconds, have at most 100 headers and 64 KiB, and name its host
/// once; a connection may be idle for 10 seconds and take nothing of an answer for 30.
///
/// Errors of single connections end these only. The result is an error when the listener is
/// broken.
pub async fn serve(listener: TcpListener, app: axum::Router) -> io::Result<()> {
    Server::new(app).serve(listener).await
}

/// Serves until `end` is ready, and then lets running calls end for up to 10 seconds.
pub async fn serve_until(
    listener: TcpListener,
    app: axum::Router,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    Server::new(app).serve_until(listener, end).await
}

/// A server, before it serves.
///
/// ```no_run
/// # async fn example(app: axum::Router, listener: tokio::net::TcpListener) -> Result<(), Box<dyn std::error::Error>> {
/// use portcullis::server::{ClientCertificates, Server, Tls, TrustedProxies};
///
/// let tls = Tls::from_files("chain.pem", "key.pem")
///     .client_certificates(ClientCertificates::Requested)
///     .build()?;
/// Server::new(app)
///     .tls(tls)
///     .trusted_proxies(TrustedProxies::new(["10.0.0.0/8"])?)
///     .serve(listener)
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "a server serves nothing until it is told to"]
pub struct Server {
    app: axum::Router,
    settings: Settings,
}

/// What is set of a server.
#[derive(Default)]
struct Settings {
    limits: Limits,
    proxies: TrustedProxies,
    certificate: Option<ForwardedCertificate>,
    /// In lower case. Empty: any.
    hosts: Vec<String>,
    h2c: bool,
    #[cfg(feature = "tls")]
    tls: Option<Tls>,
}

impl Server {
    /// A server of this application: plain HTTP/1.1 under the default limits, without proxies.
    pub fn new(app: axum::Router) -> Server {
        Server { app, settings: Settings::default() }
    }

    /// Speaks TLS 1.2 or 1.3 and nothing else.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: Tls) -> Server {
        self.settings.tls = Some(tls);
        self
    }

    /// Has these limits.
    pub fn limits(mut self, limits: Limits) -> Server {
        self.settings.limits = limits;
        self
    }

    /// Takes the word of these proxies about their clients. The client's address is then what
    /// rate limits, the audit log and `ConnectInfo` see.
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Server {
        self.settings.proxies = proxies;
        self
    }

    /// Takes client certificates from [trusted proxies](Server::trusted_proxies) in this form, and
    /// the proxy's own certificate never for a client's. From everybody else the headers are
    /// removed, and the certificate is the connection's.
    pub fn forwarded_certificate(mut self, form: ForwardedCertificate) -> Server {
        self.settings.certificate = Some(form);
        self
    }

    /// Answers for these hosts only (`api.example.com`, or with a port `api.example.com:8443`), and
    /// others with 421. A host without a port here is meant with every port.
    pub fn hosts<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Server {
        let hosts = hosts.into_iter().map(|host| host.into().to_ascii_lowercase());
        self.settings.hosts = hosts.collect();
        self
    }

    /// Whether clients that know of it beforehand may speak HTTP/2 without TLS, for a proxy in
    /// the same machine. They may not by default.
    pub fn h2c(mut self, allowed: bool) -> Server {
        self.settings.h2c = allowed;
        self
    }

    /// Serves until the process ends. Errors of single connections end these only; the result is
    /// an error when the listener is broken.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        self.serve_until(listener, pending()).await
    }

    /// Serves until `end` is ready, and then lets running calls end within
    /// [`Limits::shutdown_time`]. Connections that are left then are cut.
    pub async fn serve_until(
        self,
        listener: TcpListener,
        end: impl Future<Output = ()>,
    ) -> io::Result<()> {
        accept::serve_until(listener, self.app, Arc::new(self.settings), end).await
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("limits", &self.settings.limits).finish_non_exhaustive()
    }
}
