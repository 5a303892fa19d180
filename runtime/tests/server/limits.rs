//! How many connections there may be, and how they end.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use portcullis::server::{Limits, TrustedProxies};

use crate::operations::without_certificates;
use crate::support::{self, read_answer};

const CALL: &[u8] = b"GET /probe/a HTTP/1.1\r\nHost: a\r\n\r\n";

/// A connection over which a call has gone.
fn used(server: &support::Server) -> TcpStream {
    let mut stream = server.connect();
    stream.write_all(CALL).unwrap();
    assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
    stream
}

#[test]
fn more_connections_wait() {
    let server = without_certificates(|server| {
        server.limits(Limits { connections: 2, ..Limits::default() })
    });
    let (one, two) = (used(&server), used(&server));
    let mut three = server.connect();
    three.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
    three.write_all(CALL).unwrap();
    assert!(three.read(&mut [0; 4096]).is_err(), "there is no place");
    drop(one);
    three.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert!(three.read(&mut [0; 4096]).unwrap() > 0);
    drop(two);
}

#[test]
fn one_address_has_its_share() {
    let limits = Limits { connections_per_address: Some(2), ..Limits::default() };
    let server = without_certificates(|server| server.limits(limits.clone()));
    let (one, _two) = (used(&server), used(&server));
    let mut three = server.connect();
    let _ = three.write_all(CALL);
    assert_eq!(read_answer(&mut three).status, 0);
    drop(one);
    sleep(Duration::from_millis(200));
    drop(used(&server));
    let proxies = TrustedProxies::new(["127.0.0.1"]).unwrap();
    let server = without_certificates(|server| server.limits(limits).trusted_proxies(proxies));
    let _many = [used(&server), used(&server), used(&server)];
}

/// Starts a server that ends when it is told to, within 300 ms.
async fn ending() -> (SocketAddr, tokio::sync::oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = support::router(&support::Log::default()).build();
    let limits = Limits { shutdown_time: Duration::from_millis(600), ..Limits::default() };
    let server = portcullis::Server::new(app).limits(limits);
    let serving = tokio::spawn(async move {
        server.serve_until(listener, async { drop(stopped.await) }).await.unwrap();
    });
    (address, stop, serving)
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_end_and_idle_connections_are_closed() {
    let (address, stop, serving) = ending().await;
    let mut idle = TcpStream::connect(address).unwrap();
    idle.write_all(CALL).unwrap();
    assert!(idle.read(&mut [0; 4096]).unwrap() > 0);
    let mut running = TcpStream::connect(address).unwrap();
    running.write_all(b"GET /probe/short HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).unwrap();
    let answer = read_answer(&mut running);
    assert_eq!((answer.status, answer.header("connection")), (204, Some("close")));
    assert_eq!(idle.read(&mut [0; 16]).unwrap(), 0);
    serving.await.unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_cut() {
    let (address, stop, serving) = ending().await;
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(b"GET /probe/slow HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    stop.send(()).unwrap();
    serving.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(read_answer(&mut slow).status, 0);
}
