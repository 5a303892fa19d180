//! Keys at an address: rotation, single flight, cool-down, ages, outages.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::*;
use crate::auth::jwt::remote::Remote;
use crate::auth::remote::testing::{Answer, Server, json_with, status};

const COOL_DOWN: u64 = 30;

/// The keys of these issuers, under these names.
fn set(keys: &[(&str, &Issuer)]) -> String {
    let keys: Vec<Value> = keys
        .iter()
        .map(|(kid, issuer)| {
            let set: Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
            let mut key = set["keys"][0].clone();
            key["kid"] = json!(kid);
            key
        })
        .collect();
    json!({ "keys": keys }).to_string()
}

fn token(kid: &str, issuer: &Issuer) -> String {
    good(issuer).valid(at(NOW), at(NOW + 1_000_000)).header("kid", kid).mint()
}

/// A verifier whose keys were fetched at [`NOW`], from a server that has been asked once.
async fn remote(keys: String, refresh: KeyRefresh) -> (Server, Arc<Jwt>) {
    let server = Server::start(move |_| Answer::Json(keys.clone())).await;
    let remote = Remote::new(&server.url("/keys"), server.client(), refresh, at(NOW)).unwrap();
    let keys = remote.first(at(NOW)).await.unwrap();
    let jwt = bound(Jwt::new(Jwks::of(keys, Some(remote))));
    (server, Arc::new(jwt))
}

async fn ask(jwt: &Jwt, token: &str, seconds: u64) -> Result<Arc<Principal>, Fault> {
    jwt.verify(Presentation::bearer(token), at(NOW + seconds)).await
}

/// Waits until the server was asked so often, and the answers are there.
async fn asked(server: &Server, times: usize) {
    for _ in 0..200 {
        if server.count() >= times {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.count(), times);
}

const UNKNOWN: Fault = Fault::Invalid("kid is not known");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_with_unknown_kids_share_one_fetch() {
    let issuer = issuer();
    let keys = set(&[("old", &issuer)]);
    let (server, jwt) = remote(keys.clone(), KeyRefresh::default()).await;
    server.answer(move |_| {
        Answer::After(Duration::from_millis(100), Box::new(Answer::Json(keys.clone())))
    });
    let mut calls = JoinSet::new();
    for number in 0..50 {
        let jwt = Arc::clone(&jwt);
        let token = token(&format!("made-up-{number}"), &issuer);
        calls.spawn(async move { ask(&jwt, &token, COOL_DOWN + number % 3).await });
    }
    while let Some(answer) = calls.join_next().await {
        assert_eq!(answer.unwrap().unwrap_err(), UNKNOWN);
    }
    assert_eq!(server.count(), 2, "one at start, one for all");
}

#[tokio::test]
async fn unknown_kids_are_fetched_once_in_a_cool_down() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    // The first fetch counts.
    for number in 0..20 {
        let token = token(&format!("made-up-{number}"), &issuer);
        assert_eq!(ask(&jwt, &token, COOL_DOWN - 1).await.unwrap_err(), UNKNOWN);
    }
    assert_eq!(server.count(), 1);
    for round in 1..4 {
        for number in 0..20 {
            let token = token(&format!("made-up-{round}-{number}"), &issuer);
            assert_eq!(ask(&jwt, &token, COOL_DOWN * round).await.unwrap_err(), UNKNOWN);
        }
        assert_eq!(server.count(), 1 + usize::try_from(round).unwrap());
    }
    // A clock that is set back far does not stop fetches, nor does it make many.
    for number in 0..5 {
        let token = good(&issuer).valid(at(NOW - 5000), at(NOW + 60));
        let token = token.header("kid", format!("made-up-{number}")).mint();
        let answer = jwt.verify(Presentation::bearer(&token), at(NOW - 1000)).await;
        assert_eq!(answer.unwrap_err(), UNKNOWN);
    }
    assert_eq!(server.count(), 5);
}

