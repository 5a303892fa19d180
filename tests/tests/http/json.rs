//! JSON bodies: what breaks the document's rules is refused, and told by pointers alone.

use crate::client::{Answer, post};
use crate::server::Server;

/// What no answer and no log may hold, in every body here that has room for it.
const CANARY: &str = "canary-7f3a";

/// The details of a refused payment.
async fn violations(server: &Server, body: &str) -> Vec<String> {
    let answer = server.call(client_of_its_own(server, body)).await;
    assert_eq!((answer.status, answer.code().as_str()), (422, "VALIDATION_ERROR"), "{body}");
    assert_record(server, &answer);
    answer.details()
}

/// The rate of payments is ten a second; what is tested here is another thing.
fn client_of_its_own(server: &Server, body: impl AsRef<[u8]>) -> crate::client::Request {
    let client = uuid::Uuid::new_v4().to_string();
    let token = server.token_of(&client, &["payments:write"]).mint();
    post("/payments").bearer(&token).secret(CANARY).json(body)
}

fn assert_record(server: &Server, answer: &Answer) {
    let record = server.record_of(answer);
    assert_eq!(record["decision"], "invalid");
    assert_eq!(record["status"], answer.status);
    assert_eq!(record["error"], serde_json::Value::Null, "{record}");
}

