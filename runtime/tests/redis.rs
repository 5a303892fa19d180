//! The stores over a real Redis: `PORTCULLIS_REDIS_URL=redis://127.0.0.1/15 cargo test -p
//! portcullis --features redis --test redis`. Without the variable these tests say that they were
//! skipped. All keys begin with a prefix of their own.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::time::{Duration, SystemTime};

use portcullis::ApiKeys;
use portcullis::auth::{
    ApiKeyVerifier, BasicVerifier, Fault, Pepper, ReplayStore as _, RevocationStore as _,
};
use portcullis::redis::{
    AddKeyError, ApiKeyEntry, RedisApiKeys, RedisPool, RedisReplays, RedisRevocations,
};

const HOUR: Duration = Duration::from_secs(3600);

/// A pool whose keys are one test's own.
async fn pool(test: &str) -> Option<RedisPool> {
    let Ok(url) = std::env::var("PORTCULLIS_REDIS_URL") else {
        eprintln!("skipped: PORTCULLIS_REDIS_URL names no Redis");
        return None;
    };
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    let prefix = format!("portcullis-test {test} {since}:");
    let pool = RedisPool::builder().key_prefix(prefix).build(&url).unwrap();
    pool.check().await.unwrap();
    Some(pool)
}

fn pepper() -> Pepper {
    Pepper::new(&[7; 32]).unwrap()
}

fn entry(id: &str, key: &str) -> ApiKeyEntry {
    let entry = ApiKeyEntry::new(id, &pepper().hash(key)).unwrap().client("shop");
    entry.prefix("acme").unwrap()
}

#[tokio::test]
async fn revoked_tokens() {
    let Some(pool) = pool("revoked").await else { return };
    let (one, other) = (RedisRevocations::new(pool.clone()), RedisRevocations::new(pool));
    let now = SystemTime::now();
    assert_eq!(one.is_revoked("a", "1").await, Ok(false));
    assert_eq!(one.revoke("a", "1", now + HOUR, now).await, Ok(()));
    // A shorter time does not make the longer one shorter.
    assert_eq!(one.revoke("a", "1", now, now).await, Ok(()));
    assert_eq!(other.is_revoked("a", "1").await, Ok(true));
    assert_eq!(other.is_revoked("a", "2").await, Ok(false));
    assert_eq!(other.is_revoked("b", "1").await, Ok(false));
    // Issuer and `jti` are told apart.
    assert_eq!(other.is_revoked("a1", "").await, Ok(false));
}

#[tokio::test]
async fn one_of_many_calls_is_the_first() {
    let Some(pool) = pool("replay").await else { return };
    let now = SystemTime::now();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let replays = RedisReplays::new(pool.clone());
            tokio::spawn(async move { replays.first_use(&[1; 32], now + HOUR, now).await })
        })
        .collect();
    let mut first = 0;
    for call in calls {
        first += usize::from(call.await.unwrap().unwrap());
    }
    assert_eq!(first, 1);
    let replays = RedisReplays::new(pool);
    assert_eq!(replays.first_use(&[2; 32], now + HOUR, now).await, Ok(true));
    assert_eq!(replays.first_use(&[2; 32], now + HOUR, now).await, Ok(false));
    // A time that is over is remembered for the margin all the same.
    assert_eq!(replays.first_use(&[3; 32], now - HOUR, now).await, Ok(true));
    assert_eq!(replays.first_use(&[3; 32], now - HOUR, now).await, Ok(false));
}

#[tokio::test]
async fn a_key_is_added_used_and_removed() {
    let Some(pool) = pool("keys").await else { return };
    let keys = RedisApiKeys::new(pool.clone(), pepper());
    let elsewhere = RedisApiKeys::new(pool, pepper());
    let (key, now) = (ApiKeys::generate("acme").unwrap(), SystemTime::now());
    let entry = entry("a", &key).scopes(["x:read"]).expires(now + HOUR);
    assert_eq!(keys.add(&entry, now).await, Ok(()));
    assert_eq!(keys.add(&entry, now).await, Err(AddKeyError::Known));
    assert_eq!(keys.last_used("a").await, Ok(None));
    let shop = ApiKeyVerifier::verify(&elsewhere, &key, now).await.unwrap();
    assert_eq!((shop.client(), shop.token_id()), (Some("shop"), Some("a")));
    assert!(shop.has_scope("x:read"));
    assert!(BasicVerifier::verify(&elsewhere, "a", &key, now).await.is_ok());
    let refused = BasicVerifier::verify(&elsewhere, "b", &key, now).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the key is not the user's"));
    // Written behind the call.
    let used = loop {
        match keys.last_used("a").await.unwrap() {
            Some(used) => break used,
            None => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    assert!(now.duration_since(used).unwrap() < Duration::from_millis(2));
    // Once a minute.
    let soon = now + Duration::from_secs(59);
    assert!(ApiKeyVerifier::verify(&elsewhere, &key, soon).await.is_ok());
    let later = now + Duration::from_secs(61);
    assert!(ApiKeyVerifier::verify(&elsewhere, &key, later).await.is_ok());
    while keys.last_used("a").await.unwrap().unwrap() == used {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let written = keys.last_used("a").await.unwrap().unwrap();
    assert!(written > soon, "what was used after 59 s is not written");
    assert_eq!(keys.remove("a").await, Ok(true));
    assert_eq!(keys.remove("a").await, Ok(false));
    let refused = ApiKeyVerifier::verify(&elsewhere, &key, now).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key is not known"));
    assert_eq!(keys.last_used("a").await, Ok(None));
}

#[tokio::test]
async fn a_client_has_two_active_keys() {
    let Some(pool) = pool("rotation").await else { return };
    let keys = RedisApiKeys::new(pool, pepper());
    let now = SystemTime::now();
    let made: Vec<String> = (0..4).map(|_| ApiKeys::generate("acme").unwrap()).collect();
    assert_eq!(keys.add(&entry("0", &made[0]), now).await, Ok(()));
    assert_eq!(keys.add(&entry("1", &made[1]), now).await, Ok(()));
    assert_eq!(keys.add(&entry("2", &made[2]), now).await, Err(AddKeyError::TooMany));
    let other = entry("3", &made[3]).client("bank");
    assert_eq!(keys.add(&other, now).await, Ok(()));
    // The same key under another id.
    let again = entry("4", &made[3]).client("mill");
    assert_eq!(keys.add(&again, now).await, Err(AddKeyError::Known));
    assert_eq!(keys.expire("0", now + HOUR, now).await, Ok(true));
    // Later is not earlier.
    assert_eq!(keys.expire("0", now + HOUR * 2, now).await, Ok(true));
    assert_eq!(keys.expire("9", now, now).await, Ok(false));
    assert_eq!(keys.add(&entry("2", &made[2]), now).await, Err(AddKeyError::TooMany));
    assert!(ApiKeyVerifier::verify(&keys, &made[0], now).await.is_ok());
    let then = now + HOUR;
    let refused = ApiKeyVerifier::verify(&keys, &made[0], then).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key has expired"));
    assert_eq!(keys.add(&entry("2", &made[2]), then).await, Ok(()));
    assert!(ApiKeyVerifier::verify(&keys, &made[2], then).await.is_ok());
    // A removed key makes room as well.
    assert_eq!(keys.remove("1").await, Ok(true));
    let last = ApiKeys::generate("acme").unwrap();
    assert_eq!(keys.add(&entry("5", &last), then).await, Ok(()));
}
