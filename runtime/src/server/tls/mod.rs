//! [`Tls`]: certificates, keys and client authentication of a server.
//!
//! `source.rs` reads files, `config.rs` makes rustls's configuration of them, `clients.rs` says which client certificates a handshake
//! accepts, `watch.rs` looks for changed files.
//!
//! **Invariant:** what is in use was read and found consistent as a whole; what cannot be used never
//! takes its place. Protocol versions and suites are those of RFC 9325, whatever else the process
//! does with rustls.

mod clients;
mod config;
mod source;
mod watch;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use self::source::{Source, Stamp};

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_secs(30);

/// Whether a handshake asks for a client certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientCertificates {
    /// It does not.
    #[default]
    None,
    /// It does; a client without one is let through to where the document decides.
    Requested,
    /// It does; a client without one fails the handshake.
    Required,
}

/// Files or PEM that do not make a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsError(String);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

type Report = dyn Fn(Result<(), &TlsError>) + Send + Sync;

/// Certificates, keys and client authentication of a server. A clone is the same server's: keep
/// one to call [`Tls::reload`].
#[derive(Clone)]
pub struct Tls {
    inner: Arc<Inner>,
}

struct Inner {
    settings: TlsBuilder,
    config: RwLock<Arc<ServerConfig>>,
    /// Of the files when they were first read.
    stamps: Vec<Stamp>,
}

/// What a [`Tls`] is made of.
#[must_use = "it becomes a `Tls` by `build`"]
pub struct TlsBuilder {
    certificates: Source,
    key: Source,
    clients: ClientCertificates,
    authorities: Vec<Source>,
    revocations: Vec<Source>,
    interval: Duration,
    report: Arc<Report>,
}

impl Tls {
    /// The server's certificate, followed by those up to its authority, and its private key, in
    /// PEM files. While a server runs, files that have changed are read anew.
    pub fn from_files(certificates: impl AsRef<Path>, key: impl AsRef<Path>) -> TlsBuilder {
        TlsBuilder::new(Source::file(certificates), Source::file(key))
    }

    /// The same from PEM texts.
    pub fn from_pem(certificates: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> TlsBuilder {
        TlsBuilder::new(Source::Pem(certificates.into()), Source::Pem(key.into()))
    }

    /// Reads all files anew. Connections that are open go on as they are, new ones have what was
    /// read. After an error everything is as before.
    pub fn reload(&self) -> Result<(), TlsError> {
        let config = Arc::new(config::read(&self.inner.settings)?);
        *self.inner.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// The server's side of a handshake.
    pub(super) async fn accept<T>(&self, stream: T) -> io::Result<Accepted<T>>
    where
        T: AsyncRead + AsyncWrite + Unpin,
    {
        let config = self.inner.config.read().unwrap_or_else(PoisonError::into_inner).clone();
        let stream = TlsAcceptor::from(config).accept(stream).await?;
        let (_, session) = stream.get_ref();
        let chain = session.peer_certificates().unwrap_or_default();
        let certificates = chain.iter().map(|certificate| certificate.to_vec()).collect();
        let is_http2 = session.alpn_protocol() == Some(config::HTTP_2);
        Ok(Accepted { stream, certificates, is_http2 })
    }

    /// Reads files that change, until it is dropped.
    pub(super) fn watch(&self) -> watch::Watching {
        watch::Watching::begin(self.clone())
    }
}

/// A connection after its handshake.
pub(super) struct Accepted<T> {
    pub(super) stream: TlsStream<T>,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) is_http2: bool,
}

impl TlsBuilder {
    fn new(certificates: Source, key: Source) -> TlsBuilder {
        TlsBuilder {
            certificates,
            key,
            clients: ClientCertificates::None,
            authorities: Vec::new(),
            revocations: Vec::new(),
            interval: INTERVAL,
            report: Arc::new(watch::report),
        }
    }

    /// Whether clients are asked for a certificate.
    ///
    /// Without authorities every certificate passes whose key the client proves to have, also one
    /// that signs itself (RFC 8705 §2.2 and §6.2): the operation's verifier has the last word. Sessions of
    /// clients that were asked are not resumed: each connection proves the key anew.
    pub fn client_certificates(mut self, clients: ClientCertificates) -> TlsBuilder {
        self.clients = clients;
        self
    }

    /// Lets only client certificates pass that lead to these roots, in a PEM file.
    pub fn client_authorities_file(mut self, path: impl AsRef<Path>) -> TlsBuilder {
        self.authorities.push(Source::file(path));
        self
    }

    /// The same from a PEM text.
    pub fn client_authorities(mut self, pem: impl Into<Vec<u8>>) -> TlsBuilder {
        self.authorities.push(Source::Pem(pem.into()));
        self
    }

    /// Refuses client certificates that these lists name, in a PEM file: one list of each
    /// authority, none of them expired. A certificate for which no list answers is refused.
    pub fn client_revocations_file(mut self, path: impl AsRef<Path>) -> TlsBuilder {
        self.revocations.push(Source::file(path));
        self
    }

    /// The same from a PEM text.
    pub fn client_revocations(mut self, pem: impl Into<Vec<u8>>) -> TlsBuilder {
        self.revocations.push(Source::Pem(pem.into()));
        self
    }

    /// How often a server looks whether files have changed: every 30 seconds otherwise.
    pub fn reload_interval(mut self, interval: Duration) -> TlsBuilder {
        self.interval = interval;
        self
    }

    /// Is told when files have changed, and whether they could be used. Otherwise the server
    /// writes a line to standard error.
    pub fn on_reload(
        mut self,
        report: impl Fn(Result<(), &TlsError>) + Send + Sync + 'static,
    ) -> TlsBuilder {
        self.report = Arc::new(report);
        self
    }

    /// Reads everything for the first time.
    pub fn build(self) -> Result<Tls, TlsError> {
        let stamps = self.stamps();
        let config = RwLock::new(Arc::new(config::read(&self)?));
        Ok(Tls { inner: Arc::new(Inner { settings: self, config, stamps }) })
    }

    fn stamps(&self) -> Vec<Stamp> {
        let files = [&self.certificates, &self.key].into_iter();
        files.chain(&self.authorities).chain(&self.revocations).map(Source::stamp).collect()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.settings.fmt(f)
    }
}

impl fmt::Debug for TlsBuilder {
    /// Without what is in PEM texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("clients", &self.clients).finish_non_exhaustive()
    }
}