#[tokio::test]
async fn each_rule_has_its_pointer() {
    let server = Server::start().await;
    for (body, expected) in [
        (r#"{"amount":0,"currency":"GBP"}"#, "body /amount minimum"),
        (r#"{"amount":-1,"currency":"GBP"}"#, "body /amount minimum"),
        (r#"{"amount":1000001,"currency":"GBP"}"#, "body /amount maximum"),
        (r#"{"amount":1.5,"currency":"GBP"}"#, "body /amount type"),
        (r#"{"amount":"5","currency":"GBP"}"#, "body /amount type"),
        (r#"{"amount":true,"currency":"GBP"}"#, "body /amount type"),
        (r#"{"amount":null,"currency":"GBP"}"#, "body /amount type"),
        (r#"{"amount":[1],"currency":"GBP"}"#, "body /amount type"),
        (r#"{"amount":1e400,"currency":"GBP"}"#, "body /amount maximum"),
        (r#"{"amount":9223372036854775808,"currency":"GBP"}"#, "body /amount maximum"),
        (r#"{"amount":18446744073709551617,"currency":"GBP"}"#, "body /amount maximum"),
        (r#"{"amount":1e-400,"currency":"GBP"}"#, "body /amount type"),
        (r#"{"amount":1,"currency":"canary-7f3a"}"#, "body /currency enum"),
        (r#"{"amount":1,"currency":"gbp"}"#, "body /currency enum"),
        (r#"{"amount":1,"currency":"GBP "}"#, "body /currency enum"),
        (r#"{"amount":1}"#, "body /currency required"),
        (r#"{"amount":1,"currency":"GBP","canary-7f3a":1}"#, "body  additionalProperties"),
        (r#"{"amount":1,"currency":"GBP","Amount":1}"#, "body  additionalProperties"),
        (r#"{"amount":1,"currency":"GBP","__proto__":{}}"#, "body  additionalProperties"),
        (r#"{"amount":1,"currency":"GBP","reference":"canary-7f3a "}"#, "body /reference pattern"),
        (r#"{"amount":1,"currency":"GBP","reference":"canary-7f3a\n"}"#, "body /reference pattern"),
        (r#"{"amount":1,"currency":"GBP","reference":"ok\u0000"}"#, "body /reference pattern"),
        (r#"{"amount":1,"currency":"GBP","reference":""}"#, "body /reference pattern"),
        (r#"{"amount":1,"currency":"GBP","reference":"é"}"#, "body /reference pattern"),
        (r#"{"amount":1,"currency":"GBP","reference":null}"#, "body /reference type"),
        (r#"["canary-7f3a"]"#, "body  type"),
        ("null", "body  type"),
        (r#""canary-7f3a""#, "body  type"),
    ] {
        assert_eq!(violations(&server, body).await, [expected], "{body}");
    }
}

#[tokio::test]
async fn a_name_comes_once_however_it_is_written() {
    let server = Server::start().await;
    for body in [
        r#"{"amount":1,"amount":1,"currency":"GBP"}"#,
        r#"{"amount":1,"\u0061mount":1000000,"currency":"GBP"}"#,
        r#"{"amount":1,"currency":"GBP","\u0061\u006d\u006Fun\u0074":2}"#,
    ] {
        let found = violations(&server, body).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with(" duplicateKey"), "{found:?}");
    }
}

#[tokio::test]
async fn all_of_it_is_told_at_once_and_not_more_than_twenty() {
    let server = Server::start().await;
    let body = r#"{"amount":0,"currency":"XXX","reference":"","canary-7f3a":1}"#;
    let found = violations(&server, body).await;
    let expected = [
        "body /amount minimum",
        "body /currency enum",
        "body /reference pattern",
        "body  additionalProperties",
    ];
    assert_eq!(found, expected);
    let many: Vec<String> = (0..500).map(|n| format!(r#""canary-7f3a-{n}":0,"#)).collect();
    let many = many.concat();
    let found = violations(&server, &format!(r#"{{{many}"amount":1,"currency":"GBP"}}"#)).await;
    assert!((1..=20).contains(&found.len()), "{} details", found.len());
}

#[tokio::test]
async fn one_point_zero_is_an_integer_in_this_version() {
    let server = Server::start().await;
    // JSON Schema 2020-12 §6.1.1: a number with a zero fraction is an integer.
    for amount in ["1.0", "1e0", "10e-1", "0.01e2"] {
        let body = format!(r#"{{"amount":{amount},"currency":"GBP"}}"#);
        let answer = server.call(client_of_its_own(&server, &body)).await;
        assert_eq!((answer.status, &answer.json()["amount"]), (201, &1.into()), "{amount}");
    }
}

#[tokio::test]
async fn what_is_not_json() {
    let server = Server::start().await;
    let deep = format!(r#"{{"amount":{}1{}}}"#, "[".repeat(7000), "]".repeat(7000));
    for body in [
        "{",
        "canary-7f3a",
        r#"{"amount":1,"currency":"GBP"} x"#,
        r#"{"amount":1,"currency":"GBP"}{"amount":1,"currency":"GBP"}"#,
        r#"{"amount":1,"currency":"GBP",}"#,
        r#"{amount:1,"currency":"GBP"}"#,
        r#"{'amount':1,"currency":"GBP"}"#,
        r#"{"amount":01,"currency":"GBP"}"#,
        r#"{"amount":+1,"currency":"GBP"}"#,
        r#"{"amount":0x1,"currency":"GBP"}"#,
        r#"{"amount":NaN,"currency":"GBP"}"#,
        r#"{"amount":Infinity,"currency":"GBP"}"#,
        r#"{"amount":1,/* canary-7f3a */"currency":"GBP"}"#,
        r#"{"amount":1,"currency":"GBP","reference":"\ud800"}"#,
        r#"{"amount":1,"currency":"GBP","reference":"\x41"}"#,
        "{\"amount\":1,\"currency\":\"GBP\",\"reference\":\"a\nb\"}",
        "\u{feff}{\"amount\":1,\"currency\":\"GBP\"}",
        deep.as_str(),
    ] {
        let answer = server.call(client_of_its_own(&server, body)).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_JSON"), "{body}");
        assert!(answer.details().is_empty());
        assert_record(&server, &answer);
    }
    let latin = b"{\"amount\":1,\"currency\":\"GBP\",\"reference\":\"\xe9\"}";
    let answer = server.call(client_of_its_own(&server, latin)).await;
    assert_eq!(answer.code(), "INVALID_JSON");
    let overlong = b"{\"amount\":1,\"currency\":\"GBP\",\"reference\":\"\xc0\xaf\"}";
    let answer = server.call(client_of_its_own(&server, overlong)).await;
    assert_eq!(answer.code(), "INVALID_JSON");
}

#[tokio::test]
async fn a_body_that_must_come() {
    let server = Server::start().await;
    let token = server.token(&["payments:write"]);
    let answer = server.call(post("/payments").bearer(&token)).await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "VALIDATION_ERROR"));
    assert_eq!(answer.details(), ["body  required"]);
    let blank = server.call(post("/payments").bearer(&token).json("  \r\n ")).await;
    assert_eq!((blank.status, blank.code().as_str()), (400, "INVALID_JSON"));
}

#[tokio::test]
async fn nothing_of_a_card_comes_back_or_is_written_down() {
    let server = Server::start().await;
    let (number, cvv) = ("41111111111111115", "98765432");
    for body in [
        // Each part wrong in turn, and a fault of syntax behind all of it.
        format!(r#"{{"number":"{number}x","cvv":"737","expiry":"12/30"}}"#),
        format!(r#"{{"number":"{number}","cvv":"{cvv}","expiry":"12/30"}}"#),
        format!(r#"{{"number":{number},"cvv":{cvv},"expiry":"12/30"}}"#),
        format!(r#"{{"number":"{number}","cvv":"{cvv}","expiry":"13/30"}}"#),
        format!(r#"{{"number":"{number}","cvv":"{cvv}","{number}":"{cvv}"}}"#),
        format!(r#"{{"number":"{number}","number":"{number}","cvv":"{cvv}"}}"#),
        format!(r#"{{"number":"{number}","cvv":"{cvv}","expiry":"12/30""#),
        format!(r#"["{number}","{cvv}"]"#),
    ] {
        let token = server.token(&["cards:write"]);
        let call = post("/cards").bearer(&token).secret(number).secret(cvv).json(&body);
        let answer = server.call(call).await;
        assert!(matches!(answer.status, 400 | 422), "{body}: {answer:?}");
    }
}
