//! What two readers could understand differently, and what is too large.

use std::io::Write as _;

use crate::operations::without_certificates;
use crate::support::{Answer, Server, read_answer};

fn start() -> Server {
    without_certificates(|server| server)
}

/// What an answer of the server itself has.
fn check_own(answer: &Answer, status: u16, code: &str, what: &str) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    assert_eq!(answer.code(), code, "{what}");
    assert_eq!(answer.header("connection"), Some("close"), "{what}");
    assert_eq!(answer.header("content-type"), Some("application/json"), "{what}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
    assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{what}");
    assert_eq!(
        answer.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'"),
        "{what}"
    );
    assert_eq!(answer.json()["error"]["request_id"], answer.header("x-request-id").unwrap());
    let date = answer.header("date").unwrap();
    assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    assert_eq!(answer.header("content-length").unwrap(), answer.body.len().to_string());
}

#[test]
fn heads_that_are_refused() {
    let server = start();
    let body = "\r\n\r\n0\r\n\r\n";
    for head in [
        // RFC 9112 §3.2.
        "GET /probe/a HTTP/1.1\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: evil@a\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://evil/probe/a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://a@evil/probe/a HTTP/1.1\r\nHost: a\r\n\r\n",
        // §6.3 and §7.1.
        "PUT /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        "PUT /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
        "PUT /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6",
        "PUT /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6",
        "PUT /form HTTP/1.1\r\nHost: a\r\nContent-Length: +5",
        "PUT /form HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
        "PUT /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked",
        "PUT /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity",
        "PUT /form HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked",
        // §5.2, §5.1, §2.2.
        "GET /probe/a HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\r\nX\0: a\r\n\r\n",
        "GET /probe/a HTTP/1.1\nHost: a\n\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET /probe/a HTTP/9.9\r\nHost: a\r\n\r\n",
        "GE T /probe/a HTTP/1.1\r\nHost: a\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let answer = server.raw(format!("{head}{body}").as_bytes());
        check_own(&answer, 400, "INVALID_REQUEST", head);
    }
}

#[test]
fn what_follows_a_refusal_is_no_request() {
    let server = start();
    for head in [
        "PUT /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n\
         0\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET /probe/a HTTP/1.1\r\n\r\n",
    ] {
        let smuggled = "GET /probe/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
        let answer = server.raw(format!("{head}{smuggled}").as_bytes());
        assert_eq!(answer.status, 400);
        assert!(!answer.body.contains("HTTP/1.1"), "{answer:?}");
    }
}

#[test]
fn the_second_request_of_a_connection_is_checked_as_well() {
    let server = start();
    let mut stream = server.connect();
    stream.write_all(b"GET /probe/a HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
    stream.write_all(b"GET /probe/b HTTP/1.1\r\nHost: a\n\r\n").unwrap();
    let answer = read_answer(&mut stream);
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("HTTP/1.1 400"), "{answer:?}");
    assert!(answer.body.contains("INVALID_REQUEST"), "{answer:?}");
}

#[test]
fn bodies_with_line_feeds_are_bodies() {
    let server = start();
    let mut stream = server.connect();
    // Refused without being read: what is left of it is no head.
    let body = "[1,\n2]\n\n";
    let length = body.len();
    let head = "POST /things/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    let request = format!("{head}Content-Length: {length}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    stream.write_all(body.as_bytes()).unwrap();
    let answer = read_answer(&mut stream);
    assert_eq!(answer.status, 401);
    assert!(!answer.body.contains("HTTP/1.1 400"), "{answer:?}");
    let good = format!(
        "{head}Authorization: Bearer good\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    assert_eq!(server.raw(good.as_bytes()).status, 201);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = start();
    let one = "GET /probe/one HTTP/1.1\r\nHost: a\r\n\r\n";
    let two = "GET /probe/two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let answer = server.raw(format!("{one}{two}").as_bytes());
    assert!(answer.body.starts_with("one") && answer.body.ends_with("two"), "{answer:?}");
    // An answer of hyper's own after one of ours.
    let answer = server.raw(format!("{one}GET / HTTP/1.1\r\nA B\r\n\r\n").as_bytes());
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("HTTP/1.1 400"), "{answer:?}");
}

#[test]
fn heads_that_are_too_large() {
    let server = start();
    let many = "A: b\r\n".repeat(100);
    let many = format!("GET /probe/a HTTP/1.1\r\nHost: a\r\n{many}\r\n");
    check_own(&server.raw(many.as_bytes()), 431, "HEADERS_TOO_LARGE", "101 headers");
    let long = "a".repeat(600_000);
    let header = format!("GET /probe/a HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n");
    check_own(&server.raw(header.as_bytes()), 431, "HEADERS_TOO_LARGE", "600 kB");
    let header = format!("GET /probe/a HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", &long[..66_000]);
    check_own(&server.raw(header.as_bytes()), 431, "HEADERS_TOO_LARGE", "66 kB");
    for length in [17_000, 70_000, 600_000] {
        let target = format!("GET /probe/{} HTTP/1.1\r\nHost: a\r\n\r\n", &long[..length]);
        check_own(&server.raw(target.as_bytes()), 414, "URI_TOO_LONG", "a long target");
    }
    let few = "A: b\r\n".repeat(97);
    let few = format!("GET /probe/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{few}\r\n");
    assert_eq!(server.raw(few.as_bytes()).status, 200);
}

#[test]
fn hosts_that_are_not_ours() {
    let server = without_certificates(|server| server.hosts(["API.example.com", "b.test:8080"]));
    let ask = |host: &str| {
        server.raw(
            format!("GET /probe/a HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    };
    for good in ["api.example.com", "api.EXAMPLE.com:8443", "b.test:8080"] {
        assert_eq!(ask(good).status, 200, "{good}");
    }
    for bad in ["example.com", "api.example.com.", "xapi.example.com", "b.test", "b.test:80"] {
        check_own(&ask(bad), 421, "MISDIRECTED_REQUEST", bad);
    }
}

#[test]
fn http_1_0_needs_no_host() {
    let answer = start().raw(b"GET /probe/a HTTP/1.0\r\n\r\n");
    assert_eq!((answer.status, answer.body.as_str()), (200, "a"));
}

#[test]
fn http2_is_not_spoken_without_tls() {
    let preface = start().raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    assert_eq!((preface.status, preface.body.as_str()), (0, ""));
}
