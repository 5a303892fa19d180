//! Access tokens: which are refused, and what the client is told.

use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis::dev::{Issuer, Token};
use serde_json::Value;

use crate::client::{Answer, get, post};
use crate::server::{AUDIENCE, ISSUER, Server};

const INVALID: &str = concat!(
    r#"Bearer realm="oauth2", error="invalid_token", "#,
    r#"error_description="The access token is not valid""#
);

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// All that is wrong with a credential is answered alike.
fn assert_invalid(answer: &Answer, what: &str) {
    assert_eq!((answer.status, answer.code().as_str()), (401, "INVALID_TOKEN"), "{what}");
    assert_eq!(answer.header("www-authenticate"), Some(INVALID), "{what}");
    let message = &answer.json()["error"]["message"];
    assert_eq!(message, "The credentials are not valid", "{what}");
}

/// Refused, and for the reason that starts like this in the log.
async fn refused(server: &Server, token: &str, reason: &str) {
    let answer = server.call(get("/payments").bearer(token)).await;
    assert_invalid(&answer, reason);
    let record = server.record_of(&answer);
    assert_eq!(record["decision"], "denied");
    assert_eq!(record["caller"], Value::Null, "nobody was verified");
    let logged = record["reason"].as_str().expect("a reason");
    assert!(logged.starts_with(reason), "{logged} is not {reason}");
}

fn good(issuer: &Issuer) -> Token<'_> {
    issuer.token().client("shop").scopes(&["payments:read"])
}

#[tokio::test]
async fn without_a_token_there_is_a_challenge_and_no_error() {
    let server = Server::start().await;
    let answer = server.call(get("/payments")).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHORIZED"));
    // RFC 6750 §3.1: no error code where no credentials were sent.
    assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer realm="oauth2""#));
    // Another scheme is no token either.
    let basic = get("/payments").header("Authorization", "Basic dXNlcjpwYXNzd29yZA==");
    assert_eq!(server.call(basic).await.code(), "UNAUTHORIZED");
}

#[tokio::test]
async fn a_good_token_is_let_through() {
    let server = Server::start().await;
    let token = server.token(&["payments:read"]);
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let call = get("/payments").header("Authorization", format!("{scheme} {token}"));
        assert_eq!(server.call(call.secret(&token)).await.status, 200, "{scheme}");
    }
}

#[tokio::test]
async fn claims_that_do_not_hold() {
    let server = Server::start().await;
    let now = SystemTime::now();
    let hour = Duration::from_secs(3600);
    let token = || good(&server.issuer);
    for (token, reason) in [
        (token().valid(now - 2 * hour, now - hour), "the token has expired"),
        (token().without("exp"), "exp is missing"),
        (token().without("iat"), "iat is missing"),
        (token().valid(now + hour, now + 2 * hour), "iat is in the future"),
        (token().claim("nbf", 32_503_680_000_u64), "the token is not valid yet"),
        (token().claim("aud", "https://other.example"), "aud does not name this server"),
        (token().claim("aud", vec!["https://a.example"]), "aud does not name this server"),
        (token().without("aud"), "aud is not"),
        (token().claim("iss", "https://other.example"), "iss is not the issuer"),
        (token().claim("iss", format!("{ISSUER}/")), "iss is not the issuer"),
        (token().without("jti"), "jti is not"),
        (token().without("sub"), "sub is not"),
        (token().without("client_id"), "client_id is not"),
        (token().claim("scope", vec!["payments:read"]), "scope is not"),
        (token().claim("cnf", "bound"), "cnf is not an object"),
    ] {
        refused(&server, &token.mint(), reason).await;
    }
}

#[tokio::test]
async fn headers_that_do_not_hold() {
    let server = Server::start().await;
    let token = || good(&server.issuer);
    for (token, reason) in [
        (token().typ("JWT"), "typ is not"),
        (token().without_header("typ"), "the header has no typ"),
        (token().alg("ES384"), "alg is not"),
        // Known, and not among those of the document.
        (token().alg("EdDSA"), "alg is not allowed"),
        (token().without_header("alg"), "the header has no alg"),
        (token().header("crit", vec!["exp"]), "the header has crit"),
        (token().header("kid", "another"), ""),
    ] {
        refused(&server, &token.mint(), reason).await;
    }
}

#[tokio::test]
async fn no_signature_and_no_algorithm() {
    let server = Server::start().await;
    let token = good(&server.issuer);
    let claims = encode(token.claims_json());
    for alg in ["none", "None", "NONE", "nOnE"] {
        let header = encode(good(&server.issuer).alg(alg).header_json());
        refused(&server, &format!("{header}.{claims}."), "alg is not supported").await;
        refused(&server, &format!("{header}.{claims}.AAAA"), "alg is not supported").await;
    }
    let header = encode(token.header_json());
    refused(&server, &format!("{header}.{claims}."), "the signature is wrong").await;
    refused(&server, &format!("{header}.{claims}"), "the token has not three parts").await;
    // r = s = 0, the empty signature of broken verifiers.
    let zeros = encode([0_u8; 64]);
    refused(&server, &format!("{header}.{claims}.{zeros}"), "the signature is wrong").await;
}

