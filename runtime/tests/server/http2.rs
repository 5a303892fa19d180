//! HTTP/2, over TLS and, where it is allowed, without.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::client::{self, SendRequest};
use h2::{Reason, RecvStream};
use http::{Request, Response};
use portcullis::server::{Limits, Tls};
use rustls::version::TLS13;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::certificates::{Authority, Client};
use crate::operations::without_certificates;
use crate::support::Server;

type Connection = (SendRequest<Bytes>, JoinHandle<Result<(), h2::Error>>);

async fn open<T>(stream: T) -> Connection
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = client::handshake(stream).await.unwrap();
    (sender, tokio::spawn(connection))
}

fn start(limits: Limits) -> Server {
    without_certificates(|server| server.limits(limits).h2c(true))
}

async fn plain(server: &Server) -> Connection {
    open(TcpStream::connect(server.address).await.unwrap()).await
}

/// Runs a client beside its server, which has a runtime of its own.
fn run(client: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(client);
}

fn get(uri: &str) -> Request<()> {
    Request::get(uri).body(()).unwrap()
}

async fn send(
    sender: &SendRequest<Bytes>,
    request: Request<()>,
) -> Result<Response<RecvStream>, h2::Error> {
    let mut sender = sender.clone().ready().await?;
    sender.send_request(request, true)?.0.await
}

async fn text(response: Response<RecvStream>) -> String {
    let mut body = response.into_body();
    let mut text = Vec::new();
    while let Some(piece) = body.data().await {
        text.extend_from_slice(&piece.unwrap());
    }
    String::from_utf8(text).unwrap()
}

#[test]
fn over_tls_by_choice_of_the_client() {
    let authority = Authority::new("Root");
    let own = authority.server("server");
    let tls = Tls::from_pem(own.pem(), own.key_pem()).build().unwrap();
    let server = without_certificates(|server| server.tls(tls));
    let client = Client {
        trusts: authority.der(),
        version: &TLS13,
        shows: None,
        protocols: &["h2", "http/1.1"],
    };
    run(async {
        let connector = TlsConnector::from(Arc::new(client.config()));
        let stream = TcpStream::connect(server.address).await.unwrap();
        let stream = connector.connect("localhost".try_into().unwrap(), stream).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (sender, _connection) = open(stream).await;
        let response = send(&sender, get("https://localhost/probe/a")).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["strict-transport-security"], "max-age=31536000");
        assert_eq!(response.headers().get("connection"), None);
        assert_eq!(text(response).await, "a");
        let both = tokio::join!(
            send(&sender, get("https://localhost/probe/b")),
            send(&sender, get("https://localhost/address"))
        );
        assert_eq!(text(both.0.unwrap()).await, "b");
        assert_eq!(text(both.1.unwrap()).await, "127.0.0.1");
    });
}

#[test]
fn http_1_is_still_spoken_where_both_are() {
    let server = start(Limits::default());
    let answer = server.probe("a");
    assert_eq!((answer.status, answer.body.as_str()), (200, "a"));
}

#[test]
fn heads_are_checked() {
    let limits = Limits { headers: 10, uri_bytes: 100, ..Limits::default() };
    let server = without_certificates(|server| server.limits(limits).h2c(true).hosts(["a.test"]));
    run(async {
        let (sender, _connection) = plain(&server).await;
        let ask = |request: Request<()>| {
            let sender = sender.clone();
            async move {
                let response = send(&sender, request).await.unwrap();
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                if status != 200 {
                    assert_eq!(headers["cache-control"], "no-store");
                    assert!(text(response).await.starts_with("{\"error\":{\"code\""));
                }
                status
            }
        };
        assert_eq!(ask(get("http://a.test/probe/a")).await, 200);
        assert_eq!(ask(get("http://b.test/probe/a")).await, 421);
        let host = |host: &str| Request::get("http://a.test/probe/a").header("host", host).body(());
        assert_eq!(ask(host("a.test").unwrap()).await, 200);
        assert_eq!(ask(host("b.test").unwrap()).await, 400);
        let long = "a".repeat(100);
        assert_eq!(ask(get(&format!("http://a.test/probe/{long}"))).await, 414);
        let many = (0..11).fold(Request::get("http://a.test/probe/a"), |request, number| {
            request.header(format!("x-{number}"), "a")
        });
        assert_eq!(ask(many.body(()).unwrap()).await, 431);
    });
}

