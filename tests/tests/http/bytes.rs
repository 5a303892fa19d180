//! Requests that are hardly HTTP, or that two readers could understand differently.

use crate::client::{Answer, get, post, request};
use crate::server::Server;

/// Sends bytes as they are; nothing more is promised of the answer than what it is.
async fn raw(server: &Server, bytes: impl AsRef<[u8]>) -> Answer {
    let mut connection = server.connect().await;
    connection.send(bytes).await;
    connection.answer(false).await
}

#[tokio::test]
async fn a_request_names_its_host_once() {
    let server = Server::start().await;
    let none = server.call(get("/health").without_host()).await;
    assert_eq!((none.status, none.code().as_str()), (400, "INVALID_REQUEST"));
    let two = server.call(get("/health").header("Host", "localhost")).await;
    assert_eq!((two.status, two.code().as_str()), (400, "INVALID_REQUEST"));
    let other = server.call(get("/health").header("Host", "other.example")).await;
    assert_eq!((other.status, other.code().as_str()), (400, "INVALID_REQUEST"));
}

#[tokio::test]
async fn a_head_is_bounded() {
    let server = Server::start().await;
    let many = |count: usize| {
        // Beside `Host`.
        (1..count).fold(get("/health"), |call, number| call.header(&format!("x-{number}"), "y"))
    };
    assert_eq!(raw(&server, many(100).bytes()).await.status, 200);
    assert_eq!(raw(&server, many(101).bytes()).await.status, 431);
    assert_eq!(raw(&server, many(5000).bytes()).await.status, 431);
    let long = get("/health").header("x-long", "y".repeat(100_000));
    assert_eq!(raw(&server, long.bytes()).await.status, 431);
    let target = get(&format!("/health?{}", "y".repeat(100_000)));
    let answer = raw(&server, target.bytes()).await;
    assert!(matches!(answer.status, 414 | 431), "{answer:?}");
}

#[tokio::test]
async fn a_head_is_bounded_to_the_byte() {
    let server = Server::start().await;
    // 64 KiB, however the reads of the socket cut it.
    let call = |length: usize| get("/health").header("x", "y".repeat(length)).bytes();
    let rest = call(0).len();
    let limit = 64 * 1024;
    assert_eq!(raw(&server, call(limit - rest - 1)).await.status, 200);
    for more in [1, 1000, 10_000] {
        assert_eq!(raw(&server, call(limit - rest + more)).await.status, 431, "{more}");
    }
}

