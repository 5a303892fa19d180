//! Paths and methods that are none of the document's: the same envelope, whoever asks.

use crate::client::{get, request};
use crate::server::Server;

#[tokio::test]
async fn paths_match_exactly() {
    let server = Server::start().await;
    let token = server.token(&["payments:read"]);
    for path in [
        "/",
        "/nothing",
        "//payments",
        "/payments/",
        "/payments//",
        "/./payments",
        "/x/../payments",
        "/payments/.",
        "/payments/..",
        "/payments/%2e",
        "/payments/%2E%2e",
        "/payments/..;/health",
        "/Payments",
        "/PAYMENTS",
        "/%70ayments",
        "/payments%2F",
        "/payments%00",
        "/payments;a=b",
        "/payments.json",
        "/payments/6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11/",
        "/admin",
        "/admin/Revocations",
        "/admin%2Frevocations",
    ] {
        // The same with and without a token: nothing is told about what there is.
        for call in [get(path), get(path).bearer(&token), get(path).bearer("not-a-token")] {
            let answer = server.call(call).await;
            assert_eq!((answer.status, answer.code().as_str()), (404, "NOT_FOUND"), "{path}");
            let record = server.record_of(&answer);
            assert_eq!((&record["operation"], &record["path"]), (&().into(), &().into()), "{path}");
        }
    }
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    let server = Server::start().await;
    for (path, allow) in [
        ("/payments", "GET, POST"),
        ("/payments/6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11", "GET"),
        ("/health", "GET"),
        ("/cards", "POST"),
    ] {
        for method in ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "get", "X"]
        {
            let answer = server.call(request(method, path)).await;
            assert_eq!(
                (answer.status, answer.header("allow")),
                (405, Some(allow)),
                "{method} {path}"
            );
            let record = server.record_of(&answer);
            assert_eq!(record["code"], "METHOD_NOT_ALLOWED");
        }
    }
}

#[tokio::test]
async fn a_trace_is_not_an_echo() {
    let server = Server::start().await;
    let answer = server.call(request("TRACE", "/health").bearer("canary-7f3a-token")).await;
    assert_eq!(answer.status, 405);
}

#[tokio::test]
async fn headers_do_not_change_the_method_or_the_path() {
    let server = Server::start().await;
    let token = server.token(&["payments:read"]);
    for (name, value) in [
        ("X-HTTP-Method-Override", "POST"),
        ("X-Method-Override", "POST"),
        ("X-Original-URL", "/health"),
        ("X-Rewrite-URL", "/health"),
        ("X-Forwarded-Prefix", "/health"),
    ] {
        let answer = server.call(get("/payments").bearer(&token).header(name, value)).await;
        assert_eq!((answer.status, answer.json()["payments"].is_array()), (200, true), "{name}");
        assert_eq!(server.call(get("/payments").header(name, value)).await.status, 401, "{name}");
    }
}

#[tokio::test]
async fn targets_of_other_forms() {
    let server = Server::start().await;
    // RFC 9112 §3.2.2: the absolute form must be taken; its authority is the host.
    assert_eq!(server.call(get("http://localhost/health")).await.status, 200);
    let other = server.call(get("http://other.example/health")).await;
    assert_eq!((other.status, other.code().as_str()), (400, "INVALID_REQUEST"));
    for method in ["OPTIONS", "GET"] {
        let answer = server.call(request(method, "*")).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "NOT_FOUND"), "{method}");
    }
}