#[test]
fn large_heads_are_refused() {
    let limits = Limits { head_bytes: 10_000, ..Limits::default() };
    let server = start(limits);
    run(async {
        let (sender, _connection) = plain(&server).await;
        // The server's settings have come with the first answer.
        assert_eq!(send(&sender, get("http://a/probe/a")).await.unwrap().status(), 200);
        let large =
            Request::get("http://a/probe/a").header("x", "a".repeat(12_000)).body(()).unwrap();
        let refused = match send(&sender, large).await {
            Ok(response) => response.status() == 431,
            Err(_) => true,
        };
        assert!(refused);
    });
}

#[test]
fn streams_are_counted() {
    let server = start(Limits { streams: 2, ..Limits::default() });
    run(async {
        let (sender, connection) = plain(&server).await;
        assert_eq!(send(&sender, get("http://a/probe/a")).await.unwrap().status(), 200);
        assert_eq!(sender.current_max_send_streams(), 2);
        drop(connection);
    });
}

#[test]
fn rapid_resets_end_the_connection() {
    let server = start(Limits::default());
    run(async {
        let (sender, connection) = plain(&server).await;
        assert_eq!(send(&sender, get("http://a/probe/a")).await.unwrap().status(), 200);
        let mut refused = false;
        for _ in 0..5_000 {
            let Ok(mut ready) = sender.clone().ready().await else {
                refused = true;
                break;
            };
            let Ok((_, mut stream)) = ready.send_request(get("http://a/probe/slow"), false) else {
                refused = true;
                break;
            };
            stream.send_reset(Reason::CANCEL);
        }
        let ended = tokio::time::timeout(Duration::from_secs(5), connection).await;
        assert!(refused || matches!(ended, Ok(Ok(Err(_)))), "{ended:?}");
        // The server itself goes on.
        let (sender, _connection) = plain(&server).await;
        assert_eq!(send(&sender, get("http://a/probe/a")).await.unwrap().status(), 200);
    });
}

#[test]
fn an_idle_connection_is_ended() {
    let idle = Duration::from_millis(400);
    let server = start(Limits { idle_time: idle, ..Limits::default() });
    run(async {
        let (sender, connection) = plain(&server).await;
        assert_eq!(send(&sender, get("http://a/probe/a")).await.unwrap().status(), 200);
        let started = Instant::now();
        // A call that takes as long as that does not count as idle.
        assert_eq!(send(&sender, get("http://a/probe/short")).await.unwrap().status(), 204);
        assert!(started.elapsed() >= idle);
        let started = Instant::now();
        connection.await.unwrap().unwrap();
        assert!(started.elapsed() < idle * 4, "{:?}", started.elapsed());
    });
}

/// How long a connection lasts whose client opens no window for the answer.
async fn untaken(app: axum::Router, limits: Limits) -> Duration {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(portcullis::Server::new(app).limits(limits).h2c(true).serve(listener));
    let (sender, connection) = open(TcpStream::connect(address).await.unwrap()).await;
    let started = Instant::now();
    let response = send(&sender, get("http://a/")).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(8), connection).await;
    assert!(ended.is_ok(), "{:?}", started.elapsed());
    drop(response);
    started.elapsed()
}

#[test]
fn an_answer_must_be_taken() {
    let short = Duration::from_millis(400);
    let pieces = || {
        let pieces = (0..100).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 256 * 1024]));
        axum::body::Body::from_stream(futures_util::stream::iter(pieces))
    };
    let stream = axum::Router::new().fallback(move || async move { pieces() });
    let whole = axum::Router::new().fallback(|| async { vec![0_u8; 16 * 1024 * 1024] });
    run(async {
        let limits = Limits { write_time: short, ..Limits::default() };
        assert!(untaken(stream, limits.clone()).await >= short);
        // One piece is handed over as a whole: the call has ended, and the connection is idle.
        let limits = Limits { idle_time: short, ..limits };
        assert!(untaken(whole, limits).await >= short);
    });
}

#[test]
fn a_body_must_keep_coming() {
    let server = start(Limits::default());
    run(async {
        let (sender, _connection) = plain(&server).await;
        let request = Request::post("http://a/things/a")
            .header("authorization", "Bearer good")
            .header("content-type", "application/json")
            .body(())
            .unwrap();
        let (response, mut stream) =
            sender.ready().await.unwrap().send_request(request, false).unwrap();
        stream.send_data(Bytes::from_static(b"[1"), false).unwrap();
        assert_eq!(response.await.unwrap().status(), 408);
    });
}
