//! Keys at the issuer's address: fetched, rotated, and what floods of unknown ones cost (RFC 7517).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use portcullis::dev;
use portcullis::{Discovery, KeyRefresh};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::api::Api;
use crate::environment::https;
use crate::provider::{Ask, Issuer, Provider, resource};

const COOL_DOWN: Duration = Duration::from_secs(1);

/// A server with a verifier for ES256 that may fetch keys once a second.
async fn discovering(issuer: &Issuer) -> Api {
    let refresh = KeyRefresh::default().cool_down(COOL_DOWN);
    let discovery = Discovery::new(&issuer.address).client(https()).refresh(refresh);
    let jwt = discovery.jwt().await.expect("metadata and keys");
    Api::start(jwt.audience(resource("es256"))).await
}

/// Tokens of the issuer's name, each with a key id that nobody has.
fn strange_tokens(issuer: &Issuer, count: usize) -> Vec<String> {
    let stranger = dev::Issuer::new(&issuer.address, resource("es256"));
    let token = |index| {
        let token = stranger.token().client("plain").scopes(&["accounts:read"]);
        token.header("kid", format!("nobody-{index}")).mint()
    };
    (0..count).map(token).collect()
}

/// Sends all of these tokens, sixteen at a time, and returns the statuses.
async fn flood(api: &Api, tokens: Vec<String>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for some in tokens.chunks(16) {
        let mut calls = JoinSet::new();
        for token in some {
            calls.spawn(api.accounts().bearer(token).send());
        }
        statuses.extend(calls.join_all().await.into_iter().map(|answer| answer.status));
    }
    statuses
}

/// How many fetches there may have been since, one a cool-down.
fn allowance(since: Instant) -> u64 {
    since.elapsed().as_secs() / COOL_DOWN.as_secs() + 1
}

#[tokio::test]
async fn keys_come_from_the_metadata() {
    let issuer = Issuer::shared();
    let api = discovering(&issuer).await;
    let token = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
}

#[tokio::test]
async fn an_issuer_that_cannot_be_trusted_is_none() {
    let untrusted = Provider::start("untrusted", &[("CERTIFICATE", "untrusted")]);
    let renamed = Provider::start("renamed", &[("ISSUER", "https://issuer.example")]);
    let (untrusted, renamed) = tokio::join!(untrusted, renamed);
    // RFC 8414 §3.3: the metadata names another one.
    for provider in [untrusted, renamed] {
        let address = &provider.issuer.address;
        let jwt = Discovery::new(address).client(https()).jwt().await;
        assert!(jwt.is_err(), "{jwt:?}");
    }
}

#[tokio::test]
async fn rotation_under_load() {
    let mut provider = Provider::start("rotation", &[]).await;
    let issuer = provider.issuer.clone();
    let api = Arc::new(discovering(&issuer).await);
    let old = issuer.token(Ask::of("plain")).await;
    let (end, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut load = JoinSet::new();
    for _ in 0..4 {
        let (api, old) = (Arc::clone(&api), old.clone());
        let (end, calls) = (Arc::clone(&end), Arc::clone(&calls));
        load.spawn(async move {
            while !end.load(Ordering::Relaxed) {
                api.accepts(api.accounts().bearer(&old), "plain").await;
                calls.fetch_add(1, Ordering::Relaxed);
                // Below the limit of calls of one address.
                sleep(Duration::from_millis(10)).await;
            }
        });
    }
    // The new key is published beside the old one, and signs from now on. The provider is gone
    // for a moment, which nobody notices.
    provider.restart(&[("ROTATE", "add")]).await;
    sleep(COOL_DOWN).await;
    let new = issuer.token(Ask::of("plain")).await;
    assert_ne!(old.split('.').next(), new.split('.').next(), "another kid");
    // All at once: one fetch is enough for them.
    assert_eq!(flood(&api, vec![new.clone(); 64]).await, [200; 64]);
    assert_eq!(issuer.requests("/jwks").await, 1);
    end.store(true, Ordering::Relaxed);
    let served = calls.load(Ordering::Relaxed);
    load.join_all().await;
    assert!(served > 50, "there was a load: {served}");

    // The old key goes: what it signed is refused, also what was accepted and kept.
    provider.restart(&[("ROTATE", "replace")]).await;
    sleep(COOL_DOWN).await;
    let newest = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&newest), "plain").await;
    for gone in [old, new] {
        api.refuses(api.accounts().bearer(&gone), "kid is not known").await;
    }
}