#[tokio::test]
async fn a_body_has_one_length() {
    let server = Server::start().await;
    let token = server.token(&["payments:write"]);
    let payment = || {
        post("/payments").bearer(&token).without_length().header("Content-Type", "application/json")
    };
    let smuggled = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuggled\r\n\r\n";
    for lengths in [
        &[("Content-Length", "5"), ("Content-Length", "6")][..],
        &[("Content-Length", "5, 6")],
        &[("Content-Length", "+5")],
        &[("Content-Length", "-5")],
        &[("Content-Length", "0x5")],
        &[("Content-Length", "5 5")],
        &[("Content-Length", "")],
        &[("Content-Length", "99999999999999999999999")],
        &[("Transfer-Encoding", "gzip")],
        &[("Transfer-Encoding", "chunked, identity")],
        &[("Transfer-Encoding", "xchunked")],
        &[("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "identity")],
    ] {
        let head = lengths.iter().fold(payment(), |call, (name, value)| call.header(name, value));
        let mut connection = server.connect().await;
        connection.send([head.bytes(), b"0\r\n\r\n".to_vec(), smuggled.into()].concat()).await;
        let answer = connection.answer(false).await;
        assert_eq!(answer.status, 400, "{lengths:?}: {answer:?}");
        assert!(connection.ends().await, "nothing behind it is a request: {lengths:?}");
    }
    assert!(!server.log().contains("smuggled"));
}

#[tokio::test]
async fn of_two_lengths_nothing_is_left_over() {
    let server = Server::start().await;
    let token = server.token(&["payments:write"]);
    let body = r#"{"amount":1,"currency":"GBP"}"#;
    let smuggled = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuggled\r\n\r\n";
    for length in ["4", "1000"] {
        let head = post("/payments").bearer(&token).without_length();
        let head = head
            .header("Content-Type", "application/json")
            .header("Content-Length", length)
            .header("Transfer-Encoding", "chunked");
        let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n{smuggled}", body.len());
        let mut connection = server.connect().await;
        connection.send([head.bytes(), chunks.into()].concat()).await;
        let answer = connection.answer(false).await;
        // RFC 9112 §6.1: refused, or read by its chunks and the connection closed.
        assert!(matches!(answer.status, 201 | 400), "{answer:?}");
        assert!(connection.ends().await, "nothing behind it is a request");
    }
    assert!(!server.log().contains("smuggled"));
}

/// The body of a refused call is not read: it must not become the next request.
#[tokio::test]
async fn an_unread_body_is_no_request() {
    let server = Server::start().await;
    let smuggled = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuggled\r\n\r\n";
    let padding = "x".repeat(200_000);
    for body in
        [smuggled.to_owned(), format!("{smuggled}{padding}"), format!("{padding}{smuggled}")]
    {
        for (target, status) in [("/payments", 401), ("/nowhere", 404), ("/health", 405)] {
            let head = post(target).without_length();
            let sized = head.clone().header("Content-Length", body.len().to_string()).bytes();
            let chunked = head.header("Transfer-Encoding", "chunked").bytes();
            let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
            for (head, body) in [(sized, body.clone()), (chunked, chunks)] {
                for at_once in [true, false] {
                    let mut connection = server.connect().await;
                    let (now, later) = if at_once { (&*body, "") } else { ("", &*body) };
                    connection.send([&head, now.as_bytes()].concat()).await;
                    assert_eq!(connection.answer(false).await.status, status);
                    // The server may have closed the connection by now.
                    connection.send(later).await;
                    connection.send(get("/health").header("Connection", "close").bytes()).await;
                    let rest = connection.rest().await;
                    assert!(!rest.contains("smuggled"), "{target}: {rest}");
                }
            }
        }
    }
    assert!(!server.log().contains("smuggled"));
}

#[tokio::test]
async fn what_is_not_http() {
    let server = Server::start().await;
    for bytes in [
        &b"GET /health\r\n\r\n"[..],
        b"GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET  /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /health HTTP/1.1 x\r\nHost: localhost\r\n\r\n",
        b"GET /hea\x00lth HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: a\x00b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX A: b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-A : b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n folded: b\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\rX-B: c\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"{\"amount\":1}\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut connection = server.connect().await;
        connection.send(bytes).await;
        let answer = connection.rest().await;
        let text = String::from_utf8_lossy(bytes);
        // Refused, or not even answered; in both cases the connection ends.
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{text:?}: {answer}");
    }
    assert_eq!(server.log(), "", "none of it is a call");
    // And none of it stops the server.
    assert_eq!(server.call(get("/health")).await.status, 200);
}

#[tokio::test]
async fn a_tunnel_is_not_opened() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    let connect = request("CONNECT", "localhost:80").without_host().header("Host", "localhost:80");
    connection.send(connect.bytes()).await;
    let answer = connection.answer(false).await;
    assert!(matches!(answer.status, 400 | 404 | 405), "{answer:?}");
}

#[tokio::test]
async fn upgrades_are_ignored() {
    let server = Server::start().await;
    let call = get("/health").header("Connection", "Upgrade, HTTP2-Settings");
    let answer =
        server.call(call.header("Upgrade", "h2c").header("HTTP2-Settings", "AAMAAABk")).await;
    assert_eq!((answer.status, answer.header("upgrade")), (200, None));
}
