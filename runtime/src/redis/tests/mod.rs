//! What the stores do with a Redis that answers wrongly, or not. `tests/redis.rs` has a real one.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

mod fake;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use self::fake::Answer::{Close, Hang, Say};
use self::fake::{Answer, Fake};
use super::*;
use crate::ApiKeys;
use crate::auth::{
    ApiKeyVerifier, BasicVerifier, Fault, Pepper, ReplayStore, RevocationStore, Unavailable,
};

const NOW: SystemTime = UNIX_EPOCH;
const HOUR: Duration = Duration::from_secs(3600);

/// What no store may take for an answer.
const FAULTS: &[Answer] = &[
    Hang,
    Close,
    Say("-ERR something\r\n"),
    Say("-LOADING Redis is loading the dataset in memory\r\n"),
    Say("-READONLY You can't write against a read only replica.\r\n"),
    Say("-NOAUTH Authentication required.\r\n"),
    Say("HTTP/1.1 200 OK\r\n\r\n"),
    Say("?\r\n"),
    Say(":7\r\n"),
    Say(":-1\r\n"),
    Say("+QUEUED\r\n"),
    Say("*0\r\n"),
    Say("*2\r\n$-1\r\n:7\r\n"),
    Say("*3\r\n+OK\r\n:1\r\n:1\r\n"),
    Say("$1\r\n1\r\n"),
    Say("$2\r\n{}\r\n"),
];

fn pool(fake: &Fake) -> RedisPool {
    let builder = RedisPool::builder().response_timeout(Duration::from_millis(200));
    builder.connect_timeout(Duration::from_secs(5)).build(&fake.url).unwrap()
}

fn pepper() -> Pepper {
    Pepper::new(&[7; 32]).unwrap()
}

#[tokio::test]
async fn a_fault_is_never_an_answer() {
    let key = ApiKeys::generate("acme").unwrap();
    for &answer in FAULTS {
        let fake = Fake::new(answer).await;
        let pool = pool(&fake);
        let revocations = RedisRevocations::new(pool.clone());
        assert_eq!(revocations.is_revoked("a", "1").await, Err(Unavailable));
        assert_eq!(revocations.revoke("a", "1", NOW + HOUR, NOW).await, Err(Unavailable));
        let replays = RedisReplays::new(pool.clone());
        assert_eq!(replays.first_use(&[1; 32], NOW + HOUR, NOW).await, Err(Unavailable));
        let keys = RedisApiKeys::new(pool.clone(), pepper());
        let refused = ApiKeyVerifier::verify(&keys, &key, NOW).await.unwrap_err();
        assert_eq!(refused, Fault::Unavailable);
        let refused = BasicVerifier::verify(&keys, "a", &key, NOW).await.unwrap_err();
        assert_eq!(refused, Fault::Unavailable);
        assert_eq!(keys.remove("a").await, Err(Unavailable));
        assert_eq!(keys.expire("a", NOW, NOW).await, Err(Unavailable));
        let entry = ApiKeyEntry::new("a", &pepper().hash(&key)).unwrap();
        assert_eq!(keys.add(&entry, NOW).await, Err(AddKeyError::Unavailable));
        assert!(pool.check().await.is_err());
    }
}

#[tokio::test]
async fn nobody_there_is_unavailable_at_once() {
    // A port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    drop(listener);
    let revocations = RedisRevocations::new(RedisPool::new(&url).unwrap());
    assert_eq!(revocations.is_revoked("a", "1").await, Err(Unavailable));
}