#[tokio::test]
async fn a_key_that_is_removed_is_missed_in_time() {
    let mut provider = Provider::start("removed", &[]).await;
    let issuer = provider.issuer.clone();
    let refresh = KeyRefresh::default().cool_down(COOL_DOWN).interval(COOL_DOWN);
    let discovery = Discovery::new(&issuer.address).client(https()).refresh(refresh);
    let jwt = discovery.jwt().await.expect("metadata and keys");
    let api = Api::start(jwt.audience(resource("es256"))).await;
    let token = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    provider.restart(&[("ROTATE", "replace")]).await;
    // Nobody shows a token of the new key: the keys are fetched again because they are old.
    let begin = Instant::now();
    while api.accounts().bearer(&token).send().await.status == 200 {
        assert!(begin.elapsed() < Duration::from_secs(20), "the removed key is used on");
        sleep(Duration::from_millis(100)).await;
    }
    api.refuses(api.accounts().bearer(&token), "kid is not known").await;
}

#[tokio::test]
async fn a_flood_of_unknown_keys() {
    let provider = Provider::start("flood", &[]).await;
    let issuer = provider.issuer.clone();
    let api = discovering(&issuer).await;
    let good = issuer.token(Ask::of("plain")).await;
    let before = issuer.requests("/jwks").await;
    sleep(COOL_DOWN).await;
    let begin = Instant::now();
    let statuses = flood(&api, strange_tokens(&issuer, 300)).await;
    assert_eq!(statuses, [401; 300]);
    let fetches = issuer.requests("/jwks").await - before;
    assert!((1..=allowance(begin)).contains(&fetches), "{fetches} fetches");
    // What is not even a token of this issuer causes none.
    sleep(COOL_DOWN).await;
    let before = issuer.requests("/jwks").await;
    let stranger = dev::Issuer::new("https://stranger.example", resource("es256"));
    let none = stranger.token().client("plain").header("kid", "x").header("alg", "none").mint();
    let typ = stranger.token().client("plain").header("kid", "x").typ("JWT").mint();
    for token in [none, typ, "x.y.z".to_owned()] {
        assert_eq!(api.accounts().bearer(&token).send().await.status, 401);
    }
    assert_eq!(issuer.requests("/jwks").await, before);
    api.accepts(api.accounts().bearer(&good), "plain").await;
}

/// Stands at the address of a provider that is gone, and counts who asks for it.
async fn count_visitors(address: &str) -> Arc<AtomicU64> {
    let host = address.strip_prefix("https://").expect("an address");
    let listener = TcpListener::bind(host).await.expect("the provider is gone");
    let visitors = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&visitors);
    tokio::spawn(async move {
        while let Ok((_visitor, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    visitors
}

#[tokio::test]
async fn a_provider_that_is_killed() {
    let mut provider = Provider::start("killed", &[]).await;
    let issuer = provider.issuer.clone();
    let api = discovering(&issuer).await;
    let seen = issuer.token(Ask::of("plain")).await;
    let unseen = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&seen), "plain").await;
    provider.kill().await;
    let visitors = count_visitors(&issuer.address).await;
    // The keys that are there go on, for tokens that were seen and others.
    api.accepts(api.accounts().bearer(&seen), "plain").await;
    api.accepts(api.accounts().bearer(&unseen), "plain").await;
    assert_eq!(visitors.load(Ordering::Relaxed), 0);
    // Unknown keys may exist or not: refused, and the provider's address is asked at most once a
    // cool-down.
    sleep(COOL_DOWN).await;
    let begin = Instant::now();
    let statuses = flood(&api, strange_tokens(&issuer, 300)).await;
    assert!(statuses.iter().all(|status| [401, 503].contains(status)), "{statuses:?}");
    let asked = visitors.load(Ordering::Relaxed);
    assert!((1..=allowance(begin)).contains(&asked), "asked {asked} times");
    api.accepts(api.accounts().bearer(&unseen), "plain").await;
}
