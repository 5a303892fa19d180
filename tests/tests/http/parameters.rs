//! Parameters in queries and paths.

use crate::client::{Answer, get};
use crate::server::Server;

async fn read(server: &Server, target: &str) -> Answer {
    let client = uuid::Uuid::new_v4().to_string();
    server.call(get(target).bearer(&server.token_of(&client, &["payments:read"]).mint())).await
}

async fn refused(server: &Server, target: &str, details: &[&str]) {
    let answer = read(server, target).await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "VALIDATION_ERROR"), "{target}");
    assert_eq!(answer.details(), details, "{target}");
    assert!(!answer.everything().contains("canary"), "{target}");
    let record = server.record_of(&answer);
    assert_eq!(record["decision"], "invalid", "{target}");
    assert!(!server.log().contains("canary"), "{target}");
}

#[tokio::test]
async fn a_limit_is_a_whole_number_in_its_range() {
    let server = Server::start().await;
    for (limit, rule) in [
        ("0", "minimum"),
        ("-1", "minimum"),
        ("101", "maximum"),
        ("99999999999999999999", "maximum"),
        ("%2B1", "type"),
        ("+1", "type"),
        ("01", "type"),
        ("1e1", "type"),
        ("0x1", "type"),
        ("1.5", "type"),
        ("", "type"),
        ("%201", "type"),
        ("1%0A", "type"),
        ("1,2", "type"),
        ("canary", "type"),
        ("true", "type"),
        ("null", "type"),
        ("%D9%A1", "type"),
    ] {
        let details = format!("query /limit {rule}");
        refused(&server, &format!("/payments?limit={limit}"), &[&details]).await;
    }
    for good in ["1", "100"] {
        assert_eq!(read(&server, &format!("/payments?limit={good}")).await.status, 200, "{good}");
    }
}

#[tokio::test]
async fn what_the_document_does_not_name_is_refused() {
    let server = Server::start().await;
    for query in ["canary=1", "canary", "Limit=1", "limit%20=1", "=1", "limit[]=1"] {
        refused(&server, &format!("/payments?{query}"), &["query  unknown_parameter"]).await;
    }
    refused(
        &server,
        "/payments/6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11?x=1",
        &["query  unknown_parameter"],
    )
    .await;
    let answer = server.call(get("/health?canary=1")).await;
    assert_eq!((answer.status, answer.details()), (400, vec!["query  unknown_parameter".into()]));
}

#[tokio::test]
async fn a_parameter_comes_once_however_it_is_written() {
    let server = Server::start().await;
    for query in ["limit=1&limit=2", "limit=1&limit=1", "limit=1&%6cimit=2", "limit=1&li%6Dit=1"] {
        refused(&server, &format!("/payments?{query}"), &["query /limit repeated"]).await;
    }
    // An escaped name is the name.
    assert_eq!(read(&server, "/payments?%6cimit=1").await.status, 200);
}

#[tokio::test]
async fn escapes_that_are_none() {
    let server = Server::start().await;
    for value in ["%zz", "%f", "%", "%ff", "%c0%af", "%ed%a0%80"] {
        refused(&server, &format!("/payments?limit={value}"), &["query /limit encoding"]).await;
        refused(&server, &format!("/payments?{value}=1"), &["query  encoding"]).await;
        refused(&server, &format!("/payments/{value}"), &["path /id encoding"]).await;
    }
}

#[tokio::test]
async fn a_path_parameter_is_what_the_document_says() {
    let server = Server::start().await;
    let id = "6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11";
    for value in [
        "canary".to_owned(),
        format!("{id}%2F"),
        format!("..%2F{id}"),
        format!("{id}%00"),
        format!("{id}%0A"),
        format!("%20{id}"),
        format!("{id};a=b"),
        format!("{id}+"),
        format!("{{{id}}}"),
        id.replace('-', ""),
        format!("urn:uuid:{id}"),
    ] {
        let answer = read(&server, &format!("/payments/{value}")).await;
        // NUL is no text for anybody, whatever the format.
        let rule = if value.contains("%00") { "encoding" } else { "format" };
        let details = vec![format!("path /id {rule}")];
        assert_eq!((answer.status, answer.details()), (400, details), "{value}");
    }
    let answer = read(&server, &format!("/payments/{id}")).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "PAYMENT_NOT_FOUND"));
    // One spelling of the same id.
    let answer = read(&server, &format!("/payments/%36{}", &id[1..])).await;
    assert_eq!((answer.status, answer.code().as_str()), (404, "PAYMENT_NOT_FOUND"));
}

#[tokio::test]
async fn all_of_it_is_told_at_once() {
    let server = Server::start().await;
    let expected = ["query  unknown_parameter", "query /limit minimum", "query /cursor format"];
    refused(&server, "/payments?limit=0&cursor=canary&x=1", &expected).await;
}
