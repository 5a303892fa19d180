//! The cache, revocation and the exchange of keys.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::auth::fault::Unavailable;
use crate::auth::revocation::{MemoryRevocations, Revocation, Revoked};

#[test]
fn a_cached_token_that_expired_is_refused() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer).mint();
    accepted(&jwt, &token);
    accepted(&jwt, &token);
    let later = |seconds| run(jwt.verify(Presentation::bearer(&token), at(NOW + seconds)));
    assert!(later(59).is_ok());
    assert_eq!(later(60).unwrap_err(), Fault::Invalid("the token has expired"));
    assert!(later(6_000).is_err());
}

#[test]
fn a_hit_returns_what_was_verified() {
    let issuer = issuer();
    let token = good(&issuer).mint();
    let jwt = verifier(&issuer);
    assert!(Arc::ptr_eq(&accepted(&jwt, &token), &accepted(&jwt, &token)), "kept");
    let without = bound(Jwt::new(issuer.jwks().unwrap()).cached_tokens(0));
    assert!(!Arc::ptr_eq(&accepted(&without, &token), &accepted(&without, &token)));
}

#[test]
fn a_cached_token_with_one_byte_changed_is_refused() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer).mint();
    accepted(&jwt, &token);
    for index in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(matches!(verify(&jwt, &changed), Err(Fault::Invalid(_))), "byte {index}");
    }
}

#[test]
fn another_token_with_the_signature_of_a_cached_one_is_refused() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer).mint();
    accepted(&jwt, &token);
    let signature = token.rsplit('.').next().unwrap();
    let forged = good(&issuer).subject("eve").mint();
    let (signed, _) = forged.rsplit_once('.').unwrap();
    refused(&jwt, "the signature is wrong", [format!("{signed}.{signature}")]);
}

#[test]
fn a_revoked_token_is_refused_also_from_the_cache() {
    let issuer = issuer();
    let store = Arc::new(MemoryRevocations::new(10));
    let jwt = bound(Jwt::new(issuer.jwks().unwrap()).revocations(store.clone()));
    let token = good(&issuer).claim("jti", "id-1").mint();
    let other = good(&issuer).claim("jti", "id-2").mint();
    accepted(&jwt, &token);
    accepted(&jwt, &token);
    store.revoke(ISSUER, "id-1", at(NOW + 60), at(NOW)).unwrap();
    refused(&jwt, "the token is revoked", [&token, &token]);
    accepted(&jwt, &other);
    // Before it was ever seen.
    store.revoke(ISSUER, "id-3", at(NOW + 60), at(NOW)).unwrap();
    refused(&jwt, "the token is revoked", [good(&issuer).claim("jti", "id-3").mint()]);
}

/// Does not answer, and counts how often it was asked.
#[derive(Default)]
struct Down(AtomicUsize, Mutex<Vec<String>>);

impl RevocationStore for Down {
    fn is_revoked<'a>(&'a self, issuer: &'a str, jti: &'a str) -> Revoked<'a> {
        self.0.fetch_add(1, Ordering::Relaxed);
        self.1.lock().unwrap().push(format!("{issuer} {jti}"));
        Box::pin(std::future::ready(Err(Unavailable)))
    }
}

#[test]
fn a_store_that_does_not_answer_refuses() {
    let issuer = issuer();
    let store = Arc::new(Down::default());
    let jwt = bound(Jwt::new(issuer.jwks().unwrap()).revocations(store.clone()));
    let token = good(&issuer).claim("jti", "id-1").mint();
    assert_eq!(verify(&jwt, &token).unwrap_err(), Fault::Unavailable);
    assert_eq!(verify(&jwt, &token).unwrap_err(), Fault::Unavailable, "also from the cache");
    assert_eq!(store.1.lock().unwrap()[0], format!("{ISSUER} id-1"));
    // It is not asked about tokens that are not valid.
    assert!(matches!(verify(&jwt, "a.b.c"), Err(Fault::Invalid(_))));
    assert_eq!(store.0.load(Ordering::Relaxed), 2);
}