#[tokio::test]
async fn a_kid_that_stays_unknown_is_remembered() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    let stranger = token("stranger", &issuer);
    for (seconds, count) in [(30, 2), (60, 2), (89, 2), (90, 3), (149, 3), (150, 4)] {
        assert_eq!(ask(&jwt, &stranger, seconds).await.unwrap_err(), UNKNOWN, "{seconds}");
        assert_eq!(server.count(), count, "after {seconds} s");
    }
    // Another one is looked for all the same, and finds the first with it.
    let keys = set(&[("stranger", &issuer), ("other", &issuer)]);
    server.answer(move |_| Answer::Json(keys.clone()));
    assert!(ask(&jwt, &token("other", &issuer), 180).await.is_ok());
    assert!(ask(&jwt, &stranger, 180).await.is_ok());
    assert_eq!(server.count(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_rotate_under_load_without_a_refused_call() {
    let (old, new) = (issuer(), issuer());
    let (server, jwt) = remote(set(&[("old", &old)]), KeyRefresh::default()).await;
    let clock = Arc::new(AtomicUsize::new(0));
    let refused = Arc::new(AtomicUsize::new(0));
    let mut load = JoinSet::new();
    for number in 0..8 {
        let (jwt, clock, refused) = (jwt.clone(), clock.clone(), refused.clone());
        let token = token("old", &old);
        load.spawn(async move {
            loop {
                let seconds = clock.load(Ordering::Relaxed) as u64;
                if seconds >= 100 {
                    return;
                }
                if ask(&jwt, &token, seconds).await.is_err() {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
                if number % 2 == 0 {
                    tokio::task::yield_now().await;
                } else {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        });
    }
    let (fresh, former) = (token("new", &new), token("old", &old));
    // The new key is published, then signs.
    let both = set(&[("old", &old), ("new", &new)]);
    server.answer(move |_| {
        Answer::After(Duration::from_millis(30), Box::new(Answer::Json(both.clone())))
    });
    clock.store(40, Ordering::Relaxed);
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        let (jwt, fresh) = (jwt.clone(), fresh.clone());
        calls.spawn(async move { ask(&jwt, &fresh, 40).await.is_ok() });
    }
    while let Some(accepted) = calls.join_next().await {
        assert!(accepted.unwrap());
    }
    assert_eq!(server.count(), 2);
    tokio::time::sleep(Duration::from_millis(20)).await;
    clock.store(100, Ordering::Relaxed);
    while load.join_next().await.is_some() {}
    assert_eq!(refused.load(Ordering::Relaxed), 0);
    // The old key is removed: its tokens are refused after the next fetch, also cached ones.
    assert!(ask(&jwt, &former, 600).await.is_ok());
    let only = set(&[("new", &new)]);
    server.answer(move |_| Answer::Json(only.clone()));
    assert!(ask(&jwt, &fresh, 641).await.is_ok());
    asked(&server, 3).await;
    assert_eq!(ask(&jwt, &former, 642).await.unwrap_err(), UNKNOWN);
    assert!(ask(&jwt, &fresh, 642).await.is_ok());
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn keys_are_fetched_again_in_the_background() {
    let issuer = issuer();
    let keys = set(&[("old", &issuer)]);
    let (server, jwt) = remote(keys.clone(), KeyRefresh::default()).await;
    let token = token("old", &issuer);
    let principal = ask(&jwt, &token, 599).await.unwrap();
    assert_eq!(server.count(), 1);
    // The call does not wait for it.
    server.answer(move |_| {
        Answer::After(Duration::from_millis(50), Box::new(Answer::Json(keys.clone())))
    });
    for _ in 0..10 {
        ask(&jwt, &token, 600).await.unwrap();
    }
    assert!(server.count() <= 2);
    asked(&server, 2).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    // The same keys: what they verified stays verified.
    assert!(Arc::ptr_eq(&principal, &ask(&jwt, &token, 1199).await.unwrap()));
    assert_eq!(server.count(), 2);
    ask(&jwt, &token, 1200).await.unwrap();
    asked(&server, 3).await;
}

#[tokio::test]
async fn cache_control_counts_within_bounds() {
    let issuer = issuer();
    let (day, minute) = (24 * 60 * 60, 60);
    for (control, age) in [
        ("max-age=300", 300),
        ("max-age=5", minute),
        ("no-store", minute),
        ("max-age=99999999", day),
        ("private", 600),
    ] {
        let keys = set(&[("old", &issuer)]);
        let server =
            Server::start(move |_| json_with("cache-control", control, keys.clone())).await;
        let refresh = KeyRefresh::default().oldest(Duration::from_secs(2 * day));
        let remote = Remote::new(&server.url("/"), server.client(), refresh, at(NOW)).unwrap();
        let keys = remote.first(at(NOW)).await.unwrap();
        assert!(!keys.is_due(at(NOW + age - 1)), "{control}");
        assert!(keys.is_due(at(NOW + age)), "{control}");
        // A clock that was set back that far knows nothing of the age.
        assert!(keys.is_due(at(NOW - age)), "{control}");
    }
}

#[tokio::test]
async fn an_outage_keeps_the_keys_until_they_are_too_old() {
    let issuer = issuer();
    let keys = set(&[("old", &issuer)]);
    let (server, jwt) = remote(keys.clone(), KeyRefresh::default()).await;
    server.answer(|_| status(500));
    let (known, stranger) = (token("old", &issuer), token("stranger", &issuer));
    // The last attempt had an answer: nobody has this key.
    assert_eq!(ask(&jwt, &stranger, 29).await.unwrap_err(), UNKNOWN);
    // Nobody can say.
    assert_eq!(ask(&jwt, &stranger, 30).await.unwrap_err(), Fault::Unavailable);
    for _ in 0..5 {
        assert_eq!(ask(&jwt, &stranger, 31).await.unwrap_err(), Fault::Unavailable);
        assert!(ask(&jwt, &known, 31).await.is_ok(), "also while others are refused");
    }
    assert_eq!(server.count(), 2);
    let day = 24 * 60 * 60;
    assert!(ask(&jwt, &known, day - 1).await.is_ok());
    asked(&server, 3).await;
    // Beyond that, also what is cached is refused; attempts go on, one a cool-down.
    for _ in 0..5 {
        assert_eq!(ask(&jwt, &known, day + 40).await.unwrap_err(), Fault::Unavailable);
    }
    assert_eq!(server.count(), 4);
    let at_once = |seconds| jwt.known(known.as_bytes(), at(NOW + seconds));
    assert!(at_once(40).is_some());
    assert!(at_once(day + 40).is_none(), "nobody skips the check of the age");
    // What is no token still is none, and causes no attempt.
    assert!(matches!(ask(&jwt, "a.b.c", day + 80).await, Err(Fault::Invalid(_))));
    assert_eq!(server.count(), 4);
    server.answer(move |_| Answer::Json(keys.clone()));
    assert_eq!(ask(&jwt, &known, day + 41).await.unwrap_err(), Fault::Unavailable, "cooling down");
    assert!(ask(&jwt, &known, day + 80).await.is_ok());
    assert_eq!(ask(&jwt, &stranger, day + 80).await.unwrap_err(), UNKNOWN);
    assert_eq!(server.count(), 5);
}

#[tokio::test]
async fn attempts_in_the_background_pause_longer_each_time() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    server.answer(|_| status(503));
    let known = token("old", &issuer);
    let mut count = 1;
    let mut now = 600;
    for pause in [30, 60, 120, 240, 480, 600, 600] {
        assert!(ask(&jwt, &known, now).await.is_ok());
        count += 1;
        asked(&server, count).await;
        assert!(ask(&jwt, &known, now + pause - 1).await.is_ok());
        asked(&server, count).await;
        now += pause;
    }
}

#[tokio::test]
async fn unusable_sets_change_nothing() {
    let issuer = issuer();
    let good = set(&[("old", &issuer)]);
    for broken in [
        String::new(),
        "<html>".into(),
        "{}".into(),
        r#"{"keys":[]}"#.into(),
        r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#.into(),
        set(&[("a", &issuer), ("a", &issuer)]),
        good.replacen('{', r#"{"keys":[],"#, 1),
        format!("{good}{}", " ".repeat(512 * 1024)),
    ] {
        let (server, jwt) = remote(good.clone(), KeyRefresh::default()).await;
        let (known, stranger) = (token("old", &issuer), token("stranger", &issuer));
        let principal = ask(&jwt, &known, 0).await.unwrap();
        let text = broken.clone();
        server.answer(move |_| Answer::Json(text.clone()));
        assert_eq!(ask(&jwt, &stranger, 30).await.unwrap_err(), Fault::Unavailable, "{broken:.60}");
        assert!(Arc::ptr_eq(&principal, &ask(&jwt, &known, 31).await.unwrap()));
        assert!(Jwks::remote(&server.url("/"), server.client()).await.is_err(), "{broken:.60}");
    }
}

#[tokio::test]
async fn a_slow_key_server_delays_nobody_whose_key_is_known() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    server.answer(|_| Answer::Drip(Duration::from_millis(20)));
    let (known, stranger) = (token("old", &issuer), token("stranger", &issuer));
    let waiting = {
        let jwt = jwt.clone();
        tokio::spawn(async move { ask(&jwt, &stranger, 30).await })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begin = std::time::Instant::now();
    assert!(ask(&jwt, &known, 30).await.is_ok());
    assert!(ask(&jwt, &known, 700).await.is_ok(), "also where they are due");
    assert!(begin.elapsed() < Duration::from_millis(500));
    assert_eq!(waiting.await.unwrap().unwrap_err(), Fault::Unavailable);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_client_that_hangs_up_makes_no_room_for_another_attempt() {
    let issuer = issuer();
    let new = set(&[("new", &issuer)]);
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    // Long after the last of them hangs up, also where the machine is busy.
    server.answer(move |_| {
        Answer::After(Duration::from_secs(1), Box::new(Answer::Json(new.clone())))
    });
    for number in 0..5 {
        let token = token(&format!("made-up-{number}"), &issuer);
        let call = tokio::time::timeout(Duration::from_millis(10), ask(&jwt, &token, 30));
        assert!(call.await.is_err(), "hung up");
    }
    assert!(ask(&jwt, &token("new", &issuer), 30).await.is_ok(), "the fetch went on");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn what_is_no_token_of_ours_causes_no_fetch() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let trap = format!("https://{}/", listener.local_addr().unwrap());
    let jwk: Value = serde_json::from_str::<Value>(&issuer.jwks_json()).unwrap()["keys"][0].clone();
    let header = |name: &str, value: Value| good(&issuer).header(name, value).mint();
    let kid = |kid: Value| header("kid", kid);
    let mut hostile = vec![
        String::new(),
        "a.b.c".into(),
        "a.b".into(),
        "a.b.c.d".into(),
        // Unknown ids, but no tokens.
        good(&issuer).header("kid", "x").mint() + "=",
        good(&issuer).header("kid", "x").mint().replacen('.', "..", 1),
        good(&issuer).header("kid", "x").alg("none").mint(),
        good(&issuer).header("kid", "x").alg("HS256").mint(),
        good(&issuer).header("kid", "x").alg("ES384").mint(),
        good(&issuer).header("kid", "x").typ("JWT").mint(),
        good(&issuer).header("kid", "x").header("crit", json!(["exp"])).mint(),
        // No id at all, or none that could be one.
        kid(json!(1)),
        kid(json!(["old"])),
        kid(json!({ "kid": "old" })),
        kid(json!(null)),
        kid(json!("a".repeat(257))),
        kid(json!("a".repeat(1024 * 1024))),
    ];
    for (name, value) in
        [("jku", json!(trap)), ("x5u", json!(trap)), ("jwk", jwk), ("x5c", json!(["MIIB"]))]
    {
        hostile.push(good(&issuer).header("kid", "x").alg("none").header(name, value).mint());
    }
    for token in &hostile {
        let answer = ask(&jwt, token, 100).await;
        assert!(matches!(answer, Err(Fault::Invalid(_))), "{token:.80}: {answer:?}");
    }
    assert_eq!(server.count(), 1);
    // Where keys are too old, nothing else happens.
    for token in &hostile {
        let answer = ask(&jwt, token, 200_000).await;
        assert!(matches!(answer, Err(Fault::Invalid(_))), "{token:.80}: {answer:?}");
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn nothing_of_a_token_is_in_a_fetch() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    let trap = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}/", trap.local_addr().unwrap());
    let mut seconds = 0;
    for kid in [
        "../../dev/null",
        "/etc/passwd",
        "' OR 1=1--",
        "a\0b",
        "a\r\nHost: evil.example",
        "%0d%0a",
        "?x=y#z",
        "\u{202e}",
        "",
        address.as_str(),
    ] {
        seconds += COOL_DOWN;
        let token = good(&issuer).valid(at(NOW), at(NOW + 1_000_000)).header("kid", kid);
        let token = token.header("jku", address.as_str()).header("x5u", address.as_str());
        assert_eq!(ask(&jwt, &token.mint(), seconds).await.unwrap_err(), UNKNOWN, "{kid:?}");
    }
    let first = server.calls()[0].clone();
    assert!(server.count() > 1);
    for call in server.calls() {
        assert_eq!((&call.head.uri, &call.head.headers), (&first.head.uri, &first.head.headers));
        assert_eq!((call.head.uri.to_string().as_str(), call.body.as_str()), ("/keys", ""));
    }
    let nobody = tokio::time::timeout(Duration::from_millis(100), trap.accept()).await;
    assert!(nobody.is_err(), "somebody connected");
}

#[tokio::test]
async fn settings_that_make_no_sense_are_errors() {
    let issuer = issuer();
    let (server, jwt) = remote(set(&[("old", &issuer)]), KeyRefresh::default()).await;
    let url = server.url("/");
    let with = |refresh| Jwks::remote_with(&url, server.client(), refresh);
    let refresh = KeyRefresh::default();
    assert!(with(refresh.cool_down(Duration::ZERO)).await.is_err());
    assert!(with(refresh.oldest(Duration::from_secs(29))).await.is_err());
    assert!(with(refresh).await.is_ok());
    assert!(jwt.keys.replace(&set(&[("a", &issuer)])).is_err(), "they are the address's");
}
