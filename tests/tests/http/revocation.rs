//! Revoked tokens, revoked as an operator revokes them: through the interface.

use crate::client::{get, post};
use crate::server::Server;

fn revocation(jti: &str) -> String {
    format!(r#"{{"jti":"{jti}","expires_at":"2100-01-01T00:00:00Z"}}"#)
}

#[tokio::test]
async fn a_revoked_token_is_refused_although_it_was_kept() {
    let server = Server::start().await;
    let token = |jti: &str| server.token_of("shop", &["payments:read"]).claim("jti", jti).mint();
    let (bad, other) = (token("token-1"), token("token-2"));
    // Twice: the second call finds the verified token in the cache.
    for _ in 0..2 {
        assert_eq!(server.call(get("/payments").bearer(&bad)).await.status, 200);
    }
    let operator = server.token_of("operator", &["tokens:revoke"]).mint();
    let revoke = post("/admin/revocations").bearer(&operator).json(revocation("token-1"));
    let answer = server.call(revoke).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    for _ in 0..2 {
        let answer = server.call(get("/payments").bearer(&bad)).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "INVALID_TOKEN"));
        assert_eq!(server.record_of(&answer)["reason"], "the token is revoked");
    }
    assert_eq!(server.call(get("/payments").bearer(&other)).await.status, 200);
}

#[tokio::test]
async fn a_token_that_was_never_seen_can_be_revoked() {
    let server = Server::start().await;
    let operator = server.token_of("operator", &["tokens:revoke"]).mint();
    let revoke = post("/admin/revocations").bearer(&operator).json(revocation("token-1"));
    assert_eq!(server.call(revoke).await.status, 204);
    let token = server.token_of("shop", &["payments:read"]).claim("jti", "token-1").mint();
    assert_eq!(server.call(get("/payments").bearer(&token)).await.status, 401);
}

#[tokio::test]
async fn an_operator_can_be_locked_out_too() {
    let server = Server::start().await;
    let operator = server.token_of("operator", &["tokens:revoke"]).claim("jti", "op-1").mint();
    let revoke = |jti: &str| post("/admin/revocations").bearer(&operator).json(revocation(jti));
    assert_eq!(server.call(revoke("op-1")).await.status, 204);
    assert_eq!(server.call(revoke("token-1")).await.status, 401);
}

#[tokio::test]
async fn revocation_needs_its_scope() {
    let server = Server::start().await;
    let token = server.token_of("shop", &["payments:read", "payments:write"]).claim("jti", "own");
    let token = token.mint();
    let revoke = post("/admin/revocations").bearer(&token).json(revocation("own"));
    assert_eq!(server.call(revoke).await.status, 403);
    assert_eq!(server.call(get("/payments").bearer(&token)).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_remembered_is_not_reported_as_revoked() {
    let server = Server::start().await;
    let operator = server.token_of("operator", &["tokens:revoke"]).mint();
    // The store of these tests holds a hundred. The operation's rate is a hundred a minute, so
    // each call has a client of its own.
    for number in 0..100 {
        let own = server.token_of(&format!("operator-{number}"), &["tokens:revoke"]).mint();
        let body = revocation(&format!("token-{number}"));
        let answer = server.call(post("/admin/revocations").bearer(&own).json(body)).await;
        assert_eq!(answer.status, 204, "{number}");
    }
    let body = revocation("token-100");
    let answer = server.call(post("/admin/revocations").bearer(&operator).json(body)).await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "INTERNAL_ERROR"));
}
