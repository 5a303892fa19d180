//! The length of bodies, and bodies that do not come.

use std::time::Duration;

use crate::client::{Answer, Request, post};
use crate::server::Server;

/// `body-limit: 16KiB`
const LIMIT: usize = 16 * 1024;

/// A good payment, filled with blanks up to a length.
fn padded(length: usize) -> String {
    format!("{:<length$}", r#"{"amount":1,"currency":"GBP"}"#)
}

fn assert_too_large(answer: &Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
}

/// A payment whose body the test sends itself, in chunks.
fn chunked(server: &Server) -> Request {
    let token = server.token(&["payments:write"]);
    let head = post("/payments").bearer(&token).without_length();
    head.header("Content-Type", "application/json").header("Transfer-Encoding", "chunked")
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

#[tokio::test]
async fn the_limit_is_the_documents_to_the_byte() {
    let server = Server::start().await;
    assert_eq!(server.call(server.payment(padded(LIMIT))).await.status, 201);
    assert_too_large(&server.call(server.payment(padded(LIMIT + 1))).await);
    // `body-limit: 1KiB`, for another operation of the same server.
    let token = server.token(&["cards:write"]);
    let card = |length| post("/cards").bearer(&token).json(padded(length));
    assert_eq!(server.call(card(1024)).await.code(), "VALIDATION_ERROR");
    assert_too_large(&server.call(card(1025)).await);
}

#[tokio::test]
async fn an_announced_length_is_enough_to_refuse() {
    let server = Server::start().await;
    for length in ["16385", "1000000000000", "18446744073709551000"] {
        let token = server.token(&["payments:write"]);
        let head = post("/payments").bearer(&token).without_length();
        let head = head.header("Content-Type", "application/json");
        let mut connection = server.connect().await;
        // Nothing of the body is ever sent: no answer could wait for it.
        connection.send(head.header("Content-Length", length).bytes()).await;
        assert_too_large(&connection.answer(false).await);
    }
}

#[tokio::test]
async fn chunks_are_counted_together() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(chunked(&server).bytes()).await;
    let body = padded(LIMIT);
    let (first, second) = body.split_at(20);
    connection.send(format!("{}{}0\r\n\r\n", chunk(first), chunk(second))).await;
    assert_eq!(connection.answer(false).await.status, 201, "the limit itself is allowed");

    let mut connection = server.connect().await;
    connection.send(chunked(&server).bytes()).await;
    // Without an end: what is too much is refused when it is too much.
    for _ in 0..=16 {
        connection.send(chunk(&" ".repeat(1024))).await;
    }
    assert_too_large(&connection.answer(false).await);
}

#[tokio::test]
async fn many_small_chunks_are_one_body() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    connection.send(chunked(&server).bytes()).await;
    let body = r#"{"amount":1,"currency":"GBP"}"#;
    for at in 0..body.len() {
        connection.send(chunk(&body[at..=at])).await;
    }
    connection.send("0\r\n\r\n").await;
    assert_eq!(connection.answer(false).await.status, 201);
}

#[tokio::test]
async fn chunks_that_are_none() {
    let server = Server::start().await;
    for hostile in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "-1\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}XX0\r\n\r\n",
    ] {
        let mut connection = server.connect().await;
        connection.send(chunked(&server).bytes()).await;
        connection.send(hostile).await;
        let answer = connection.answer(false).await;
        assert_eq!(answer.status, 400, "{hostile:?}: {answer:?}");
        assert!(connection.ends().await, "the rest is not taken for a request");
    }
}

#[tokio::test]
async fn a_body_that_stops_is_given_up() {
    let server = Server::configured(|router| {
        router.body_timeouts(Duration::from_millis(100), Duration::from_millis(300))
    })
    .await;
    let token = server.token(&["payments:write"]);
    let mut connection = server.connect().await;
    let head = post("/payments").bearer(&token).without_length();
    let head = head.header("Content-Type", "application/json").header("Content-Length", "29");
    connection.send(head.bytes()).await;
    connection.send(r#"{"amount":"#).await;
    let answer = connection.answer(false).await;
    assert_eq!((answer.status, answer.code().as_str()), (408, "REQUEST_TIMEOUT"));
    assert!(connection.ends().await);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_its_record() {
    let server = Server::start().await;
    let token = server.token(&["payments:write"]);
    let mut connection = server.connect().await;
    let head = post("/payments").bearer(&token).without_length().header("X-Request-Id", "gone-1");
    let head = head.header("Content-Type", "application/json").header("Content-Length", "29");
    connection.send(head.bytes()).await;
    connection.send(r#"{"amount":"#).await;
    drop(connection);
    for _ in 0..600 {
        if let Some(record) = server.records().iter().find(|one| one["request_id"] == "gone-1") {
            assert!(record["decision"] == "aborted" || record["decision"] == "invalid", "{record}");
            assert_eq!(record["caller"]["client"], "shop");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no record of the call");
}
