//! Introspection against a server with real TLS.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::UNIX_EPOCH;

use http::Response;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::*;
use crate::auth::remote::testing::{Answer, Server, json_with, status};
use crate::auth::{Discovery, DpopHeader, MemoryRevocations, TokenScheme};
use crate::policy::SchemeKind;

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "https://api.example";
const NOW: u64 = 1_800_000_000;

const SCHEME: SchemeInfo =
    SchemeInfo::new("oauth2", SchemeKind::Bearer).issuer(ISSUER).audience(AUDIENCE);

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW + seconds)
}

/// A good answer about a token that expires after 1000 seconds.
fn good() -> Value {
    json!({
        "active": true, "iss": ISSUER, "aud": [AUDIENCE, "https://other.example"], "sub": "ada",
        "client_id": "app", "scope": "a b", "exp": NOW + 1000, "iat": NOW, "nbf": NOW,
        "jti": "id-1", "token_type": "Bearer", "tenant": "acme",
    })
}

/// A good answer with another member.
fn with(name: &str, value: Value) -> Value {
    let mut answer = good();
    answer[name] = value;
    answer
}

fn without(name: &str) -> Value {
    let mut answer = good();
    answer.as_object_mut().unwrap().remove(name);
    answer
}

async fn server(answer: Value) -> Server {
    Server::start(move |_| Answer::Json(answer.to_string())).await
}

fn bare(server: &Server) -> Introspection {
    let introspection = Introspection::new(server.url("/introspect"), "api", "s3cret:&");
    introspection.client(server.client())
}

fn bound(mut introspection: Introspection) -> Arc<Introspection> {
    introspection.bind(&SCHEME).unwrap();
    Arc::new(introspection)
}

async fn ask(verifier: &Introspection, token: &str, seconds: u64) -> Result<Arc<Principal>, Fault> {
    verifier.verify(Presentation::bearer(token), at(seconds)).await
}

/// What a verifier makes of an answer.
async fn verdict(answer: Value) -> Result<Arc<Principal>, Fault> {
    let server = server(answer).await;
    ask(&bound(bare(&server)), "token", 0).await
}

