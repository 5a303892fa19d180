//! A small HTTP/1.1 client that sends exactly the bytes it is given.
//!
//! **Invariant:** nothing is added, corrected or normalised on the way out; an answer is read to
//! its last byte, and one that does not come within [`PATIENCE`] fails the test.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take. Generous: only a server that does not answer at all reaches it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A request that is being written.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    host: bool,
    /// Whether `Content-Length` tells the length of the body.
    length: bool,
    /// What was sent as a secret: no answer and no log may hold it.
    pub(crate) secrets: Vec<String>,
}

/// A request of this method and target, exactly as they are written.
pub(crate) fn request(method: &str, target: &str) -> Request {
    Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        host: true,
        length: true,
        secrets: Vec::new(),
    }
}

pub(crate) fn get(target: &str) -> Request {
    request("GET", target)
}

pub(crate) fn post(target: &str) -> Request {
    request("POST", target)
}

impl Request {
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Request {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// `Authorization: Bearer`, a secret.
    pub(crate) fn bearer(self, token: &str) -> Request {
        self.secret(token).header("Authorization", format!("Bearer {token}"))
    }

    /// `X-Api-Key`, a secret.
    pub(crate) fn key(self, key: &str) -> Request {
        self.secret(key).header("X-Api-Key", key)
    }

    /// A text that is sent and must never come back or be written down.
    pub(crate) fn secret(mut self, secret: &str) -> Request {
        // What is shorter may stand anywhere by chance.
        assert!(secret.len() >= 8, "no canary: {secret}");
        self.secrets.push(secret.to_owned());
        self
    }

    /// A body without a type.
    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Request {
        self.body = body.as_ref().to_vec();
        self
    }

    pub(crate) fn json(self, body: impl AsRef<[u8]>) -> Request {
        self.header("Content-Type", "application/json").body(body)
    }

    pub(crate) fn without_host(mut self) -> Request {
        self.host = false;
        self
    }

    /// Without `Content-Length`: what follows the head is the test's own business.
    pub(crate) fn without_length(mut self) -> Request {
        self.length = false;
        self
    }

    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// The request as it is sent.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        if self.host {
            out.extend_from_slice(b"Host: localhost\r\n");
        }
        for (name, value) in &self.headers {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value);
            out.extend_from_slice(b"\r\n");
        }
        if self.length && (!self.body.is_empty() || self.method == "POST") {
            out.extend_from_slice(format!("Content-Length: {}\r\n", self.body.len()).as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        out
    }
}

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Connection {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        Connection { stream, buffer: Vec::new() }
    }

    /// Sends bytes. A server may refuse and close before it has read them all: what it answered
    /// is then read all the same.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await.expect("it reads");
    }

    /// The next answer; `without_body` where the request was a `HEAD`.
    pub(crate) async fn answer(&mut self, without_body: bool) -> Answer {
        let end = loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            assert!(self.more().await, "the connection ended before an answer");
        };
        let head: Vec<u8> = self.buffer.drain(..end + 4).collect();
        let mut answer = Answer::parse(std::str::from_utf8(&head).expect("an ASCII head"));
        if without_body {
            return answer;
        }
        let length = answer.header("content-length").map_or(0, |text| text.parse().unwrap());
        while self.buffer.len() < length {
            assert!(self.more().await, "the connection ended within an answer");
        }
        answer.body = self.buffer.drain(..length).collect();
        answer
    }

    /// All that the server says until it closes.
    pub(crate) async fn rest(&mut self) -> String {
        while self.more().await {}
        String::from_utf8_lossy(&self.buffer).into_owned()
    }

    /// Whether the server has nothing more to say and closes.
    pub(crate) async fn ends(&mut self) -> bool {
        self.rest().await.is_empty()
    }

    async fn more(&mut self) -> bool {
        let mut piece = [0; 4096];
        let read = timeout(PATIENCE, self.stream.read(&mut piece)).await.expect("it answers");
        let length = read.unwrap_or(0);
        self.buffer.extend_from_slice(&piece[..length]);
        length > 0
    }
}

/// An answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.status, self.everything())
    }
}

impl Answer {
    fn parse(head: &str) -> Answer {
        let mut lines = head.split("\r\n").filter(|line| !line.is_empty());
        let first = lines.next().expect("a status line");
        let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').expect("a header");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        let answer = Answer {
            status: status.expect("HTTP/1.1 and a status").parse().expect("a number"),
            headers: headers.collect(),
            body: Vec::new(),
        };
        assert_eq!(answer.header("transfer-encoding"), None, "answers have a length");
        answer
    }

    /// The only header of a name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers(name);
        assert!(values.len() < 2, "{name} comes {} times", values.len());
        values.first().copied()
    }

    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let own = self.headers.iter().filter(|(own, _)| own == name);
        own.map(|(_, value)| value.as_str()).collect()
    }

    /// Everything that the client sees, as text.
    pub(crate) fn everything(&self) -> String {
        let mut all = String::new();
        for (name, value) in &self.headers {
            all.extend([name.as_str(), ": ", value, "\n"]);
        }
        all.push_str(&String::from_utf8_lossy(&self.body));
        all
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The code of an error body.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn request_id(&self) -> &str {
        self.header("x-request-id").expect("every answer has a request id")
    }

    /// The details of an error body, each as `in pointer rule`.
    pub(crate) fn details(&self) -> Vec<String> {
        let json = self.json();
        let details = json["error"]["details"].as_array().cloned().unwrap_or_default();
        let member = |detail: &Value, name: &str| detail[name].as_str().unwrap().to_owned();
        details
            .iter()
            .map(|d| format!("{} {} {}", member(d, "in"), member(d, "pointer"), member(d, "rule")))
            .collect()
    }
}
