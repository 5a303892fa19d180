//! What all nodes share in Redis: revoked tokens, used proofs; and what happens when it is gone.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use portcullis::auth::{Dpop, Pepper};
use portcullis::dev::DpopKey;
use portcullis::redis::{ApiKeyEntry, RedisApiKeys, RedisPool, RedisReplays, RedisRevocations};
use portcullis::{ApiKeys, Jwt};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::api::{Api, Place, UNAVAILABLE};
use crate::provider::{Ask, Issuer, claims};
use crate::redis::{self, Redis};

fn pool(address: &str) -> RedisPool {
    RedisPool::new(address).expect("an address")
}

/// Revokes a token, and is told that it is.
async fn revoke(revocations: &RedisRevocations, issuer: &Issuer, token: &str) {
    let jti = claims(token)["jti"].as_str().expect("a jti").to_owned();
    let now = SystemTime::now();
    let end = now + Duration::from_secs(600);
    revocations.revoke(&issuer.address, &jti, end, now).await.expect("Redis confirms it");
}

/// Calls until this is the answer's status; every other one on the way is a 503.
async fn comes_back(api: &Api, token: &str, status: u16) {
    let begin = Instant::now();
    loop {
        let got = api.accounts().bearer(token).send().await.status;
        if got == status {
            return;
        }
        assert_eq!(got, 503);
        assert!(begin.elapsed() < Duration::from_secs(10), "no service again");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn what_one_node_revokes_another_refuses() {
    let issuer = Issuer::shared();
    let revocations = |_| Arc::new(RedisRevocations::new(pool(&redis::shared())));
    let [one, other] = [0, 1].map(revocations);
    let api = Api::start(issuer.verifier("es256").await.revocations(one)).await;
    let token = issuer.token(Ask::of("plain")).await;
    let good = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&token), "plain").await;
    revoke(&other, &issuer, &token).await;
    api.refuses(api.accounts().bearer(&token), "the token is revoked").await;
    api.accepts(api.accounts().bearer(&good), "plain").await;
}

#[tokio::test]
async fn a_proof_is_accepted_by_one_of_many_nodes() {
    let issuer = Issuer::shared();
    let key = DpopKey::new();
    let token = issuer.token(Ask::of("dpop").key(&key)).await;
    let base = "https://api.example.test";
    let node = |jwt: Jwt| {
        let replays = RedisReplays::new(pool(&redis::shared()));
        jwt.dpop(Dpop::new(base).replays(Arc::new(replays)))
    };
    let mut nodes = Vec::new();
    for _ in 0..2 {
        nodes.push(Place::find().await.serve(node(issuer.verifier("es256").await)));
    }
    let proof = key.proof("GET", &format!("{base}/accounts"), &token).make();
    let mut calls = JoinSet::new();
    for index in 0..10 {
        let call = nodes[index % 2].accounts().header("authorization", format!("DPoP {token}"));
        calls.spawn(call.header("dpop", &proof).send());
    }
    let answers = calls.join_all().await;
    let accepted = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!((accepted, refused), (1, 9));
}

#[tokio::test]
async fn revoked_tokens_while_redis_is_killed_and_restarted() {
    let issuer = Issuer::shared();
    let mut redis = Redis::start("redis-revoked").await;
    let revocations = Arc::new(RedisRevocations::new(pool(&redis.address())));
    let jwt = issuer.verifier("es256").await.revocations(revocations.clone());
    let api = Api::start(jwt).await;
    let good = issuer.token(Ask::of("plain")).await;
    let revoked = issuer.token(Ask::of("plain")).await;
    api.accepts(api.accounts().bearer(&good), "plain").await;
    api.accepts(api.accounts().bearer(&revoked), "plain").await;
    revoke(&revocations, &issuer, &revoked).await;
    api.refuses(api.accounts().bearer(&revoked), "the token is revoked").await;

    redis.kill().await;
    // Both tokens were verified and are kept; without the store neither is accepted.
    for token in [&good, &revoked] {
        api.refuses_as(api.accounts().bearer(token), UNAVAILABLE, "").await;
    }
    // Nor is it reported that something is revoked.
    let now = SystemTime::now();
    assert!(revocations.revoke(&issuer.address, "x", now, now).await.is_err());

    redis.restart().await;
    comes_back(&api, &good, 200).await;
    // From the first answer on.
    api.refuses(api.accounts().bearer(&revoked), "the token is revoked").await;
}