#[tokio::test]
async fn an_active_token_says_who_calls() {
    let server = server(good()).await;
    let principal = ask(&bound(bare(&server)), "t+/~oken==", 0).await.unwrap();
    assert_eq!(principal.subject(), "ada");
    assert_eq!(principal.client(), Some("app"));
    assert_eq!(principal.issuer(), Some(ISSUER));
    assert_eq!(principal.token_id(), Some("id-1"));
    assert_eq!(principal.expires_at(), Some(at(1000)));
    assert_eq!(principal.scopes().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(principal.claim("tenant").unwrap(), "acme");
    // RFC 7662 §2.1, RFC 6749 §2.3.1.
    let call = server.calls()[0].clone();
    assert_eq!((call.head.method.as_str(), call.path()), ("POST", "/introspect"));
    assert_eq!(call.head.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(call.head.headers["accept"], "application/json");
    assert_eq!(call.head.headers["authorization"], "Basic YXBpOnMzY3JldCUzQSUyNg==");
    assert_eq!(call.body, "token=t%2B%2F%7Eoken%3D%3D&token_type_hint=access_token");
}

#[tokio::test]
async fn only_the_boolean_true_is_active() {
    for active in [json!(false), json!("true"), json!(1), json!(null), json!([true]), json!({})] {
        let fault = verdict(with("active", active.clone())).await.unwrap_err();
        assert_eq!(fault, Fault::Invalid("the token is not active"), "{active}");
    }
    assert_eq!(
        verdict(without("active")).await.unwrap_err(),
        Fault::Invalid("the token is not active")
    );
}

#[tokio::test]
async fn a_client_without_a_user_is_the_subject() {
    let principal = verdict(without("sub")).await.unwrap();
    assert_eq!((principal.subject(), principal.client()), ("app", Some("app")));
    let mut nobody = without("sub");
    nobody.as_object_mut().unwrap().remove("client_id");
    let reason = "the answer names neither a subject nor a client";
    assert_eq!(verdict(nobody).await.unwrap_err(), Fault::Invalid(reason));
}

#[tokio::test]
async fn the_answer_is_checked() {
    assert!(verdict(good()).await.is_ok());
    for (name, good) in [
        ("aud", json!(AUDIENCE)),
        ("scope", json!("")),
        ("token_type", json!("bearer")),
        ("token_use", json!("access_token")),
        ("iat", json!(NOW + 60)),
    ] {
        assert!(verdict(with(name, good.clone())).await.is_ok(), "{name}: {good}");
    }
    for name in ["client_id", "scope", "exp", "iat", "nbf", "jti", "token_type"] {
        assert!(verdict(without(name)).await.is_ok(), "{name}");
    }
    for name in ["iss", "aud"] {
        assert!(matches!(verdict(without(name)).await, Err(Fault::Invalid(_))), "{name}");
    }
    for (name, bad) in [
        ("iss", json!("https://other.example")),
        ("iss", json!("https://issuer.example/")),
        ("iss", json!([ISSUER])),
        ("iss", json!(null)),
        ("aud", json!("https://other.example")),
        ("aud", json!([])),
        ("aud", json!([AUDIENCE, 1])),
        ("aud", json!(null)),
        ("exp", json!(NOW)),
        ("exp", json!(NOW - 1)),
        ("exp", json!("9999999999")),
        ("exp", json!(null)),
        ("exp", json!(1e300)),
        ("nbf", json!(NOW + 1)),
        ("nbf", json!("0")),
        ("iat", json!(NOW + 61)),
        ("scope", json!(["a"])),
        ("scope", json!("a  b")),
        ("sub", json!("")),
        ("sub", json!("a\r\nb")),
        ("sub", json!(1)),
        ("client_id", json!(7)),
        ("jti", json!(["id"])),
        ("token_type", json!("DPoP")),
        ("token_type", json!("refresh_token")),
        ("token_type", json!("mac")),
        ("token_type", json!(null)),
        ("token_use", json!("refresh_token")),
        ("acr", json!(1)),
        ("auth_time", json!(NOW + 1000)),
        ("authorization_details", json!({})),
        ("cnf", json!("x")),
        ("cnf", json!({})),
        ("cnf", json!({ "jwk": {} })),
        ("cnf", json!({ "jkt": "A".repeat(43) })),
        ("cnf", json!({ "x5t#S256": "A".repeat(43) })),
    ] {
        let fault = verdict(with(name, bad.clone())).await.unwrap_err();
        assert!(matches!(fault, Fault::Invalid(_)), "{name}: {bad}: {fault:?}");
    }
}

#[tokio::test]
async fn what_was_true_when_it_was_asked_may_be_over() {
    let server = server(good()).await;
    let rules = bare(&server).rules(&SCHEME).unwrap();
    let active = answer::read(good().to_string().as_bytes(), &rules, at(0)).unwrap();
    assert_eq!(active.check(TokenScheme::Bearer, at(999)), Ok(()));
    let expired = Err(Fault::Invalid("the token has expired"));
    assert_eq!(active.check(TokenScheme::Bearer, at(1000)), expired);
    // A type that is not known is not taken for one that would be refused only later.
    let other = with("token_type", json!("mac")).to_string();
    let reason = Fault::Invalid("token_type is not that of an access token");
    assert_eq!(answer::read(other.as_bytes(), &rules, at(0)).unwrap_err(), reason);
    // One that is over when it is read is not even kept.
    let over = answer::read(good().to_string().as_bytes(), &rules, at(1000));
    assert_eq!(over.unwrap_err(), Fault::Invalid("the token has expired"));
}

#[tokio::test]
async fn faults_of_the_server_refuse_as_unavailable() {
    let server = server(good()).await;
    // Nothing is remembered of a fault.
    let verifier = bound(bare(&server));
    for code in [201, 204, 302, 400, 401, 403, 404, 429, 500, 503] {
        server.answer(move |_| status(code));
        assert_eq!(ask(&verifier, "token", 0).await.unwrap_err(), Fault::Unavailable, "{code}");
    }
    for garbage in ["", "true", "[]", "null", "<html>", r#"{"active":true,"active":true}"#, "{} {}"]
    {
        server.answer(move |_| Answer::Json(garbage.into()));
        assert_eq!(ask(&verifier, "token", 0).await.unwrap_err(), Fault::Unavailable, "{garbage}");
    }
    server.answer(|_| {
        let reply = Response::builder().header("content-type", "text/html");
        Answer::Reply(reply.body(good().to_string()).unwrap())
    });
    assert_eq!(ask(&verifier, "token", 0).await.unwrap_err(), Fault::Unavailable);
    server.answer(|_| json_with("x", "y", format!("{}{}", good(), " ".repeat(512 * 1024))));
    assert_eq!(ask(&verifier, "token", 0).await.unwrap_err(), Fault::Unavailable, "too large");
    server.answer(|_| Answer::Json(good().to_string()));
    assert!(ask(&verifier, "token", 0).await.is_ok());
}

#[tokio::test]
async fn a_server_that_is_slow_or_gone_refuses_as_unavailable() {
    let server = server(good()).await;
    let client = HttpsClient::builder().without_system_roots().trust(server.authority());
    let client = client.call_timeout(Duration::from_millis(200)).build().unwrap();
    let verifier = bound(bare(&server).client(client));
    server.answer(|_| Answer::Silence);
    assert_eq!(ask(&verifier, "token", 0).await.unwrap_err(), Fault::Unavailable);
    server.answer(|_| Answer::Drip(Duration::from_millis(20)));
    assert_eq!(ask(&verifier, "token", 0).await.unwrap_err(), Fault::Unavailable);
    drop(server);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(ask(&verifier, "token2", 0).await.unwrap_err(), Fault::Unavailable);
}

#[tokio::test]
async fn an_active_token_is_remembered_within_its_time() {
    let server = server(good()).await;
    let verifier = bound(bare(&server));
    for (seconds, count) in [(0, 1), (29, 1), (30, 2), (59, 2), (60, 3)] {
        assert!(ask(&verifier, "token", seconds).await.is_ok());
        assert_eq!(server.count(), count, "after {seconds} s");
    }
    assert!(ask(&verifier, "another", 60).await.is_ok());
    assert_eq!(server.count(), 4);
    // A revoked one is refused as soon as it is asked about again.
    server.answer(|_| Answer::Json(r#"{"active":false}"#.into()));
    assert!(ask(&verifier, "token", 89).await.is_ok());
    assert!(matches!(ask(&verifier, "token", 90).await, Err(Fault::Invalid(_))));
}

#[tokio::test]
async fn nothing_is_remembered_beyond_exp() {
    let server = server(with("exp", json!(NOW + 10))).await;
    let verifier = bound(bare(&server));
    assert!(ask(&verifier, "token", 0).await.is_ok());
    assert!(ask(&verifier, "token", 9).await.is_ok());
    assert_eq!(server.count(), 1);
    // The server still says that it is active.
    let expired = Fault::Invalid("the token has expired");
    assert_eq!(ask(&verifier, "token", 10).await.unwrap_err(), expired);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn without_cache_every_call_asks() {
    let server = server(good()).await;
    let verifier = bound(bare(&server).cache(Duration::ZERO));
    for count in 1..5 {
        assert!(ask(&verifier, "token", 0).await.is_ok());
        assert_eq!(server.count(), count);
    }
    // Also calls at the same time: an answer to an earlier one may be older than a later one.
    server.answer(|_| {
        Answer::After(Duration::from_millis(50), Box::new(Answer::Json(good().to_string())))
    });
    let (one, two) = tokio::join!(ask(&verifier, "token", 0), ask(&verifier, "token", 0));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(server.count(), 6);
    // What is refused is remembered all the same, and no more is asked than allowed.
    server.answer(|_| Answer::Json(json!({ "active": false }).to_string()));
    let verifier = bound(bare(&server).cache(Duration::ZERO).max_per_second(1));
    for _ in 0..2 {
        assert!(matches!(ask(&verifier, "refused", 0).await, Err(Fault::Invalid(_))));
    }
    assert_eq!(server.count(), 7);
    let mut faults = Vec::new();
    for number in 0..10 {
        faults.push(ask(&verifier, &format!("guess-{number}"), 0).await.unwrap_err());
    }
    assert!(faults.contains(&Fault::Unavailable), "{faults:?}");
}

#[tokio::test]
async fn refused_tokens_are_remembered_briefly() {
    let server = server(json!({ "active": false })).await;
    let verifier = bound(bare(&server));
    for (seconds, count) in [(0, 1), (4, 1), (5, 2)] {
        assert!(matches!(ask(&verifier, "token", seconds).await, Err(Fault::Invalid(_))));
        assert_eq!(server.count(), count, "after {seconds} s");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_with_one_token_share_one_question() {
    let server = server(good()).await;
    server.answer(|_| {
        Answer::After(Duration::from_millis(100), Box::new(Answer::Json(good().to_string())))
    });
    let verifier = bound(bare(&server));
    // One that hangs up does not end it for the others.
    let early = tokio::time::timeout(Duration::from_millis(20), ask(&verifier, "token", 0)).await;
    assert!(early.is_err());
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let verifier = Arc::clone(&verifier);
        calls.spawn(async move { ask(&verifier, "token", 0).await.is_ok() });
    }
    while let Some(accepted) = calls.join_next().await {
        assert!(accepted.unwrap());
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_tokens_loads_the_server_no_further_than_allowed() {
    let server = server(json!({ "active": false })).await;
    let verifier = bound(bare(&server).max_per_second(10));
    let mut faults = Vec::new();
    for number in 0..50 {
        faults.push(ask(&verifier, &format!("guess-{number}"), 0).await.unwrap_err());
    }
    let refused = faults.iter().filter(|fault| **fault == Fault::Unavailable).count();
    assert!(refused >= 20, "{refused}");
    assert_eq!(server.count() + refused, 50);

    // At the same time: the others wait, and then are refused.
    let answer = || Answer::After(Duration::from_millis(300), Box::new(Answer::Json("{}".into())));
    server.answer(move |_| answer());
    let verifier = bound(bare(&server).max_concurrent(2));
    let before = server.count();
    let mut calls = JoinSet::new();
    for number in 0..40 {
        let verifier = Arc::clone(&verifier);
        calls
            .spawn(async move { ask(&verifier, &format!("guess-{number}"), 0).await.unwrap_err() });
    }
    let mut refused = 0;
    while let Some(fault) = calls.join_next().await {
        refused += usize::from(fault.unwrap() == Fault::Unavailable);
    }
    // Two at a time, for two seconds and the last two.
    let asked = server.count() - before;
    assert!((8..=18).contains(&asked), "{asked}");
    assert_eq!(asked + refused, 40);
}

#[tokio::test]
async fn tokens_are_taken_only_as_they_are_bound() {
    let server = server(good()).await;
    let under_dpop = Presentation {
        scheme: TokenScheme::Dpop,
        proof: DpopHeader::Absent,
        ..Presentation::bearer("token")
    };
    let dpop = || Dpop::new("https://api.example");
    let verify = |verifier: Arc<Introspection>, presented: Presentation<'static>| async move {
        verifier.verify(presented, at(0)).await.unwrap_err()
    };
    // Unbound ones under DPoP, also from memory, and where the answer says nothing of its type.
    let verifier = bound(bare(&server).dpop(dpop()));
    assert!(ask(&verifier, "token", 0).await.is_ok());
    assert!(matches!(verify(verifier.clone(), under_dpop).await, Fault::Invalid(_)));
    server.answer(|_| Answer::Json(without("token_type").to_string()));
    let verifier = bound(bare(&server).dpop(dpop()));
    assert!(matches!(verify(verifier.clone(), under_dpop).await, Fault::Invalid(_)));
    assert!(ask(&verifier, "token", 0).await.is_ok());
    // Bound to a key: as Bearer never, under DPoP only with a proof.
    server.answer(|_| {
        let mut answer = with("cnf", json!({ "jkt": "A".repeat(43) }));
        answer["token_type"] = json!("DPoP");
        Answer::Json(answer.to_string())
    });
    let verifier = bound(bare(&server).dpop(dpop()));
    assert!(matches!(ask(&verifier, "token", 0).await, Err(Fault::Invalid(_))));
    assert_eq!(verify(verifier, under_dpop).await, Fault::InvalidProof("there is no proof"));
    // Bound to a certificate.
    let certificate = vec![vec![1, 2, 3]];
    let thumbprint = super::super::digest::sha256(&[1, 2, 3]);
    let thumbprint =
        base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, thumbprint);
    server
        .answer(move |_| Answer::Json(with("cnf", json!({ "x5t#S256": thumbprint })).to_string()));
    let verifier = bound(bare(&server).sender_constrained());
    assert!(matches!(ask(&verifier, "token", 0).await, Err(Fault::Invalid(_))));
    let held = Presentation { certificates: &certificate, ..Presentation::bearer("token") };
    assert!(verifier.verify(held, at(0)).await.is_ok());
    // Unbound, where binding is demanded.
    server.answer(|_| Answer::Json(good().to_string()));
    let verifier = bound(bare(&server).sender_constrained());
    assert!(matches!(ask(&verifier, "token", 0).await, Err(Fault::Invalid(_))));
}

#[tokio::test]
async fn revoked_tokens_are_refused_also_from_memory() {
    let server = server(good()).await;
    let store = Arc::new(MemoryRevocations::new(10));
    let verifier = bound(bare(&server).revocations(store.clone()));
    assert!(ask(&verifier, "token", 0).await.is_ok());
    store.revoke(ISSUER, "id-1", at(1000), at(0)).unwrap();
    assert_eq!(
        ask(&verifier, "token", 0).await.unwrap_err(),
        Fault::Invalid("the token is revoked")
    );
    assert_eq!(server.count(), 1);
    // An answer without `jti`: its server's word counts, unless the document demands more.
    server.answer(|_| Answer::Json(without("jti").to_string()));
    assert!(ask(&verifier, "another", 0).await.is_ok());
    let mut strict = bare(&server).revocations(store);
    strict.bind(&SCHEME.revocation(Revocation::Memory)).unwrap();
    assert_eq!(ask(&strict, "another", 0).await.unwrap_err(), Fault::Unavailable);
    // Its server was asked a moment ago.
    let mut asking = bare(&server).revocations(Arc::new(MemoryRevocations::new(10)));
    asking = asking.cache(Duration::ZERO);
    asking.bind(&SCHEME.revocation(Revocation::Memory)).unwrap();
    assert!(ask(&asking, "another", 0).await.is_ok());
}

#[tokio::test]
async fn the_document_and_the_builder_both_hold() {
    let server = server(good()).await;
    let nothing = SchemeInfo::new("oauth2", SchemeKind::Bearer);
    let bind = |mut introspection: Introspection, scheme: &SchemeInfo| introspection.bind(scheme);
    let bare = || bare(&server);
    assert!(bind(bare(), &SCHEME).is_ok());
    assert!(bind(bare(), &nothing).is_err());
    assert!(bind(bare().issuer(ISSUER), &nothing).is_err());
    assert!(bind(bare().audience(AUDIENCE), &nothing).is_err());
    assert!(bind(bare().issuer(ISSUER).audience(AUDIENCE), &nothing).is_ok());
    assert!(bind(bare().issuer(ISSUER).answers_without_audience(), &nothing).is_ok());
    assert!(bind(bare().answers_without_audience(), &SCHEME).is_err());
    assert!(bind(bare().answers_without_issuer(), &SCHEME).is_err());
    assert!(bind(bare().issuer("https://other.example"), &SCHEME).is_err());
    assert!(bind(bare(), &SCHEME.algorithms(&["ES256"])).is_err());
    assert!(bind(bare().cache(Duration::from_secs(601)), &SCHEME).is_err());
    assert!(bind(bare().refused_cache(Duration::from_secs(601)), &SCHEME).is_err());
    assert!(bind(bare().max_concurrent(0), &SCHEME).is_err());
    assert!(bind(bare().max_concurrent(usize::MAX), &SCHEME).is_err());
    assert!(bind(bare().dpop(Dpop::new("no address")), &SCHEME).is_err());
    assert!(bind(bare().max_per_second(0), &SCHEME).is_err());
    // Revocation: a store, or the issuer itself on every call.
    let demanding = SCHEME.revocation(Revocation::Shared);
    assert!(bind(bare(), &demanding).is_err());
    assert!(bind(bare().cache(Duration::ZERO), &demanding).is_ok());
    assert!(bind(bare().revocations(Arc::new(MemoryRevocations::new(1))), &demanding).is_err());
    let own = bare().cache(Duration::ZERO).revocations(Arc::new(MemoryRevocations::new(1)));
    assert!(bind(own, &demanding).is_err());
    // Addresses and credentials.
    let at = |url: &str| Introspection::new(url, "api", "secret").client(server.client());
    assert!(bind(at("http://localhost/introspect"), &SCHEME).is_err());
    assert!(bind(at("localhost"), &SCHEME).is_err());
    for (id, secret) in [("", ""), ("api", ""), ("", "secret")] {
        let nobody = Introspection::new(server.url("/"), id, secret).client(server.client());
        assert!(bind(nobody, &SCHEME).is_err());
    }
    // Two audiences: both.
    let mut two = bare().audience("https://second.example");
    two.bind(&SCHEME).unwrap();
    assert!(matches!(ask(&two, "token", 0).await, Err(Fault::Invalid(_))));
    // Answers that leave out what nobody demands.
    server.answer(|_| {
        let mut answer = without("aud");
        answer.as_object_mut().unwrap().remove("iss");
        Answer::Json(answer.to_string())
    });
    let mut lax = bare().issuer(ISSUER).answers_without_issuer().answers_without_audience();
    lax.bind(&nothing).unwrap();
    assert_eq!(ask(&lax, "token", 0).await.unwrap().issuer(), Some(ISSUER));
    // What is there all the same must be right.
    let lax = || bare().issuer(ISSUER).audience(AUDIENCE).answers_without_audience();
    let mut bound = lax();
    bound.bind(&nothing).unwrap();
    server.answer(|_| Answer::Json(without("aud").to_string()));
    assert!(ask(&bound, "without", 0).await.is_ok());
    server.answer(|_| Answer::Json(with("aud", json!("https://other.example")).to_string()));
    assert!(matches!(ask(&bound, "other", 0).await, Err(Fault::Invalid(_))));
    let mut bound = bare().issuer(ISSUER).audience(AUDIENCE).answers_without_issuer();
    bound.bind(&nothing).unwrap();
    server.answer(|_| Answer::Json(without("iss").to_string()));
    assert!(ask(&bound, "without", 0).await.is_ok());
    server.answer(|_| Answer::Json(with("iss", json!("https://other.example")).to_string()));
    assert!(matches!(ask(&bound, "other", 0).await, Err(Fault::Invalid(_))));
}

#[tokio::test]
async fn unasked_is_undecided() {
    let server = server(good()).await;
    let unbound = bare(&server);
    assert_eq!(ask(&unbound, "token", 0).await.unwrap_err(), Fault::Unavailable);
    let verifier = bound(bare(&server).max_token_bytes(100));
    assert!(matches!(ask(&verifier, &"a".repeat(101), 0).await, Err(Fault::Invalid(_))));
    assert_eq!(server.count(), 0);
    assert!(!format!("{verifier:?}").contains("s3cret"));
}

#[tokio::test]
async fn the_endpoint_of_the_metadata() {
    let server = server(good()).await;
    let answer = |extra: &str| {
        let at = server.url("");
        let metadata = format!(r#"{{"issuer":"{at}"{extra}}}"#).replace("AT", &at);
        let issued = with("iss", json!(at)).to_string();
        server.answer(move |call| match call.path() {
            "/.well-known/oauth-authorization-server" => Answer::Json(metadata.clone()),
            "/ask" => Answer::Json(issued.clone()),
            _ => status(404),
        });
    };
    let discover =
        || Discovery::new(server.url("")).client(server.client()).introspection("api", "x");
    answer("");
    assert!(discover().await.unwrap_err().to_string().contains("introspection_endpoint"));
    let methods = r#""introspection_endpoint_auth_methods_supported":"#;
    answer(&format!(r#","introspection_endpoint":"AT/ask",{methods}["private_key_jwt"]"#));
    assert!(discover().await.unwrap_err().to_string().contains("client_secret_basic"));
    answer(&format!(r#","introspection_endpoint":"AT/ask",{methods}["client_secret_basic"]"#));
    let mut verifier = discover().await.unwrap().audience(AUDIENCE);
    verifier.bind(&SchemeInfo::new("oauth2", SchemeKind::Bearer)).unwrap();
    assert!(ask(&verifier, "token", 0).await.is_ok());
}
