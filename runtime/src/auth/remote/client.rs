//! [`HttpsClient`]: calls to authorization servers.
//!
//! **Invariant:** a call goes to one `https` address, whose certificate is verified, and nowhere
//! else: redirects are not followed, and proxies of the environment are not asked. An answer is
//! taken only whole, with status 200 and a JSON media type, below 512 KiB and in time.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;

use super::freshness;
use super::url::HttpsUrl;
use crate::auth::fault::ConfigError;
use crate::media::MediaType;

/// Larger answers are refused.
const MAX_BYTES: usize = 512 * 1024;
/// Answers with larger heads are refused.
const MAX_HEAD_BYTES: usize = 64 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next call.
const IDLE: Duration = Duration::from_secs(30);
const IDLE_CONNECTIONS: usize = 16;

/// Calls authorization servers over HTTPS (HTTP/1.1; TLS 1.2 or 1.3). Clones share connections.
///
/// Servers are verified against the system's certificate authorities (`SSL_CERT_FILE` and
/// `SSL_CERT_DIR` are heeded) and those of [`HttpsClientBuilder::trust`].
#[derive(Clone)]
pub struct HttpsClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    call_timeout: Duration,
}

/// The settings of an [`HttpsClient`].
#[must_use]
pub struct HttpsClientBuilder {
    trusted: Vec<Vec<u8>>,
    system_roots: bool,
    identity: Option<(Vec<u8>, Vec<u8>)>,
    connect_timeout: Duration,
    call_timeout: Duration,
}

/// A whole answer.
#[derive(Debug)]
pub(in crate::auth) struct Body {
    pub(in crate::auth) bytes: Bytes,
    /// How long it says that it holds.
    pub(in crate::auth) fresh_for: Option<Duration>,
}

/// Why there is no answer. For operators.
#[derive(Debug)]
pub(in crate::auth) enum CallError {
    /// The server answered with another status.
    Status(StatusCode),
    /// The server answered with something that is not JSON.
    Media,
    /// The answer is too large.
    Size,
    /// The call took too long.
    Time,
    /// There is no connection, or it broke.
    Connection(String),
}

impl HttpsClient {
    /// A client that trusts the system's certificate authorities. An error where there are none.
    pub fn new() -> Result<HttpsClient, ConfigError> {
        HttpsClient::builder().build()
    }

    /// A client with settings.
    pub fn builder() -> HttpsClientBuilder {
        HttpsClientBuilder {
            trusted: Vec::new(),
            system_roots: true,
            identity: None,
            connect_timeout: CONNECT_TIMEOUT,
            call_timeout: CALL_TIMEOUT,
        }
    }

    pub(in crate::auth) async fn get(&self, url: &HttpsUrl) -> Result<Body, CallError> {
        self.call(Method::GET, url, HeaderMap::new(), Bytes::new()).await
    }

    /// Sends a form.
    pub(in crate::auth) async fn post(
        &self,
        url: &HttpsUrl,
        authorization: HeaderValue,
        form: String,
    ) -> Result<Body, CallError> {
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, authorization);
        headers.insert(header::CONTENT_TYPE, form_type);
        self.call(Method::POST, url, headers, form.into()).await
    }

    async fn call(
        &self,
        method: Method,
        url: &HttpsUrl,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Body, CallError> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = url.uri().clone();
        *request.headers_mut() = headers;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        // The body as well: it could come one byte at a time.
        let call = async {
            let answer = self.client.request(request).await;
            read(answer.map_err(|error| CallError::Connection(chain(&error)))?).await
        };
        timeout(self.call_timeout, call).await.unwrap_or(Err(CallError::Time))
    }
}

async fn read(answer: http::Response<Incoming>) -> Result<Body, CallError> {
    let (head, body) = answer.into_parts();
    if head.status != StatusCode::OK {
        return Err(CallError::Status(head.status));
    }
    if !is_json(&head.headers) {
        return Err(CallError::Media);
    }
    let body = Limited::new(body, MAX_BYTES).collect().await.map_err(|error| {
        if error.is::<LengthLimitError>() {
            CallError::Size
        } else {
            CallError::Connection(chain(error.as_ref()))
        }
    })?;
    Ok(Body { bytes: body.to_bytes(), fresh_for: freshness::of(&head.headers) })
}