#[tokio::test]
async fn revoked_tokens_under_load_while_redis_restarts() {
    let issuer = Issuer::shared();
    let mut redis = Redis::start("redis-load").await;
    let revocations = Arc::new(RedisRevocations::new(pool(&redis.address())));
    let jwt = issuer.verifier("es256").await.revocations(revocations.clone());
    let api = Arc::new(Api::start(jwt).await);
    let revoked = issuer.token(Ask::of("plain")).await;
    let good = issuer.token(Ask::of("plain")).await;
    revoke(&revocations, &issuer, &revoked).await;
    let mut load = JoinSet::new();
    for _ in 0..4 {
        let (api, revoked) = (Arc::clone(&api), revoked.clone());
        load.spawn(async move {
            loop {
                let status = api.accounts().bearer(&revoked).send().await.status;
                assert!([401, 503].contains(&status), "{status}");
                sleep(Duration::from_millis(10)).await;
            }
        });
    }
    for _ in 0..3 {
        redis.kill().await;
        sleep(Duration::from_millis(300)).await;
        redis.restart().await;
        comes_back(&api, &good, 200).await;
        sleep(Duration::from_millis(300)).await;
    }
    // None of the callers has failed.
    assert!(load.try_join_next().is_none());
    load.shutdown().await;
}

#[tokio::test]
async fn proofs_while_redis_is_killed_and_restarted() {
    let issuer = Issuer::shared();
    let mut redis = Redis::start("redis-proofs").await;
    let place = Place::find().await;
    let replays = Arc::new(RedisReplays::new(pool(&redis.address())));
    let dpop = Dpop::new(&place.address).replays(replays);
    let api = place.serve(issuer.verifier("es256").await.dpop(dpop));
    let key = DpopKey::new();
    let token = issuer.token(Ask::of("dpop").key(&key)).await;
    let proof = || key.proof("GET", &format!("{}/accounts", api.address), &token).make();
    let call = |proof: &str| {
        let call = api.accounts().header("authorization", format!("DPoP {token}"));
        call.header("dpop", proof)
    };
    let used = proof();
    api.accepts(call(&used), "dpop").await;
    redis.kill().await;
    for proof in [&used, &proof()] {
        api.refuses_as(call(proof), UNAVAILABLE, "").await;
    }
    redis.restart().await;
    let begin = Instant::now();
    while call(&proof()).send().await.status != 200 {
        assert!(begin.elapsed() < Duration::from_secs(10), "no service again");
        sleep(Duration::from_millis(50)).await;
    }
    let invalid = (401, "INVALID_TOKEN");
    api.refuses_as(call(&used), invalid, "the proof was used before").await;
}

#[tokio::test]
async fn api_keys_while_redis_is_killed_and_restarted() {
    let issuer = Issuer::shared();
    let mut redis = Redis::start("redis-keys").await;
    let pepper = Pepper::new(&[7; 32]).expect("32 bytes");
    let [good, gone] = [0, 1].map(|_| ApiKeys::generate("live_test").expect("randomness"));
    let entries = [("good", &good), ("gone", &gone)]
        .map(|(id, key)| ApiKeyEntry::new(id, &pepper.hash(key)).expect("an entry").client(id));
    let keys = RedisApiKeys::new(pool(&redis.address()), pepper.clone());
    let node = RedisApiKeys::new(pool(&redis.address()), pepper);
    for entry in entries {
        keys.add(&entry, SystemTime::now()).await.expect("it is new");
    }
    let api = Place::find().await.serve_partners(issuer.verifier("es256").await, node);
    assert_eq!(api.partner(&good).send().await.status, 200);
    assert_eq!(api.partner(&gone).send().await.status, 200);
    assert_eq!(keys.remove("gone").await, Ok(true));
    let unknown = "the API key is not known";
    api.refuses(api.partner(&gone), unknown).await;

    redis.kill().await;
    for key in [&good, &gone] {
        api.refuses_as(api.partner(key), UNAVAILABLE, "").await;
    }
    redis.restart().await;
    let begin = Instant::now();
    while api.partner(&good).send().await.status != 200 {
        assert!(begin.elapsed() < Duration::from_secs(10), "no service again");
        sleep(Duration::from_millis(50)).await;
    }
    api.refuses(api.partner(&gone), unknown).await;
}
