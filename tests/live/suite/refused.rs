//! Tokens with a good signature that are refused all the same (RFC 9068 §4).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use portcullis::auth::MemoryRevocations;
use tokio::time::sleep;

use crate::api::Api;
use crate::client::Call;
use crate::provider::{Ask, Issuer, Provider, claims};

#[tokio::test]
async fn a_token_for_another_server() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    for other in ["rs256", "ps256", "eddsa"] {
        let token = issuer.token(Ask::of("plain").resource(other)).await;
        api.refuses(api.accounts().bearer(&token), "aud does not name this server").await;
    }
}

#[tokio::test]
async fn a_token_that_has_expired() {
    let provider = Provider::start("brief", &[("LIFETIME", "2")]).await;
    let api = Api::start(provider.issuer.verifier("es256").await).await;
    let token = provider.issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    sleep(Duration::from_secs(3)).await;
    // It was accepted before: what is kept of it expires as it does.
    api.refuses(api.accounts().bearer(&token), "the token has expired").await;
}

#[tokio::test]
async fn a_token_of_another_issuer_with_the_same_keys() {
    let trusted = Provider::start("twins", &[]).await;
    // The same key file: signature, kid and audience are those of the trusted one.
    let twin = Provider::start("twins", &[]).await;
    assert_eq!(trusted.issuer.keys().await, twin.issuer.keys().await);
    let api = Api::start(trusted.issuer.verifier("es256").await).await;
    let token = twin.issuer.token(Ask::of("plain")).await;
    api.refuses(api.accounts().bearer(&token), "iss is not the issuer").await;
    let token = trusted.issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
}

#[tokio::test]
async fn a_token_of_an_impostor() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    // It says that it is the trusted one, and has other keys.
    let impostor = Provider::start("impostor", &[("ISSUER", &issuer.address)]).await;
    let token = impostor.issuer.token(Ask::of("plain")).await;
    assert_eq!(claims(&token)["iss"], issuer.address);
    api.refuses(api.accounts().bearer(&token), "kid is not known").await;
}

#[tokio::test]
async fn a_token_that_was_revoked() {
    let issuer = Issuer::shared();
    let revocations = Arc::new(MemoryRevocations::new(10));
    let api = Api::start(issuer.verifier("es256").await.revocations(revocations.clone())).await;
    let token = issuer.token(Ask::of("plain")).await;
    let other = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    let jti = claims(&token)["jti"].as_str().expect("a jti").to_owned();
    let now = SystemTime::now();
    let end = now + Duration::from_secs(600);
    revocations.revoke(&issuer.address, jti, end, now).expect("room");
    api.refuses(api.accounts().bearer(&token), "the token is revoked").await;
    api.accepts(api.accounts().bearer(&other), "plain").await;
}

#[tokio::test]
async fn a_token_that_was_changed() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    let token = issuer.token(Ask::of("plain")).await;
    let other = issuer.token(Ask::of("reader")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    let mixed = format!("{signed}.{signature}");
    api.refuses(api.accounts().bearer(&mixed), "the signature is wrong").await;
}

#[tokio::test]
async fn a_token_in_another_place() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    let token = issuer.token(Ask::of("plain")).await;
    // RFC 6750 §2.2 and §2.3 are not offered.
    let query = Call::get(&format!("{}/accounts?access_token={token}", api.address));
    let form = api.payments().form(&[("access_token", &token)]);
    let cookie = api.accounts().header("cookie", format!("access_token={token}"));
    for call in [query, form, cookie] {
        assert_eq!(call.send().await.status, 401);
    }
    let twice = api.accounts().bearer(&token).bearer(&token).send().await;
    assert_eq!(twice.refusal(), (400, "INVALID_REQUEST".to_owned()));
}

#[tokio::test]
async fn what_is_no_jwt() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    let opaque = issuer.token(Ask::of("plain").resource("opaque")).await;
    api.refuses(api.accounts().bearer(&opaque), "the token has not three parts").await;
}
