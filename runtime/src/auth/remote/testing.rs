//! An authorization server on the loopback interface, for tests: real TLS, answers by the test, and
//! a record of what was asked.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Collected, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use super::HttpsClient;

type Authority = CertifiedIssuer<'static, KeyPair>;
type Answers = dyn Fn(&Call) -> Answer + Send + Sync;

/// What a test server was asked.
#[derive(Clone, Debug)]
pub(in crate::auth) struct Call {
    pub(in crate::auth) head: Arc<Parts>,
    pub(in crate::auth) body: String,
}

impl Call {
    pub(in crate::auth) fn path(&self) -> &str {
        self.head.uri.path()
    }
}

/// What a test server answers.
pub(in crate::auth) enum Answer {
    /// 200 and this JSON.
    Json(String),
    /// This, after so long.
    After(Duration, Box<Answer>),
    /// Anything.
    Reply(Response<String>),
    /// The beginning of a JSON text, one byte in so long, for ever.
    Drip(Duration),
    /// Nothing, ever.
    Silence,
}

pub(in crate::auth) fn status(status: u16) -> Answer {
    Answer::Reply(Response::builder().status(status).body(String::new()).unwrap())
}

/// 200 and this JSON with a header.
pub(in crate::auth) fn json_with(name: &str, value: &str, json: impl Into<String>) -> Answer {
    let reply = Response::builder().header("content-type", "application/json").header(name, value);
    Answer::Reply(reply.body(json.into()).unwrap())
}

/// An authorization server.
pub(in crate::auth) struct Server {
    pub(in crate::auth) address: SocketAddr,
    authority: Authority,
    calls: Arc<Mutex<Vec<Call>>>,
    answers: Arc<Mutex<Arc<Answers>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// A server for `localhost`, whose authority is its own.
    pub(in crate::auth) async fn start(
        answers: impl Fn(&Call) -> Answer + Send + Sync + 'static,
    ) -> Server {
        Server::start_with(false, answers).await
    }

    /// A server that demands a client certificate of its authority, if so.
    pub(in crate::auth) async fn start_with(
        asks: bool,
        answers: impl Fn(&Call) -> Answer + Send + Sync + 'static,
    ) -> Server {
        let authority = authority();
        let acceptor = acceptor(&authority, asks);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let answers: Arc<Answers> = Arc::new(answers);
        let answers = Arc::new(Mutex::new(answers));
        let task =
            tokio::spawn(serve(listener, acceptor, Arc::clone(&calls), Arc::clone(&answers)));
        Server { address, authority, calls, answers, task }
    }

    /// From now on it answers so.
    pub(in crate::auth) fn answer(
        &self,
        answers: impl Fn(&Call) -> Answer + Send + Sync + 'static,
    ) {
        *self.answers.lock().unwrap() = Arc::new(answers);
    }

    pub(in crate::auth) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    /// A client's certificate and key (PEM) of its authority.
    pub(in crate::auth) fn identity(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(Vec::new()).unwrap();
        (params.signed_by(&key, &self.authority).unwrap().pem(), key.serialize_pem())
    }

    /// The authority of its certificate.
    pub(in crate::auth) fn authority(&self) -> String {
        self.authority.pem()
    }

    pub(in crate::auth) fn client(&self) -> HttpsClient {
        let client = HttpsClient::builder().without_system_roots().trust(self.authority());
        client.call_timeout(Duration::from_millis(1500)).build().unwrap()
    }

    /// What it was asked.
    pub(in crate::auth) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// How often it was asked.
    pub(in crate::auth) fn count(&self) -> usize {
        self.calls().len()
    }
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn acceptor(authority: &Authority, asks: bool) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let clients = WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
    let clients = if asks { clients } else { clients.allow_unauthenticated() };
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(clients.build().unwrap())
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    calls: Arc<Mutex<Vec<Call>>>,
    answers: Arc<Mutex<Arc<Answers>>>,
) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (acceptor, calls, answers) = (acceptor.clone(), calls.clone(), answers.clone());
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let service = service_fn(|request| answer(request, &calls, &answers));
            // Clients may hang up.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

type Stream = http_body_util::combinators::UnsyncBoxBody<Bytes, Infallible>;

async fn answer(
    request: Request<Incoming>,
    calls: &Mutex<Vec<Call>>,
    answers: &Mutex<Arc<Answers>>,
) -> Result<Response<Stream>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let call = Call { head: Arc::new(head), body };
    calls.lock().unwrap().push(call.clone());
    let answers = answers.lock().unwrap().clone();
    let mut answer = answers(&call);
    while let Answer::After(time, then) = answer {
        sleep(time).await;
        answer = *then;
    }
    let json = Response::builder().header("content-type", "application/json");
    Ok(match answer {
        Answer::Json(text) => json.body(Full::from(text).boxed_unsync()).unwrap(),
        Answer::Reply(reply) => reply.map(|text| Full::from(text).boxed_unsync()),
        Answer::Drip(pause) => json.body(drip(pause)).unwrap(),
        Answer::Silence | Answer::After(..) => std::future::pending().await,
    })
}

/// A space in so long, for ever.
fn drip(pause: Duration) -> Stream {
    let spaces = futures_util::stream::unfold((), move |()| async move {
        sleep(pause).await;
        Some((Ok(Frame::data(Bytes::from_static(b" "))), ()))
    });
    StreamBody::new(spaces).boxed_unsync()
}
