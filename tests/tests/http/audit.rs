//! The audit log: one line a call, with the stated members and nothing that a client sent.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::client::get;
use crate::server::{ISSUER, Server};

const MEMBERS: [&str; 12] = [
    "time",
    "request_id",
    "operation",
    "method",
    "path",
    "caller",
    "address",
    "decision",
    "alternative",
    "status",
    "code",
    "latency_us",
];

fn members(record: &Value) -> BTreeSet<&str> {
    record.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_record_has_its_members() {
    let server = Server::start().await;
    let made = server.call(server.payment(r#"{"amount":1,"currency":"GBP"}"#)).await;
    let record = server.record_of(&made);
    assert_eq!(members(&record), MEMBERS.into());
    assert_eq!(record["operation"], "createPayment");
    assert_eq!((&record["method"], &record["path"]), (&"POST".into(), &"/payments".into()));
    let caller = serde_json::json!({
        "scheme": "oauth2", "issuer": ISSUER, "client": "shop", "subject": "shop",
    });
    assert_eq!(record["caller"], caller);
    assert_eq!(record["address"], "127.0.0.1");
    assert_eq!((&record["decision"], &record["alternative"]), (&"allowed".into(), &0.into()));
    assert_eq!((&record["status"], &record["code"]), (&201.into(), &Value::Null));
    assert!(record["latency_us"].is_u64());
    let time = record["time"].as_str().unwrap();
    let format = &time::format_description::well_known::Rfc3339;
    let age = time::OffsetDateTime::now_utc() - time::OffsetDateTime::parse(time, format).unwrap();
    assert!(age.abs() < time::Duration::minutes(10), "{time}");

    let denied = server.record_of(&server.call(get("/payments")).await);
    let more: BTreeSet<&str> = MEMBERS.into_iter().chain(["reason"]).collect();
    assert_eq!(members(&denied), more);
    assert_eq!((&denied["decision"], &denied["status"]), (&"denied".into(), &401.into()));
    assert_eq!(denied["operation"], "listPayments");
    assert_eq!(denied["alternative"], Value::Null);
}

#[tokio::test]
async fn a_path_is_its_template() {
    let server = Server::start().await;
    let answer = server.call(get("/payments/canary-7f3a?canary-7f3b=canary-7f3c")).await;
    assert_eq!(server.record_of(&answer)["path"], "/payments/{id}");
    assert!(!server.log().contains("canary"));
}

#[tokio::test]
async fn reads_that_are_let_through_leave_none_and_writes_do() {
    let server = Server::start().await;
    let read = server.token(&["payments:read"]);
    assert_eq!(server.call(get("/payments").bearer(&read)).await.status, 200);
    assert_eq!(server.call(get("/health")).await.status, 200);
    assert_eq!(server.records(), Vec::<Value>::new());
    assert_eq!(server.call(get("/payments?limit=0").bearer(&read)).await.status, 400);
    assert_eq!(server.records().len(), 1, "refused ones do");
    assert_eq!(server.call(server.payment(r#"{"amount":1,"currency":"GBP"}"#)).await.status, 201);
    assert_eq!(server.records().len(), 2);
}

#[tokio::test]
async fn a_request_id_is_taken_over_when_it_is_well_formed() {
    let server = Server::start().await;
    let longest = "a".repeat(64);
    for id in ["a", "Call-1.2_3", longest.as_str()] {
        let answer = server.call(get("/nothing").header("X-Request-Id", id)).await;
        assert_eq!(answer.request_id(), id);
        assert_eq!(answer.json()["error"]["request_id"], id);
    }
    let first = server.call(get("/health")).await;
    let second = server.call(get("/health")).await;
    assert_ne!(first.request_id(), second.request_id());
}

#[tokio::test]
async fn nothing_of_the_client_makes_a_line() {
    let server = Server::start().await;
    let long = format!("canary{}", "a".repeat(59));
    let ids: [&[u8]; 12] = [
        b"canary 1",
        b"canary\"",
        b"canary\\n",
        b"canary%0a{}",
        b"canary\t1",
        b"{\"canary\":1}",
        b"canary\"}\\u000a{\"decision\":\"allowed\"",
        "canary\u{2028}".as_bytes(),
        "canary\u{85}".as_bytes(),
        b"canary\x1b[2J",
        b"canary\xff",
        long.as_bytes(),
    ];
    for (number, id) in ids.into_iter().enumerate() {
        let mut connection = server.connect().await;
        let target = "/payments/x%0a%22canary%22?canary%0d%0a=%1b";
        connection.send(get(target).header("X-Request-Id", id).bytes()).await;
        let answer = connection.answer(false).await;
        // A control character is refused before anything is looked at.
        if id.contains(&0x1b) {
            assert_eq!(answer.status, 400);
            continue;
        }
        assert_eq!(answer.status, 401, "{number}");
        assert!(!answer.everything().contains("canary"), "{answer:?}");
        assert_eq!(server.record_of(&answer)["decision"], "denied");
    }
    let twice =
        get("/nothing").header("X-Request-Id", "canary-1").header("X-Request-Id", "canary-2");
    assert!(!server.call(twice).await.everything().contains("canary"));
    let written = server.log();
    assert!(!written.contains("canary"), "{written}");
    assert_eq!(written.lines().count(), 12, "{written}");
}

#[tokio::test]
async fn names_of_the_issuer_are_escaped_and_bounded() {
    let server = Server::start().await;
    let name = "Ada \"the\" \\ \u{2028}\u{202e} Lovelace";
    let token = server.token_of(name, &["payments:write"]).mint();
    let call = crate::client::post("/payments").bearer(&token).json("{}");
    let answer = server.call(call).await;
    assert_eq!(server.record_of(&answer)["caller"]["client"], name);
    assert_eq!(server.log().lines().count(), 1);
    assert!(!server.log().contains('\u{2028}'));
}
