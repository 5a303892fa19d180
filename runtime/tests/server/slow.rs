//! Clients that hold a connection without using it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use portcullis::server::Limits;

use crate::operations::{echo, without_certificates};
use crate::support::{Server, read_answer};

const LIMIT: Duration = Duration::from_millis(600);

fn limits() -> Limits {
    Limits { head_time: LIMIT, idle_time: LIMIT, body_time: LIMIT, ..Limits::default() }
}

fn start() -> Server {
    without_certificates(|server| server.limits(limits()))
}

/// Sends a beginning and then a byte again and again; what comes back, and when.
fn drip(server: &Server, begin: &[u8], byte: Option<u8>) -> (u16, Duration) {
    let mut stream = server.connect();
    let started = Instant::now();
    stream.write_all(begin).unwrap();
    let mut reader = stream.try_clone().unwrap();
    let reader = std::thread::spawn(move || (read_answer(&mut reader), started.elapsed()));
    if let Some(byte) = byte {
        while !reader.is_finished() && started.elapsed() < LIMIT * 10 {
            let _ = stream.write_all(&[byte]);
            sleep(LIMIT / 6);
        }
    }
    let (answer, waited) = reader.join().unwrap();
    (answer.status, waited)
}

fn is_soon(waited: Duration) -> bool {
    (LIMIT * 9 / 10..LIMIT * 3).contains(&waited)
}

#[test]
fn a_head_must_come_in_time() {
    let server = start();
    let head = b"GET /probe/a HTTP/1.1\r\nHost: a\r\nX: ";
    for (begin, byte, status) in [
        (&b""[..], None, 0),
        (b"\r\n", None, 0),
        (b"", Some(b'\n'), 400),
        (b"GET /pro", None, 408),
        (b"GET /pro", Some(b'a'), 408),
        (head, None, 408),
        (head, Some(b'a'), 408),
    ] {
        let (answered, waited) = drip(&server, begin, byte);
        let text = String::from_utf8_lossy(begin);
        assert_eq!(answered, status, "{text} {byte:?}");
        assert!(status == 400 || is_soon(waited), "{text} {byte:?}: {waited:?}");
    }
}

#[test]
fn a_slow_head_is_told_so() {
    let server = start();
    let mut stream = server.connect();
    stream.write_all(b"GET /pro").unwrap();
    let answer = read_answer(&mut stream);
    assert_eq!((answer.status, answer.code().as_str()), (408, "REQUEST_TIMEOUT"));
    assert_eq!(answer.header("connection"), Some("close"));
}

#[test]
fn a_connection_may_be_idle_for_a_while() {
    let server = start();
    let mut stream = server.connect();
    let mut space = [0; 4096];
    for _ in 0..3 {
        stream.write_all(b"GET /probe/a HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        assert!(stream.read(&mut space).unwrap() > 0);
        sleep(LIMIT * 2 / 3);
    }
    let started = Instant::now();
    assert_eq!(stream.read(&mut space).unwrap(), 0);
    assert!(started.elapsed() < LIMIT);
    // The second head has its own time.
    let mut stream = server.connect();
    stream.write_all(b"GET /probe/a HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert!(stream.read(&mut space).unwrap() > 0);
    stream.write_all(b"GET /pro").unwrap();
    let answer = read_answer(&mut stream);
    assert_eq!(answer.status, 408, "{answer:?}");
}

#[test]
fn a_call_may_take_longer_than_a_head() {
    let server = without_certificates(|server| {
        server.limits(Limits {
            head_time: Duration::from_millis(100),
            idle_time: Duration::from_millis(100),
            ..Limits::default()
        })
    });
    assert_eq!(server.probe("short").status, 204);
}

#[test]
fn a_body_must_keep_coming() {
    let head = "POST /things/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\n\
                Content-Type: application/json\r\n";
    for begin in [
        format!("{head}Content-Length: 40\r\n\r\n[1"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n[1"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n5"),
    ] {
        let (status, waited) = drip(&start(), begin.as_bytes(), None);
        assert_eq!(status, 408, "{begin}");
        assert!(waited < LIMIT * 3, "{begin}: {waited:?}");
    }
}

#[tokio::test]
async fn applications_that_wait_for_a_body_forever_do_not() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(portcullis::Server::new(echo()).limits(limits()).serve(listener));
    let waited = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LIMIT * 10)).unwrap();
        stream.write_all(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1").unwrap();
        let started = Instant::now();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).map(|_| started.elapsed())
    });
    let waited = waited.await.unwrap().unwrap();
    assert!(is_soon(waited), "{waited:?}");
}

#[tokio::test]
async fn an_answer_must_be_taken() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let large = axum::Router::new().fallback(|| async { vec![0_u8; 64 * 1024 * 1024] });
    let limits = Limits { write_time: LIMIT, connections: 1, ..Limits::default() };
    tokio::spawn(portcullis::Server::new(large).limits(limits).serve(listener));
    let status = tokio::task::spawn_blocking(move || {
        let mut stuck = TcpStream::connect(address).unwrap();
        stuck.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        // There is one place: it is free only when the first one was given up.
        let mut next = TcpStream::connect(address).unwrap();
        next.set_read_timeout(Some(LIMIT * 10)).unwrap();
        next.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let status = read_answer(&mut next).status;
        drop(stuck);
        status
    });
    assert_eq!(status.await.unwrap(), 400);
}