/// The public key in the forms in which a careless verifier could take it for a shared secret.
fn public_key_as_secrets(issuer: &Issuer) -> Vec<Vec<u8>> {
    let set: Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
    let jwk = &set["keys"][0];
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    // RFC 5480 §2: the algorithm identifier of a key on P-256.
    let spki = [
        &[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06][..],
        &[0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00],
        &point,
    ]
    .concat();
    let base64 = base64::engine::general_purpose::STANDARD.encode(&spki);
    let (first, second) = base64.split_at(64);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n");
    let texts = [issuer.jwks_json(), jwk.to_string(), pem];
    texts.into_iter().map(String::into_bytes).chain([point, spki, Vec::new()]).collect()
}

#[tokio::test]
async fn the_public_key_is_no_shared_secret() {
    let server = Server::start().await;
    let token = good(&server.issuer).alg("HS256");
    let signed = format!("{}.{}", encode(token.header_json()), encode(token.claims_json()));
    for secret in public_key_as_secrets(&server.issuer) {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let tag = encode(hmac::sign(&key, signed.as_bytes()));
        refused(&server, &format!("{signed}.{tag}"), "alg is not supported").await;
    }
}

#[tokio::test]
async fn signatures_of_others_and_changed_tokens() {
    let server = Server::start().await;
    let stranger = Issuer::new(ISSUER, AUDIENCE);
    refused(&server, &good(&stranger).mint(), "the signature is wrong").await;
    let poor = good(&server.issuer);
    let token = poor.mint();
    // Kept from now on: what differs from it must not be taken for it.
    assert_eq!(server.call(get("/payments").bearer(&token)).await.status, 200);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let rich = poor.scopes(&["payments:read", "payments:write"]).claims_json();
    let changed = format!("{header}.{}.{signature}", encode(rich));
    refused(&server, &changed, "the signature is wrong").await;
}

#[tokio::test]
async fn what_is_no_token_at_all() {
    let server = Server::start().await;
    for value in ["Bearer", "Bearer ", "Bearer a b", "Bearer \"x\"", "Bearer x,y", "Bearer \u{e9}"]
    {
        let answer = server.call(get("/payments").header("Authorization", value)).await;
        assert_invalid(&answer, value);
    }
    refused(&server, "not-a-token", "the token has not three parts").await;
    refused(&server, &format!("{}.", "a".repeat(9000)), "the token is too long").await;
}

#[tokio::test]
async fn a_token_counts_only_where_tokens_are_carried() {
    let server = Server::start().await;
    let token = server.token(&["payments:read"]);
    // RFC 6750 §5.3: not in a query.
    let query = get(&format!("/payments?access_token={token}")).secret(&token);
    assert_eq!(server.call(query).await.status, 401);
    let cookie = get("/payments").header("Cookie", format!("access_token={token}"));
    assert_eq!(server.call(cookie.secret(&token)).await.status, 401);
}

#[tokio::test]
async fn two_authorization_headers_are_none() {
    let server = Server::start().await;
    let token = server.token(&["payments:read"]);
    for (first, second) in [
        (format!("Bearer {token}"), format!("Bearer {token}")),
        (format!("Bearer {token}"), "Basic dXNlcjpwYXNzd29yZA==".to_owned()),
        ("Basic dXNlcjpwYXNzd29yZA==".to_owned(), format!("Bearer {token}")),
    ] {
        let call = get("/payments").header("Authorization", &first);
        let answer = server.call(call.header("authorization", &second).secret(&token)).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_REQUEST"));
    }
}

#[tokio::test]
async fn a_token_without_the_scope_says_so_and_not_which() {
    let server = Server::start().await;
    for scopes in
        [&[][..], &["payments:write"], &["payments:readonly", "payments", "PAYMENTS:READ"]]
    {
        let answer = server.call(get("/payments").bearer(&server.token(scopes))).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "INSUFFICIENT_SCOPE"));
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
        assert!(!answer.everything().contains("payments:"), "the scope is not told: {answer:?}");
        let record = server.record_of(&answer);
        assert_eq!(
            (&record["decision"], &record["code"]),
            (&"denied".into(), &"INSUFFICIENT_SCOPE".into())
        );
        assert_eq!(record["caller"]["client"], "shop", "the log knows who it was");
    }
}

#[tokio::test]
async fn nothing_of_a_body_is_read_before_the_caller_is_known() {
    let server = Server::start().await;
    let bad = post("/payments").bearer("not-a-token").json("{not json");
    assert_eq!(server.call(bad).await.status, 401);
    let type_too = post("/payments").bearer("not-a-token").header("Content-Type", "x/y").body("y");
    assert_eq!(server.call(type_too).await.status, 401);
    let large = post("/payments").bearer("not-a-token").json("x".repeat(100_000));
    assert_eq!(server.call(large).await.status, 401);
    // A head that announces a body which never comes: the answer does not wait for it.
    let mut connection = server.connect().await;
    let head = post("/payments").bearer("not-a-token").without_length();
    connection.send(head.header("Content-Length", "10000").bytes()).await;
    assert_eq!(connection.answer(false).await.status, 401);
}
