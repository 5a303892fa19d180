//! A client: one request on a connection of its own, over TLS where the address says so.
//!
//! **Invariant:** servers are known by the authority of the run and by nothing else; an answer that does not
//! come within [`PATIENCE`] fails the test.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::environment;

/// How long an answer may take. Generous: only a server that does not answer at all reaches it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request that is being made.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: Method,
    address: Uri,
    headers: HeaderMap,
    body: String,
    certificate: Option<&'static str>,
}

impl Call {
    pub(crate) fn new(method: Method, address: &str) -> Call {
        let address = address.parse().expect("an address");
        Call { method, address, headers: HeaderMap::new(), body: String::new(), certificate: None }
    }

    pub(crate) fn get(address: &str) -> Call {
        Call::new(Method::GET, address)
    }

    pub(crate) fn post(address: &str) -> Call {
        Call::new(Method::POST, address)
    }

    /// One header more.
    pub(crate) fn header(mut self, name: &'static str, value: impl AsRef<str>) -> Call {
        let value = HeaderValue::from_str(value.as_ref()).expect("a header");
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Call {
        self.header("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn basic(self, user: &str, password: &str) -> Call {
        let both = STANDARD.encode(format!("{user}:{password}"));
        self.header("authorization", format!("Basic {both}"))
    }

    /// A form, of values that need no escape but those of addresses and lists.
    pub(crate) fn form(mut self, fields: &[(&str, &str)]) -> Call {
        let escape = |text: &str| text.replace(':', "%3A").replace('/', "%2F").replace(' ', "+");
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", escape(value)));
        self.body = fields.collect::<Vec<_>>().join("&");
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// With this client certificate of the run.
    pub(crate) fn certificate(mut self, name: &'static str) -> Call {
        self.certificate = Some(name);
        self
    }

    /// The answer; an error where there is none.
    pub(crate) async fn try_send(self) -> Result<Answer, String> {
        timeout(PATIENCE, self.exchange()).await.map_err(|_| "no answer in time".to_owned())?
    }

    pub(crate) async fn send(self) -> Answer {
        let address = self.address.clone();
        self.try_send().await.unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    async fn exchange(self) -> Result<Answer, String> {
        let authority = self.address.authority().expect("an authority").clone();
        let stream = TcpStream::connect(authority.as_str()).await.map_err(text)?;
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.address.path_and_query().expect("a path").as_str())
            .header(header::HOST, authority.as_str())
            .body(Full::new(Bytes::from(self.body)))
            .map_err(text)?;
        request.headers_mut().extend(self.headers);
        if self.address.scheme_str() == Some("http") {
            return speak(stream, request).await;
        }
        let name = ServerName::try_from(authority.host().to_owned()).map_err(text)?;
        let connector = TlsConnector::from(Arc::new(configuration(self.certificate)));
        speak(connector.connect(name, stream).await.map_err(text)?, request).await
    }
}

fn text(error: impl fmt::Display) -> String {
    error.to_string()
}

fn configuration(certificate: Option<&str>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(environment::certificate("authority")).expect("an authority");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_root_certificates(roots);
    match certificate {
        None => builder.with_no_client_auth(),
        Some(name) => builder
            .with_client_auth_cert(vec![environment::certificate(name)], environment::key(name))
            .expect("a certificate and its key"),
    }
}

async fn speak<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(text)?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(text)?;
    let (head, body) = answer.into_parts();
    let body = body.collect().await.map_err(text)?.to_bytes();
    connection.abort();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| value.to_str().expect("ASCII")).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// Status and code of an error.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let code = self.json()["error"]["code"].as_str().unwrap_or_default().to_owned();
        (self.status, code)
    }
}