/// `application/json`, or a type with its suffix (RFC 6839 §3.1), such as
/// `application/jwk-set+json` (RFC 7517 §8.5.2).
fn is_json(headers: &HeaderMap) -> bool {
    let field = headers.get(header::CONTENT_TYPE).and_then(|field| field.to_str().ok());
    let Some(Ok(media)) = field.map(str::parse::<MediaType>) else { return false };
    let essence = media.essence().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// An error and its causes: the outermost alone says only that there was one.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl HttpsClientBuilder {
    /// Trusts these certificate authorities (PEM) as well.
    pub fn trust(mut self, pem: impl AsRef<[u8]>) -> HttpsClientBuilder {
        self.trusted.push(pem.as_ref().to_vec());
        self
    }

    /// Does not trust the system's certificate authorities: only those of
    /// [`HttpsClientBuilder::trust`].
    pub fn without_system_roots(mut self) -> HttpsClientBuilder {
        self.system_roots = false;
        self
    }

    /// The client's own certificate chain and private key (PEM), for servers that ask for one
    /// (RFC 8705 §2).
    pub fn identity(
        mut self,
        chain: impl AsRef<[u8]>,
        key: impl AsRef<[u8]>,
    ) -> HttpsClientBuilder {
        self.identity = Some((chain.as_ref().to_vec(), key.as_ref().to_vec()));
        self
    }

    /// How long connecting may take; otherwise 5 seconds.
    pub fn connect_timeout(mut self, time: Duration) -> HttpsClientBuilder {
        self.connect_timeout = time;
        self
    }

    /// How long a whole call may take, from connecting to the answer's last byte; otherwise 10
    /// seconds.
    pub fn call_timeout(mut self, time: Duration) -> HttpsClientBuilder {
        self.call_timeout = time;
        self
    }

    /// The client. An error where nobody is trusted, or a text is not PEM.
    pub fn build(self) -> Result<HttpsClient, ConfigError> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(self.connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(self.tls()?)
            .https_only()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .http1_max_buf_size(MAX_HEAD_BYTES)
            .build(connector);
        Ok(HttpsClient { client, call_timeout: self.call_timeout })
    }

    fn tls(&self) -> Result<ClientConfig, ConfigError> {
        // Named, not the process's default, which is another crate's choice.
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| ConfigError::new(format!("TLS: {error}")))?
            .with_root_certificates(self.roots()?);
        let Some((chain, key)) = &self.identity else { return Ok(config.with_no_client_auth()) };
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|_| ConfigError::new("the client's private key is not PEM"))?;
        config
            .with_client_auth_cert(certificates(chain)?, key)
            .map_err(|error| ConfigError::new(format!("the client's certificate: {error}")))
    }

    fn roots(&self) -> Result<RootCertStore, ConfigError> {
        let mut roots = RootCertStore::empty();
        for pem in &self.trusted {
            for certificate in certificates(pem)? {
                roots.add(certificate).map_err(|error| {
                    ConfigError::new(format!("a trusted certificate authority: {error}"))
                })?;
            }
        }
        if self.system_roots {
            // Some of a system's roots may be unreadable; the others do.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        if roots.is_empty() {
            return Err(ConfigError::new(
                "no certificate authority is trusted: the system has none (is `ca-certificates` \
                 installed?), and none was given",
            ));
        }
        Ok(roots)
    }
}

/// The certificates of a PEM text; at least one.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(ConfigError::new("a text holds no certificate in PEM")),
        Err(_) => Err(ConfigError::new("a certificate is not PEM")),
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Status(status) => write!(f, "the server answered with {status}"),
            CallError::Media => f.write_str("the answer's media type is not JSON"),
            CallError::Size => f.write_str("the answer is larger than 512 KiB"),
            CallError::Time => f.write_str("the call took too long"),
            CallError::Connection(problem) => f.write_str(problem),
        }
    }
}

impl fmt::Debug for HttpsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsClient")
            .field("call_timeout", &self.call_timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for HttpsClientBuilder {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsClientBuilder")
            .field("trusted", &self.trusted.len())
            .field("system_roots", &self.system_roots)
            .field("connect_timeout", &self.connect_timeout)
            .field("call_timeout", &self.call_timeout)
            .finish_non_exhaustive()
    }
}
