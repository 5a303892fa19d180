//! Discovery against a server with real TLS.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::auth::remote::testing::{Answer, Server, status};
use crate::dev::Issuer;

const OAUTH: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

/// A server that has metadata at this place, made from its address, and keys.
async fn issuer(place: &'static str, metadata: impl Fn(&str) -> String) -> Server {
    let server = Server::start(|_| status(404)).await;
    let metadata = metadata(&server.url(""));
    let keys = Issuer::new("x", "y").jwks_json();
    server.answer(move |call| match call.path() {
        path if path == place => Answer::Json(metadata.clone()),
        "/keys" => Answer::Json(keys.clone()),
        _ => status(404),
    });
    server
}

fn metadata(at: &str) -> String {
    format!(r#"{{"issuer":"{at}","jwks_uri":"{at}/keys","extra":[{{"a":1}}]}}"#)
}

async fn discover(server: &Server, issuer: &str) -> Result<(), String> {
    let discovery = Discovery::new(issuer).client(server.client());
    discovery.jwt().await.map(|_| ()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn metadata_is_found_at_both_places() {
    let server = issuer(OAUTH, metadata).await;
    assert_eq!(discover(&server, &server.url("")).await, Ok(()));
    assert_eq!(
        server.calls().iter().map(|call| call.path().to_owned()).collect::<Vec<_>>(),
        [OAUTH, "/keys"]
    );
    let server = issuer(OPENID, metadata).await;
    assert_eq!(discover(&server, &server.url("")).await, Ok(()));
    let asked: Vec<_> = server.calls().iter().map(|call| call.path().to_owned()).collect();
    assert_eq!(asked, [OAUTH, OPENID, "/keys"]);
    let server = issuer("/nowhere", metadata).await;
    let error = discover(&server, &server.url("")).await.unwrap_err();
    assert!(error.contains("404"), "{error}");
}

#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    for other in ["https://other.example", "AT/", "", "AT/keys"] {
        let server =
            issuer(OAUTH, |at| metadata(at).replacen(at, &other.replace("AT", at), 1)).await;
        let error = discover(&server, &server.url("")).await.unwrap_err();
        assert!(error.contains("not that of"), "{error}");
        assert_eq!(server.count(), 1, "no key was fetched");
    }
    // The issuer is compared as it was given, and may not be taken for one that is written otherwise.
    let server = issuer(OAUTH, metadata).await;
    assert!(discover(&server, &server.url("/")).await.is_err());
}

#[tokio::test]
async fn broken_metadata_is_refused() {
    for (broken, why) in [
        ("[]", "JSON object"),
        (r#"{"issuer":"AT"}"#, "no `jwks_uri`"),
        (r#"{"issuer":["AT"],"jwks_uri":"AT/keys"}"#, "not that of"),
        (r#"{"issuer":"AT","issuer":"AT","jwks_uri":"AT/keys"}"#, "JSON object"),
        (r#"{"issuer":"AT","jwks_uri":"http://localhost/keys"}"#, "scheme https"),
        (r#"{"issuer":"AT","jwks_uri":"file:///etc/passwd"}"#, "jwks_uri"),
        (r#"{"issuer":"AT","jwks_uri":"/keys"}"#, "scheme https"),
        (r#"{"issuer":"AT","jwks_uri":7}"#, "no `jwks_uri`"),
        (r#"{"issuer":"AT","jwks_uri":"AT/none"}"#, "404"),
    ] {
        let server = issuer(OAUTH, |at| broken.replace("AT", at)).await;
        let error = discover(&server, &server.url("")).await.unwrap_err();
        assert!(error.contains(why), "{broken}: {error}");
    }
    let server = issuer(OAUTH, metadata).await;
    assert!(discover(&server, &server.url("").replace("https", "http")).await.is_err());
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn keys_over_plain_http_are_refused() {
    let server = Server::start(|_| Answer::Json(Issuer::new("x", "y").jwks_json())).await;
    let plain = server.url("/").replace("https", "http");
    assert!(Jwks::remote(&plain, server.client()).await.is_err());
    assert!(Jwks::remote(&server.url("/"), server.client()).await.is_ok());
}
