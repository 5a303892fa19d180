//! Opaque tokens, about which the provider is asked (RFC 7662).

use std::time::Duration;

use portcullis::Discovery;
use portcullis::auth::{Dpop, Introspection};
use portcullis::dev::DpopKey;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::api::{Api, Place, UNAVAILABLE};
use crate::environment::https;
use crate::provider::{Ask, Issuer, Provider, SECRET, resource};

const INACTIVE: &str = "the token is not active";
const ENDPOINT: &str = "/token/introspection";

/// A verifier that asks on every call.
async fn asking(issuer: &Issuer) -> Introspection {
    let discovery = Discovery::new(&issuer.address).client(https());
    let introspection = discovery.introspection("api", SECRET).await.expect("metadata");
    introspection.audience(resource("opaque")).cache(Duration::ZERO).refused_cache(Duration::ZERO)
}

fn opaque(client: &'static str) -> Ask<'static> {
    Ask::of(client).resource("opaque")
}

#[tokio::test]
async fn an_active_token() {
    let issuer = Issuer::shared();
    let api = Api::start(asking(&issuer).await).await;
    let token = issuer.token(opaque("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    // Its scopes are those of the answer.
    let answer = api.payments().bearer(&token).send().await;
    assert_eq!(answer.refusal(), (403, "INSUFFICIENT_SCOPE".to_owned()));
    api.refuses(api.accounts().bearer("made-up"), INACTIVE).await;
}

#[tokio::test]
async fn a_token_that_is_revoked() {
    let issuer = Issuer::shared();
    let at_once = Api::start(asking(&issuer).await).await;
    let cached = Api::start(asking(&issuer).await.cache(Duration::from_secs(2))).await;
    let token = issuer.token(opaque("plain")).await;
    at_once.accepts(at_once.accounts().bearer(&token), "plain").await;
    cached.accepts(cached.accounts().bearer(&token), "plain").await;
    assert_eq!(issuer.revoke("plain", &token).await.status, 200);
    at_once.refuses(at_once.accounts().bearer(&token), INACTIVE).await;
    sleep(Duration::from_secs(3)).await;
    cached.refuses(cached.accounts().bearer(&token), INACTIVE).await;
}

#[tokio::test]
async fn a_token_for_another_server() {
    let issuer = Issuer::shared();
    let discovery = Discovery::new(&issuer.address).client(https());
    let introspection = discovery.introspection("api", SECRET).await.expect("metadata");
    let api = Api::start(introspection.audience(resource("es256"))).await;
    let token = issuer.token(opaque("plain")).await;
    api.refuses(api.accounts().bearer(&token), "aud does not name this server").await;
}

#[tokio::test]
async fn a_token_that_has_expired() {
    let provider = Provider::start("brief-opaque", &[("LIFETIME", "2")]).await;
    let issuer = &provider.issuer;
    let api = Api::start(asking(issuer).await.cache(Duration::from_secs(600))).await;
    let token = issuer.token(opaque("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    sleep(Duration::from_secs(3)).await;
    // RFC 7662 §4: what is remembered is not remembered beyond `exp`.
    assert_eq!(api.accounts().bearer(&token).send().await.status, 401);
}

#[tokio::test]
async fn a_server_that_does_not_know_itself() {
    let issuer = Issuer::shared();
    let introspection = Discovery::new(&issuer.address).client(https());
    let introspection = introspection.introspection("api", "wrong").await.expect("metadata");
    let api = Api::start(introspection.audience(resource("opaque"))).await;
    let token = issuer.token(opaque("plain")).await;
    // Nothing is known of the token: it is not said to be invalid.
    api.refuses_as(api.accounts().bearer(&token), UNAVAILABLE, "").await;
}

#[tokio::test]
async fn a_provider_that_is_killed() {
    let mut provider = Provider::start("killed-opaque", &[]).await;
    let issuer = provider.issuer.clone();
    let api = Api::start(asking(&issuer).await).await;
    let old = issuer.token(opaque("plain")).await;
    api.accepts(api.accounts().bearer(&old), "plain").await;
    provider.kill().await;
    for token in [&old, "made-up"] {
        api.refuses_as(api.accounts().bearer(token), UNAVAILABLE, "").await;
    }
    provider.restart(&[]).await;
    // It has lost its memory, and its word counts.
    api.refuses(api.accounts().bearer(&old), INACTIVE).await;
    let new = issuer.token(opaque("plain")).await;
    api.accepts(api.accounts().bearer(&new), "plain").await;
}

#[tokio::test]
async fn bound_tokens() {
    let issuer = Issuer::shared();
    let place = Place::find_tls().await;
    let dpop = Dpop::new(&place.address);
    let api = place.serve(asking(&issuer).await.dpop(dpop));

    let token = issuer.token(opaque("mtls").certificate("client")).await;
    let call = || api.accounts().bearer(&token);
    api.accepts(call().certificate("client"), "mtls").await;
    api.refuses(call(), "the token is bound to a certificate, and there is none").await;
    let another = "the token is bound to another certificate";
    api.refuses(call().certificate("other"), another).await;

    let key = DpopKey::new();
    let token = issuer.token(opaque("dpop").key(&key)).await;
    let proof =
        |key: &DpopKey| key.proof("GET", &format!("{}/accounts", api.address), &token).make();
    let call = || api.accounts().header("authorization", format!("DPoP {token}"));
    let good = proof(&key);
    api.accepts(call().header("dpop", &good), "dpop").await;
    let invalid = (401, "INVALID_TOKEN");
    api.refuses_as(call().header("dpop", &good), invalid, "the proof was used before").await;
    api.refuses_as(call(), invalid, "there is no proof").await;
    let stranger = call().header("dpop", proof(&DpopKey::new()));
    api.refuses_as(stranger, invalid, "the proof is of another key").await;
    assert_eq!(api.accounts().bearer(&token).send().await.status, 401);
}

#[tokio::test]
async fn a_flood_of_made_up_tokens() {
    let provider = Provider::start("guessed", &[]).await;
    let issuer = provider.issuer.clone();
    let introspection = asking(&issuer).await.refused_cache(Duration::from_secs(60));
    let api = Api::start(introspection.max_per_second(10)).await;
    // One token again and again is asked about once.
    for _ in 0..50 {
        assert_eq!(api.accounts().bearer("made-up").send().await.status, 401);
    }
    assert_eq!(issuer.requests(ENDPOINT).await, 1);
    // Different ones: within the rate, and refused beyond it.
    let begin = Instant::now();
    let mut calls = JoinSet::new();
    for index in 0..200 {
        calls.spawn(api.accounts().bearer(&format!("made-up-{index}")).send());
    }
    let statuses: Vec<u16> = calls.join_all().await.iter().map(|answer| answer.status).collect();
    assert!(statuses.iter().all(|status| [401, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&503), "there was a flood");
    let allowed = 10 * (begin.elapsed().as_secs() + 2);
    let asked = issuer.requests(ENDPOINT).await - 1;
    assert!(asked <= allowed, "asked {asked} times, {allowed} were allowed");
}
