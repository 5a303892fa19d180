//! The operation that needs a key and a token: an AND is an AND.

use crate::client::{Request, post};
use crate::server::Server;

const BODY: &str = r#"{"amount":1,"currency":"EUR"}"#;

fn settlement() -> Request {
    post("/settlements").json(BODY)
}

#[tokio::test]
async fn both_let_through_and_both_are_recorded() {
    let server = Server::start().await;
    let token = server.token(&["settlements:write"]);
    let answer = server.call(settlement().bearer(&token).key(&server.partner_key)).await;
    assert_eq!((answer.status, answer.body.as_slice()), (202, &b""[..]));
    let record = server.record_of(&answer);
    let callers = [&record["caller"], &record["also"][0]];
    let mut schemes = callers.map(|caller| caller["scheme"].as_str().expect("a scheme"));
    schemes.sort_unstable();
    assert_eq!(schemes, ["oauth2", "partner"]);
}

#[tokio::test]
async fn either_alone_is_refused() {
    let server = Server::start().await;
    let token = server.token(&["settlements:write"]);
    let without_key = server.call(settlement().bearer(&token)).await;
    assert_eq!((without_key.status, without_key.code().as_str()), (401, "UNAUTHORIZED"));
    assert_eq!(without_key.headers("www-authenticate"), [r#"ApiKey realm="partner""#]);
    let without_token = server.call(settlement().key(&server.partner_key)).await;
    assert_eq!((without_token.status, without_token.code().as_str()), (401, "UNAUTHORIZED"));
    assert_eq!(without_token.headers("www-authenticate"), [r#"Bearer realm="oauth2""#]);
    let nothing = server.call(settlement()).await;
    assert_eq!((nothing.status, nothing.headers("www-authenticate").len()), (401, 2));
}

#[tokio::test]
async fn the_scope_counts_beside_the_key() {
    let server = Server::start().await;
    let token = server.token(&["payments:write"]);
    let answer = server.call(settlement().bearer(&token).key(&server.partner_key)).await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "INSUFFICIENT_SCOPE"));
}

#[tokio::test]
async fn an_invalid_key_refuses_beside_a_good_token() {
    let server = Server::start().await;
    let token = server.token(&["settlements:write"]);
    let longer = format!("{}x", server.partner_key);
    let shorter = &server.partner_key[..server.partner_key.len() - 1];
    let capitals = server.partner_key.to_ascii_uppercase();
    for key in ["not-a-key", longer.as_str(), shorter, capitals.as_str(), &"k".repeat(1000)] {
        let answer = server.call(settlement().bearer(&token).key(key)).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "INVALID_TOKEN"), "{key}");
        assert!(!answer.everything().contains(&token));
    }
    let empty = settlement().bearer(&token).header("X-Api-Key", "");
    assert_eq!(server.call(empty).await.code(), "INVALID_TOKEN");
}

#[tokio::test]
async fn an_invalid_token_refuses_beside_a_good_key() {
    let server = Server::start().await;
    let answer = server.call(settlement().bearer("not-a-token").key(&server.partner_key)).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "INVALID_TOKEN"));
}

#[tokio::test]
async fn two_keys_are_none() {
    let server = Server::start().await;
    let token = server.token(&["settlements:write"]);
    for (first, second) in [
        (server.partner_key.as_str(), server.partner_key.as_str()),
        (server.partner_key.as_str(), "not-a-key"),
        ("not-a-key", server.partner_key.as_str()),
    ] {
        let call = settlement().bearer(&token).key(first).header("x-api-key", second);
        let answer = server.call(call).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_REQUEST"));
    }
}

#[tokio::test]
async fn a_key_counts_only_where_keys_are_carried() {
    let server = Server::start().await;
    let token = server.token(&["settlements:write"]);
    let key = &server.partner_key;
    let query = post(&format!("/settlements?X-Api-Key={key}")).json(BODY);
    assert_eq!(server.call(query.bearer(&token).secret(key)).await.status, 401);
    let cookie = settlement().bearer(&token).header("Cookie", format!("X-Api-Key={key}"));
    assert_eq!(server.call(cookie.secret(key)).await.status, 401);
    // A key is no token, nor a token a key.
    let swapped = settlement().bearer(key).key(&token);
    assert_eq!(server.call(swapped).await.status, 401);
}