#[tokio::test]
async fn silence_ends_with_the_time_out_and_connections_are_bounded() {
    let fake = Fake::new(Hang).await;
    let builder = RedisPool::builder().connections(2).connect_timeout(Duration::from_millis(300));
    let pool = builder.response_timeout(Duration::from_millis(300)).build(&fake.url).unwrap();
    let revocations = RedisRevocations::new(pool);
    let begun = Instant::now();
    let ask = || {
        let revocations = revocations.clone();
        tokio::spawn(async move { revocations.is_revoked("a", "1").await })
    };
    // Two ask, the others wait for a connection until these have given up, or give up themselves.
    let asked: Vec<_> = (0..6).map(|_| ask()).collect();
    for answer in asked {
        assert_eq!(answer.await.unwrap(), Err(Unavailable));
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(fake.connections() <= 4, "{}", fake.connections());
}

#[tokio::test]
async fn a_broken_connection_is_made_again() {
    let fake = Fake::new(Say(":0\r\n")).await;
    let revocations = RedisRevocations::new(pool(&fake));
    assert_eq!(revocations.is_revoked("a", "1").await, Ok(false));
    assert_eq!(revocations.is_revoked("a", "1").await, Ok(false));
    assert_eq!(fake.connections(), 1, "kept");
    for fault in [Close, Hang, Say("-ERR\r\n")] {
        let before = fake.connections();
        fake.set(fault).await;
        assert_eq!(revocations.is_revoked("a", "1").await, Err(Unavailable));
        fake.set(Say(":1\r\n")).await;
        assert_eq!(revocations.is_revoked("a", "1").await, Ok(true));
        assert_eq!(fake.connections(), before + 1);
    }
}

#[tokio::test]
async fn an_idle_connection_is_asked_first() {
    let fake = Fake::new(Say(":0\r\n")).await;
    let revocations = RedisRevocations::new(pool(&fake));
    assert_eq!(revocations.is_revoked("a", "1").await, Ok(false));
    tokio::time::sleep(Duration::from_millis(1100)).await;
    // The answer to PING is wrong, so another connection is made.
    assert_eq!(revocations.is_revoked("a", "1").await, Ok(false));
    let names: Vec<String> = fake.commands().await.iter().map(|words| words[0].clone()).collect();
    assert_eq!(names, ["EXISTS", "PING", "EXISTS"]);
    assert_eq!(fake.connections(), 2);
}

#[tokio::test]
async fn nothing_that_a_client_sent_is_in_a_command() {
    let fake = Fake::new(Say("$-1\r\n")).await;
    let pool = pool(&fake);
    let key = ApiKeys::generate("acme").unwrap();
    let keys = RedisApiKeys::new(pool.clone(), pepper());
    let unknown = Err(Fault::Invalid("the API key is not known"));
    let asked = ApiKeyVerifier::verify(&keys, &key, NOW).await.map(|_| ());
    assert_eq!(asked, unknown);
    assert_eq!(BasicVerifier::verify(&keys, "user\r\n", &key, NOW).await.map(|_| ()), unknown);
    let revocations = RedisRevocations::new(pool);
    let _ = revocations.is_revoked("https://issuer", "jti\r\nFLUSHALL").await;
    let commands = fake.commands().await;
    assert_eq!(commands.len(), 3);
    // Known and unknown users are asked for alike.
    assert_eq!(commands[0], commands[1]);
    let hash = pepper().hash(&key).replace("hmac-sha256:", "portcullis:key:");
    assert_eq!(commands[0], ["GET", &hash]);
    let [exists, name] = commands[2].as_slice() else { panic!("{commands:?}") };
    assert_eq!((exists.as_str(), name.len()), ("EXISTS", "portcullis:revoked:".len() + 64));
}

#[tokio::test]
async fn what_cannot_be_a_key_is_not_asked_about() {
    let fake = Fake::new(Say("$-1\r\n")).await;
    let key = ApiKeys::generate("acme").unwrap();
    let mistyped = key.replace("acme", "acne");
    let keys = RedisApiKeys::new(pool(&fake), pepper());
    for (text, reason) in [
        (mistyped.as_str(), "the API key's checksum is wrong"),
        ("secret", "the API key does not have the form of one"),
        (&"x".repeat(257), "the API key is too long"),
    ] {
        let refused = ApiKeyVerifier::verify(&keys, text, NOW).await.unwrap_err();
        assert_eq!(refused, Fault::Invalid(reason));
    }
    assert_eq!((fake.commands().await.len(), fake.connections()), (0, 0));
    let formless = RedisApiKeys::new(pool(&fake), pepper()).formless();
    let refused = ApiKeyVerifier::verify(&formless, "secret", NOW).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key is not known"));
    assert_eq!(fake.commands().await.len(), 1);
}

#[tokio::test]
async fn an_entry_says_who_calls() {
    let key = ApiKeys::generate("acme").unwrap();
    let entry = "{\"id\":\"a\",\"client\":\"shop\",\"prefix\":\"acme\",\"scopes\":[\"x\"],\"expires\":5000}";
    let answer: &'static str = format!("${}\r\n{entry}\r\n", entry.len()).leak();
    let fake = Fake::new(Say(answer)).await;
    let keys = RedisApiKeys::new(pool(&fake), pepper());
    let shop = ApiKeyVerifier::verify(&keys, &key, NOW).await.unwrap();
    assert_eq!(
        (shop.client(), shop.token_id(), shop.has_scope("x")),
        (Some("shop"), Some("a"), true)
    );
    assert!(BasicVerifier::verify(&keys, "a", &key, NOW).await.is_ok());
    let refused = BasicVerifier::verify(&keys, "b", &key, NOW).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the key is not the user's"));
    let late = NOW + Duration::from_secs(5);
    let refused = ApiKeyVerifier::verify(&keys, &key, late).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key has expired"));
    let other = ApiKeys::generate("other").unwrap();
    let refused = ApiKeyVerifier::verify(&keys, &other, NOW).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key has another form than its entry says"));
}

#[test]
fn settings_are_checked_and_not_shown() {
    for url in ["", "http://h", "redis://", "rediss://h#insecure", "127.0.0.1"] {
        let error = RedisPool::new(url).unwrap_err().to_string();
        assert!(error.contains("Redis URL"), "{url}: {error}");
    }
    let none = RedisPool::builder().connections(0).build("redis://h").unwrap_err();
    assert!(none.to_string().contains("above zero"));
    let plain = RedisPool::builder().root_certificates("x").build("redis://h").unwrap_err();
    assert!(plain.to_string().contains("rediss"));
    let pem = RedisPool::builder().root_certificates("x").build("rediss://h");
    assert!(pem.is_err(), "no certificate");
    let pool = RedisPool::new("redis://user:secret@h").unwrap();
    let keys = RedisApiKeys::new(pool.clone(), pepper());
    let shown = format!("{pool:?} {keys:?} {:?}", RedisRevocations::new(pool.clone()));
    assert!(!shown.contains("secret"), "{shown}");
    assert!(RedisRevocations::new(pool).is_shared());
}
