//! Types and encodings of bodies that are not taken.

use crate::client::{Request, post};
use crate::server::Server;

const BODY: &str = r#"{"amount":1,"currency":"GBP"}"#;

fn payment(server: &Server) -> Request {
    let client = uuid::Uuid::new_v4().to_string();
    let token = server.token_of(&client, &["payments:write"]).mint();
    post("/payments").bearer(&token).body(BODY)
}

#[tokio::test]
async fn other_types_are_refused_with_the_right_one() {
    let server = Server::start().await;
    for kind in [
        "text/plain",
        "text/json",
        "application/problem+json",
        "application/json5",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json, text/plain",
        "application/json text/plain",
        "application",
        "*/*",
        "",
        "\u{e9}",
    ] {
        let answer = server.call(payment(&server).header("Content-Type", kind)).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "UNSUPPORTED_MEDIA_TYPE"),
            "{kind}"
        );
        assert_eq!(answer.header("accept"), Some("application/json"), "{kind}");
    }
    let none = server.call(payment(&server)).await;
    assert_eq!((none.status, none.header("accept")), (415, Some("application/json")));
}

#[tokio::test]
async fn the_type_may_be_written_in_other_ways() {
    let server = Server::start().await;
    for kind in [
        "Application/JSON",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
    ] {
        let answer = server.call(payment(&server).header("Content-Type", kind)).await;
        assert_eq!(answer.status, 201, "{kind}");
    }
}

#[tokio::test]
async fn two_types_are_none() {
    let server = Server::start().await;
    let json = payment(&server).header("Content-Type", "application/json");
    for second in ["application/json", "text/plain"] {
        let answer = server.call(json.clone().header("content-type", second)).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_REQUEST"), "{second}");
    }
}

#[tokio::test]
async fn encoded_bodies_are_refused() {
    let server = Server::start().await;
    for encoding in ["gzip", "br", "deflate", "identity, gzip", "x"] {
        let json = payment(&server).header("Content-Type", "application/json");
        let answer = server.call(json.header("Content-Encoding", encoding)).await;
        assert_eq!((answer.status, answer.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
        assert_eq!(answer.header("accept-encoding"), Some("identity"), "{encoding}");
    }
    let json = payment(&server).header("Content-Type", "application/json");
    assert_eq!(server.call(json.header("Content-Encoding", "identity")).await.status, 201);
}
