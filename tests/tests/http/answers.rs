//! What calls that are let through are answered: the interface at work.

use serde_json::json;

use crate::client::{get, post, request};
use crate::server::Server;

#[tokio::test]
async fn a_payment_is_made_with_its_rate_limits() {
    let server = Server::start().await;
    let answer = server
        .call(server.payment(r#"{"amount":1250,"currency":"GBP","reference":"INV-1"}"#))
        .await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let policies = r#""burst";q=10;w=1, "hourly";q=1000;w=3600"#;
    assert_eq!(answer.header("ratelimit-policy"), Some(policies));
    assert_eq!(answer.header("ratelimit"), Some(r#""burst";r=9;t=1"#));
    assert_eq!(answer.header("x-ratelimit-limit"), Some("10"));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("9"));
    assert_eq!(answer.header("x-ratelimit-reset"), Some("1"));
    assert_eq!(answer.header("retry-after"), None);
    let payment = answer.json();
    assert_eq!(payment["amount"], 1250);
    assert_eq!(payment["currency"], "GBP");
    assert_eq!(payment["reference"], "INV-1");
    let place = answer.header("location").expect("where it can be read");
    assert_eq!(place, format!("/payments/{}", payment["id"].as_str().unwrap()));
    let read = server.token(&["payments:read"]);
    let again = server.call(get(place).bearer(&read)).await;
    assert_eq!((again.status, again.json()), (200, payment));
}

#[tokio::test]
async fn the_business_refuses_in_the_same_envelope() {
    let server = Server::start().await;
    let everything = r#"{"amount":1000000,"currency":"EUR"}"#;
    for _ in 0..5 {
        assert_eq!(server.call(server.payment(everything)).await.status, 201);
    }
    let answer = server.call(server.payment(everything)).await;
    assert_eq!((answer.status, answer.code().as_str()), (422, "INSUFFICIENT_FUNDS"));
    let record = server.record_of(&answer);
    assert_eq!(record["decision"], "allowed", "the business refused, not the gate");
    assert_eq!(record["code"], "INSUFFICIENT_FUNDS");
}

#[tokio::test]
async fn pages_follow_each_other() {
    let server = Server::start().await;
    for amount in 1..=3 {
        let body = format!(r#"{{"amount":{amount},"currency":"GBP"}}"#);
        assert_eq!(server.call(server.payment(body)).await.status, 201);
    }
    let token = server.token(&["payments:read"]);
    let first = server.call(get("/payments?limit=2").bearer(&token)).await;
    assert_eq!(first.status, 200, "{first:?}");
    let page = first.json();
    assert_eq!(amounts(&page), [3, 2]);
    let cursor = page["next_cursor"].as_str().expect("there is more");
    let target = format!("/payments?cursor={cursor}&limit=2");
    let second = server.call(get(&target).bearer(&token)).await.json();
    assert_eq!(amounts(&second), [1]);
    assert!(second.get("next_cursor").is_none(), "{second}");
    let unknown = "/payments?cursor=00000000-0000-4000-8000-000000000000";
    let answer = server.call(get(unknown).bearer(&token)).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "UNKNOWN_CURSOR"));
}

fn amounts(page: &serde_json::Value) -> Vec<i64> {
    let payments = page["payments"].as_array().expect("payments");
    payments.iter().map(|payment| payment["amount"].as_i64().expect("an amount")).collect()
}

#[tokio::test]
async fn payments_of_other_clients_are_not_there() {
    let server = Server::start().await;
    let made = server.call(server.payment(r#"{"amount":1,"currency":"GBP"}"#)).await;
    let place = made.header("location").expect("where it can be read").to_owned();
    let other = server.token_of("other", &["payments:read"]).mint();
    let answer = server.call(get(&place).bearer(&other)).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "PAYMENT_NOT_FOUND"));
    let id = place.rsplit('/').next().unwrap();
    let cursor = format!("/payments?cursor={id}");
    let answer = server.call(get(&cursor).bearer(&other)).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "UNKNOWN_CURSOR"));
    let page = server.call(get("/payments").bearer(&other)).await;
    assert_eq!(page.json(), json!({ "payments": [] }));
}

#[tokio::test]
async fn a_card_becomes_a_reference() {
    let server = Server::start().await;
    let token = server.token(&["cards:write"]);
    let card = |number: &str| {
        let body = format!(r#"{{"number":"{number}","cvv":"737","expiry":"12/30"}}"#);
        post("/cards").bearer(&token).secret(number).json(body)
    };
    let answer = server.call(card("4111111111111111")).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.json()["last_four"], "1111");
    let answer = server.call(card("4111111111111112")).await;
    assert_eq!((answer.status, answer.code().as_str()), (422, "CARD_NUMBER_INVALID"));
}

#[tokio::test]
async fn anybody_may_ask_for_health() {
    let server = Server::start().await;
    let answer = server.call(get("/health")).await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "status": "ok" })));
    // Credentials are irrelevant there, whatever they are worth.
    let answer = server.call(get("/health").bearer("not-a-token").key("not-a-key")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn calls_follow_each_other_on_one_connection() {
    let server = Server::start().await;
    let mut connection = server.connect().await;
    let bytes = get("/health").bytes();
    connection.send([bytes.as_slice(), &bytes].concat()).await;
    for _ in 0..2 {
        assert_eq!(connection.answer(false).await.status, 200);
    }
    connection.send(request("HEAD", "/health").bytes()).await;
    assert_eq!(connection.answer(true).await.status, 405);
    connection.send(bytes).await;
    assert_eq!(
        connection.answer(false).await.status,
        200,
        "a HEAD has no body to be taken for one"
    );
}
