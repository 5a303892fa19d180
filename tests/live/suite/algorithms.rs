//! Tokens that are accepted.

use portcullis::Jwt;

use crate::api::Api;
use crate::provider::{Ask, Issuer};

#[tokio::test]
async fn four_algorithms() {
    let issuer = Issuer::shared();
    for algorithm in ["rs256", "ps256", "es256", "eddsa"] {
        let api = Api::start(issuer.verifier(algorithm).await).await;
        let ask = Ask::of("plain").resource(algorithm).scope("accounts:read payments:write");
        let token = issuer.token(ask).await;
        api.accepts(api.accounts().bearer(&token), "plain").await;
        // From the cache as well.
        api.accepts(api.payments().bearer(&token), "plain").await;
    }
}

#[tokio::test]
async fn fapi_takes_no_rs256() {
    let issuer = Issuer::shared();
    let fapi = |jwt: Jwt| {
        let revocations = portcullis::auth::MemoryRevocations::new(10);
        jwt.fapi().revocations(std::sync::Arc::new(revocations))
    };
    let api = Api::start(fapi(issuer.verifier("rs256").await)).await;
    let token = issuer.token(Ask::of("plain").resource("rs256")).await;
    api.refuses(api.accounts().bearer(&token), "alg is not allowed").await;
    let api = Api::start(fapi(issuer.verifier("es256").await)).await;
    let token = issuer.token(Ask::of("plain")).await;
    api.refuses(api.accounts().bearer(&token), "the token is not sender-constrained").await;
}

#[tokio::test]
async fn scopes_of_the_token() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    let token = issuer.token(Ask::of("reader")).await;
    api.accepts(api.accounts().bearer(&token), "reader").await;
    let answer = api.payments().bearer(&token).send().await;
    assert_eq!(answer.refusal(), (403, "INSUFFICIENT_SCOPE".to_owned()));
    let challenge = answer.headers("www-authenticate").concat();
    assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
}
