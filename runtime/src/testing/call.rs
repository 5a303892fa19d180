//! A call over a socket, and its answer.
//!
//! **Invariant:** no call waits for ever, and a body is read only where it may be a refusal: a stream of a
//! handler has no end.

use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt as _, Limited};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// No more of a refusal is read.
const LONGEST: usize = 1 << 20;

/// What is sent.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Content,
}

/// A body.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Empty,
    Bytes(Bytes),
    /// Announced to have this length, and never sent.
    Announced(u64),
}

impl fmt::Display for Call {
    /// As it is told of a call that failed: without credentials, and not all of a long body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        match &self.body {
            Content::Empty => Ok(()),
            Content::Announced(length) => write!(f, " with {length} bytes"),
            Content::Bytes(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                let start: String = text.chars().take(200).collect();
                let more = if start.len() < text.len() { "…" } else { "" };
                write!(f, " {start}{more}")
            }
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    to_head: bool,
}

impl Answer {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, where the status is 400 or above; nothing otherwise.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    #[cfg(test)]
    pub(super) fn made(status: StatusCode, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers = headers.iter().filter_map(|(name, value)| {
            Some((
                http::HeaderName::try_from(*name).ok()?,
                http::HeaderValue::from_str(value).ok()?,
            ))
        });
        let body = body.to_owned().into();
        Answer { status, headers: headers.collect(), body, to_head: false }
    }

    #[cfg(test)]
    pub(super) fn of_head(self) -> Answer {
        Answer { to_head: true, ..self }
    }

    /// Whether it tells its status alone: an answer to HEAD has no body (RFC 9110 §9.3.2).
    pub(super) fn is_bare(&self) -> bool {
        self.to_head && self.body.is_empty()
    }

    /// The text of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A connection that is kept while calls go on.
#[derive(Debug)]
pub(super) struct Client {
    address: SocketAddr,
    sender: Option<SendRequest<Body>>,
}

impl Client {
    pub(super) fn new(address: SocketAddr) -> Client {
        Client { address, sender: None }
    }

    /// Makes a call. A failure is a text about the connection.
    pub(super) async fn call(&mut self, call: &Call) -> Result<Answer, String> {
        match timeout(PATIENCE, self.exchange(call)).await {
            Ok(answer) => answer,
            Err(_) => {
                self.sender = None;
                Err(format!("no answer within {} seconds", PATIENCE.as_secs()))
            }
        }
    }

    /// The connection that was kept, or a new one.
    async fn sender(&mut self) -> Result<SendRequest<Body>, String> {
        if let Some(mut sender) = self.sender.take()
            && sender.ready().await.is_ok()
        {
            return Ok(sender);
        }
        connect(self.address).await
    }

    async fn exchange(&mut self, call: &Call) -> Result<Answer, String> {
        let mut sender = self.sender().await?;
        let mut request = http::Request::builder()
            .method(call.method)
            .uri(&call.target)
            .header(header::HOST, "localhost");
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let body = match &call.body {
            Content::Empty => Body::empty(),
            Content::Bytes(bytes) => Body::from(bytes.clone()),
            Content::Announced(length) => Body::new(Announced(*length)),
        };
        let request = request.body(body).map_err(|error| error.to_string())?;
        let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let (parts, body) = answer.into_parts();
        let to_head = call.method == http::Method::HEAD.as_str();
        let mut answer =
            Answer { status: parts.status, headers: parts.headers, body: Bytes::new(), to_head };
        if answer.status.as_u16() >= 400 {
            let read = Limited::new(body, LONGEST).collect().await;
            answer.body = read.map_err(|error| error.to_string())?.to_bytes();
            if !matches!(call.body, Content::Announced(_)) {
                self.sender = Some(sender);
            }
        }
        Ok(answer)
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Body>, String> {
    let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
    let _ = stream.set_nodelay(true);
    let (sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    // It ends with the sender; what went wrong, the sender tells.
    tokio::spawn(connection);
    Ok(sender)
}

/// A body that has a length and never comes.
struct Announced(u64);

impl http_body::Body for Announced {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Pending
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0)
    }
}