#[test]
fn tokens_of_removed_keys_are_refused() {
    let (old, new) = (issuer(), issuer());
    let keys = old.jwks().unwrap();
    let jwt = bound(Jwt::new(keys.clone()));
    let token = good(&old).mint();
    accepted(&jwt, &token);
    // A set that cannot be used changes nothing.
    assert!(keys.replace(r#"{"keys":[]}"#).is_err());
    accepted(&jwt, &token);
    keys.replace(&new.jwks_json()).unwrap();
    refused(&jwt, "the signature is wrong", [token]);
    accepted(&jwt, &good(&new).mint());
}

#[test]
fn other_rules_forget_what_was_verified() {
    let issuer = issuer();
    let mut jwt = verifier(&issuer);
    let token = good(&issuer).mint();
    accepted(&jwt, &token);
    jwt.bind(&SchemeInfo { audience: Some("https://other.example"), ..SCHEME }).unwrap();
    refused(&jwt, "aud does not", [token]);
}

/// A store that says whether it is shared, and knows no token.
struct Store(bool);

impl RevocationStore for Store {
    fn is_revoked<'a>(&'a self, _: &'a str, _: &'a str) -> Revoked<'a> {
        Box::pin(std::future::ready(Ok(false)))
    }

    fn is_shared(&self) -> bool {
        self.0
    }
}

#[test]
fn the_document_demands_a_store() {
    let issuer = issuer();
    let served = |demand, jwt: Jwt| {
        let mut jwt = jwt;
        let result = jwt.bind(&SCHEME.revocation(demand));
        // What could not be bound accepts nothing.
        assert_eq!(result.is_ok(), verify(&jwt, &good(&issuer).mint()).is_ok());
        result.map_err(|error| error.to_string())
    };
    let bare = || Jwt::new(issuer.jwks().unwrap());
    let with = |store: Arc<dyn RevocationStore>| bare().revocations(store);
    let memory = || with(Arc::new(MemoryRevocations::new(1)));
    let says = |what: &str| Err(format!("scheme `oauth2`: the document demands {what}"));
    let (none, some, shared) = (Revocation::None, Revocation::Memory, Revocation::Shared);
    let no_store = says("a store of revoked tokens, and the verifier has none");
    let not_shared =
        says("a store of revoked tokens that all nodes share, and the verifier has none");
    assert_eq!(served(none, bare()), Ok(()));
    assert_eq!(served(some, bare()), no_store);
    assert_eq!(served(shared, bare()), not_shared);
    assert_eq!(served(some, memory()), Ok(()));
    assert_eq!(served(shared, memory()), not_shared);
    assert_eq!(served(shared, with(Arc::new(Store(false)))), not_shared);
    assert_eq!(served(shared, with(Arc::new(Store(true)))), Ok(()));
    assert_eq!(served(some, with(Arc::new(Store(true)))), Ok(()));
}

#[test]
fn what_is_known_at_once_is_what_nobody_has_to_be_asked_about() {
    let issuer = issuer();
    let known = |jwt: &Jwt, token: &str, now| jwt.known(token.as_bytes(), at(now));
    let token = good(&issuer).mint();
    let jwt = verifier(&issuer);
    assert!(known(&jwt, &token, NOW).is_none(), "not verified yet");
    accepted(&jwt, &token);
    assert!(known(&jwt, &token, NOW).is_some());
    assert!(known(&jwt, &token, NOW + 60).is_none(), "expired");
    // A token that is bound to something, a verifier that demands it, one that asks a store.
    let own = [b"own".to_vec()];
    let thumbprint = encode(crate::auth::digest::sha256(&own[0]));
    let held = good(&issuer).claim("cnf", serde_json::json!({ "x5t#S256": thumbprint })).mint();
    let presented = Presentation { certificates: &own, ..Presentation::bearer(&held) };
    assert!(run(jwt.verify(presented, at(NOW))).is_ok());
    assert!(known(&jwt, &held, NOW).is_none());
    let revocations = || Arc::new(MemoryRevocations::new(9));
    let asking = bound(issuer.verifier().unwrap().revocations(revocations()));
    accepted(&asking, &token);
    assert!(known(&asking, &token, NOW).is_none());
    let demanding = bound(issuer.verifier().unwrap().sender_constrained());
    assert!(run(demanding.verify(presented, at(NOW))).is_ok());
    assert!(known(&demanding, &held, NOW).is_none());
    // One that is bound to nothing has a good signature all the same, and is kept.
    let free = Presentation::bearer(&token);
    for _ in 0..2 {
        let answer = run(demanding.verify(free, at(NOW)));
        assert_eq!(answer.unwrap_err(), Fault::Invalid("the token is not sender-constrained"));
        assert!(known(&demanding, &token, NOW).is_none());
    }
}

#[test]
fn who_cannot_be_named_to_a_store_is_refused() {
    let store = Arc::new(MemoryRevocations::new(9));
    let jwt = bound(Jwt::new(issuer().jwks().unwrap()).revocations(store));
    let nameless = Principal::new("ada").with_issuer(ISSUER);
    assert_eq!(run(jwt.refuse_revoked(&nameless)), Err(Fault::Unavailable));
    assert_eq!(run(jwt.refuse_revoked(&nameless.with_token_id("id-1"))), Ok(()));
}
