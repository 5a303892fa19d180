//! What a call must prove besides its token: every check of RFC 9449 §4.3 and RFC 8705 §3, through
//! a verifier of tokens.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::*;
use crate::auth::jwt::Jwt;
use crate::auth::presentation::DpopHeader;
use crate::auth::replay::{FirstUse, MemoryReplays, ReplayStore};
use crate::auth::verifier::BearerVerifier;
use crate::auth::{Algorithm, MemoryRevocations, Unavailable};
use crate::dev::{DpopKey, Issuer, Proof};
use crate::policy::SchemeKind;

const NOW: u64 = 1_800_000_000;
const BASE: &str = "https://api.example";
const ADDRESS: &str = "https://api.example/payments";
const SCHEME: SchemeInfo = SchemeInfo::new("oauth2", SchemeKind::Bearer);

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A verifier, a client's key and a token that is bound to it.
struct World {
    issuer: Issuer,
    key: DpopKey,
    jwt: Jwt,
    token: String,
}

fn token(issuer: &Issuer, confirmation: Option<Value>) -> String {
    let token = issuer.token().valid(at(NOW), at(NOW + 600));
    confirmation.into_iter().fold(token, |token, cnf| token.claim("cnf", cnf)).mint()
}

fn bound(mut jwt: Jwt) -> Jwt {
    jwt.bind(&SCHEME).unwrap();
    jwt
}

fn world(dpop: Dpop) -> World {
    let issuer = Issuer::new("https://issuer.example", BASE);
    let key = DpopKey::new();
    let jwt = bound(issuer.verifier().unwrap().dpop(dpop));
    let token = token(&issuer, Some(json!({ "jkt": key.thumbprint() })));
    World { issuer, key, jwt, token }
}

impl World {
    fn proof(&self) -> Proof<'_> {
        self.key.proof("POST", ADDRESS, &self.token).made(at(NOW))
    }

    /// A call `POST /payments` with the token and this proof.
    fn call(&self, proof: &str) -> Result<(), Fault> {
        self.call_at(NOW, proof)
    }

    fn call_at(&self, now: u64, proof: &str) -> Result<(), Fault> {
        verify(&self.jwt, under_dpop(&self.token, DpopHeader::One(proof)), now)
    }
}

fn under_dpop<'a>(token: &'a str, proof: DpopHeader<'a>) -> Presentation<'a> {
    let scheme = TokenScheme::Dpop;
    Presentation { scheme, method: "POST", path: "/payments", proof, ..Presentation::bearer(token) }
}

fn verify(jwt: &Jwt, presented: Presentation<'_>, now: u64) -> Result<(), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(jwt.verify(presented, at(now))).map(|_| ())
}

#[test]
fn a_sound_proof_is_accepted_once() {
    let world = world(Dpop::new(BASE));
    let proof = world.proof().make();
    assert_eq!(world.call(&proof), Ok(()));
    assert_eq!(world.call(&proof), Err(Fault::InvalidProof("the proof was used before")));
    // The same id under another spelling is still the same proof; another one is not.
    let again = world.proof().claim("jti", "a").claim("more", 1).make();
    assert_eq!(world.call(&again), Ok(()));
    let again = world.proof().claim("jti", "a").make();
    assert!(world.call(&again).is_err());
    // Another client's id is its own.
    let other = DpopKey::new();
    let token = token(&world.issuer, Some(json!({ "jkt": other.thumbprint() })));
    let proof = other.proof("POST", ADDRESS, &token).made(at(NOW)).claim("jti", "a").make();
    assert_eq!(verify(&world.jwt, under_dpop(&token, DpopHeader::One(&proof)), NOW), Ok(()));
}

#[test]
fn a_proof_is_remembered_as_long_as_it_could_be_used() {
    let world = world(Dpop::new(BASE).window(Duration::from_secs(20)));
    let early = world.proof().made(at(NOW + 10)).make();
    assert_eq!(world.call(&early), Ok(()));
    for later in [0, 15, 29, 30] {
        let again = world.call_at(NOW + later, &early);
        assert_eq!(again, Err(Fault::InvalidProof("the proof was used before")), "{later}");
    }
    let over = world.call_at(NOW + 31, &early);
    assert_eq!(over, Err(Fault::InvalidProof("the proof is too old")));
}

#[test]
fn what_is_not_for_this_call() {
    let world = world(Dpop::new(BASE));
    let other = DpopKey::new();
    let proof = || world.proof();
    let address = |address: &str| proof().claim("htu", address).make();
    for (reason, text) in [
        ("the proof is for another method", proof().claim("htm", "GET").make()),
        ("the proof is for another method", proof().claim("htm", "post").make()),
        ("the proof is for another address", address("https://api.example/paymentz")),
        ("the proof is for another address", address("https://api.example:8443/payments")),
        ("the proof is for another address", address("https://evil.example/payments")),
        ("the proof is for another address", address("/payments")),
        ("the proof is from the future", proof().made(at(NOW + 11)).make()),
        ("the proof is too old", proof().made(at(NOW - 61)).make()),
        ("the proof is for another token", proof().claim("ath", "A".repeat(43)).make()),
        (
            "the proof is of another key",
            other.proof("POST", ADDRESS, &world.token).made(at(NOW)).make(),
        ),
    ] {
        assert_eq!(world.call(&text), Err(Fault::InvalidProof(reason)), "{text}");
    }
    for text in [
        address("https://api.example/payments?page=1#top"),
        address("HTTPS://API.example:443/payments"),
        proof().made(at(NOW + 10)).make(),
        proof().made(at(NOW - 60)).make(),
    ] {
        assert_eq!(world.call(&text), Ok(()), "{text}");
    }
}

#[test]
fn what_is_no_proof() {
    let world = world(Dpop::new(BASE));
    let proof = || world.proof();
    let mut private = world.key.jwk();
    private["d"] = json!("A".repeat(43));
    let mut encryption = world.key.jwk();
    encryption["use"] = json!("enc");
    let other = DpopKey::new();
    let sound = proof().make();
    let (signed, signature) = sound.rsplit_once('.').unwrap();
    let twice = proof().claims_json().replacen('{', r#"{"jti":"b","#, 1);
    let cases = [
        ("typ", proof().without_header("typ").make()),
        ("typ", proof().header("typ", "JWT").make()),
        ("typ", proof().header("typ", "at+jwt").make()),
        ("the proof's alg", proof().header("alg", "none").make()),
        ("the proof's alg", proof().header("alg", "HS256").make()),
        ("the proof's alg", proof().header("alg", "RS256").make()),
        ("the proof's alg", proof().without_header("alg").make()),
        ("the proof has no jwk", proof().without_header("jwk").make()),
        ("the proof has no jwk", proof().header("jwk", "x").make()),
        ("the proof's jwk", proof().header("jwk", private).make()),
        ("the proof's jwk", proof().header("jwk", encryption).make()),
        ("the proof's jwk", proof().header("jwk", json!({ "kty": "oct", "k": "AA" })).make()),
        ("the proof's jwk", proof().header("alg", "PS256").make()),
        ("the header has crit", proof().header("crit", json!(["b64"])).make()),
        ("the header has b64", proof().header("b64", false).make()),
        ("the proof's signature", proof().header("jwk", other.jwk()).make()),
        ("the proof's signature", format!("{signed}.{}", "A".repeat(86))),
        ("the proof's signature", format!("{signed}.")),
        ("the token has not three parts", signed.to_owned()),
        ("the token has not three parts", format!("{sound}.")),
        ("a part is not base64url", format!("{signed}.{signature}=")),
        ("the proof's claims", world.key.sign(proof().header_json(), twice)),
        ("the proof's claims", world.key.sign(proof().header_json(), "[]")),
        ("the proof's jti", proof().without("jti").make()),
        ("the proof's jti", proof().claim("jti", "").make()),
        ("the proof's jti", proof().claim("jti", 1).make()),
        ("the proof's jti", proof().claim("jti", "x".repeat(257)).make()),
        ("the proof has no htm", proof().without("htm").make()),
        ("the proof has no htu", proof().without("htu").make()),
        ("the proof has no ath", proof().without("ath").make()),
        ("the proof's iat", proof().without("iat").make()),
        ("the proof's iat", proof().claim("iat", "1800000000").make()),
        ("the proof's iat", proof().claim("iat", 1_800_000_000.5).make()),
        ("the proof's iat", proof().claim("iat", -1).make()),
        ("the proof's iat", proof().claim("iat", 253_402_300_800_u64).make()),
        ("the proof's nonce", proof().claim("nonce", 1).make()),
        ("the proof is too long", proof().claim("jti", "x".repeat(9000)).make()),
    ];
    for (reason, text) in cases {
        match world.call(&text) {
            Err(Fault::InvalidProof(why)) if why.starts_with(reason) => {}
            other => panic!("`{reason}`: {other:?} of {text}"),
        }
    }
    assert_eq!(world.call(&sound), Ok(()), "none of these used it up");
}

#[test]
fn the_header_of_the_proof() {
    let world = world(Dpop::new(BASE));
    let call = |proof| verify(&world.jwt, under_dpop(&world.token, proof), NOW);
    assert_eq!(call(DpopHeader::Absent), Err(Fault::InvalidProof("there is no proof")));
    assert!(matches!(call(DpopHeader::Unreadable), Err(Fault::InvalidProof(_))));
    assert!(matches!(call(DpopHeader::One("")), Err(Fault::InvalidProof(_))));
}

#[test]
fn no_downgrade_and_no_upgrade() {
    let world = world(Dpop::new(BASE));
    let proof = world.proof().make();
    let proof = DpopHeader::One(&proof);
    // RFC 9449 §7.2: with a sound proof beside it or not.
    let bearer = Presentation { scheme: TokenScheme::Bearer, ..under_dpop(&world.token, proof) };
    let reason = "a token that is bound to a key came as Bearer";
    assert_eq!(verify(&world.jwt, bearer, NOW), Err(Fault::Invalid(reason)));
    // A token that is not bound to a key, under DPoP.
    let free = token(&world.issuer, None);
    let made = world.key.proof("POST", ADDRESS, &free).made(at(NOW)).make();
    let free = under_dpop(&free, DpopHeader::One(&made));
    assert_eq!(verify(&world.jwt, free, NOW), Err(NOT_BOUND_TO_A_KEY));
    let certificates = [b"certificate".to_vec()];
    let thumbprint = thumbprint(&certificates[0]);
    let other = token(&world.issuer, Some(json!({ "x5t#S256": thumbprint })));
    let other = Presentation { certificates: &certificates, ..under_dpop(&other, proof) };
    assert_eq!(verify(&world.jwt, other, NOW), Err(NOT_BOUND_TO_A_KEY));
    // A verifier that takes no proofs.
    let plain = bound(world.issuer.verifier().unwrap());
    let presented = under_dpop(&world.token, proof);
    assert!(matches!(verify(&plain, presented, NOW), Err(Fault::Invalid(_))));
    assert_eq!(plain.challenges().dpop, None);
    assert_eq!(world.jwt.challenges().dpop, Some(Algorithm::FAPI.to_vec()));
}

fn thumbprint(certificate: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha256(certificate))
}

#[test]
fn certificates() {
    let issuer = Issuer::new("https://issuer.example", BASE);
    let jwt = bound(issuer.verifier().unwrap());
    let (own, other) = (b"own".to_vec(), b"other".to_vec());
    let token = token(&issuer, Some(json!({ "x5t#S256": thumbprint(&own) })));
    let call = |certificates: &[Vec<u8>]| {
        verify(&jwt, Presentation { certificates, ..Presentation::bearer(&token) }, NOW)
    };
    assert_eq!(call(std::slice::from_ref(&own)), Ok(()));
    assert_eq!(call(&[own.clone(), other.clone()]), Ok(()));
    assert!(matches!(call(&[]), Err(Fault::Invalid(_))));
    let another = Err(Fault::Invalid("the token is bound to another certificate"));
    assert_eq!(call(std::slice::from_ref(&other)), another);
    assert_eq!(call(&[other, own]), another);
}

#[test]
fn both_are_demanded_of_a_token_that_is_bound_to_both() {
    let world = world(Dpop::new(BASE));
    let own = [b"own".to_vec()];
    let confirmation = json!({ "jkt": world.key.thumbprint(), "x5t#S256": thumbprint(&own[0]) });
    let token = token(&world.issuer, Some(confirmation));
    let proof = || world.key.proof("POST", ADDRESS, &token).made(at(NOW)).make();
    let call = |scheme, proof: &str, certificates| {
        let proof = DpopHeader::One(proof);
        verify(&world.jwt, Presentation { scheme, certificates, ..under_dpop(&token, proof) }, NOW)
    };
    assert_eq!(call(TokenScheme::Dpop, &proof(), &own), Ok(()));
    assert!(call(TokenScheme::Dpop, &proof(), &[]).is_err());
    assert!(call(TokenScheme::Bearer, &proof(), &own).is_err());
    assert!(call(TokenScheme::Dpop, "", &own).is_err());
}

#[test]
fn unbound_tokens_may_be_refused() {
    let issuer = Issuer::new("https://issuer.example", BASE);
    let jwt = bound(issuer.verifier().unwrap().sender_constrained());
    let free = token(&issuer, None);
    let reason = Fault::Invalid("the token is not sender-constrained");
    assert_eq!(verify(&jwt, Presentation::bearer(&free), NOW), Err(reason));
    let own = [b"own".to_vec()];
    let held = token(&issuer, Some(json!({ "x5t#S256": thumbprint(&own[0]) })));
    let held = Presentation { certificates: &own, ..Presentation::bearer(&held) };
    assert_eq!(verify(&jwt, held, NOW), Ok(()));
}

#[test]
fn nonces() {
    let nonces = || Nonces::with_secret(&[1; 32]).unwrap().lifetime(Duration::from_secs(30));
    let world = world(Dpop::new(BASE).nonces(nonces()));
    let given = match world.call(&world.proof().make()) {
        Err(Fault::UseNonce(nonce)) => nonce,
        other => panic!("{other:?}"),
    };
    let given = given.to_str().unwrap();
    // The client's clock does not matter then, and the proof is used up as ever.
    let wrong_clock = world.proof().made(at(5)).nonce(given).make();
    assert_eq!(world.call(&wrong_clock), Ok(()));
    let used = Err(Fault::InvalidProof("the proof was used before"));
    assert_eq!(world.call_at(NOW + 29, &wrong_clock), used);
    // Too old, of another server, none.
    let fresh = |nonce: &str| world.proof().nonce(nonce).make();
    assert!(matches!(world.call_at(NOW + 30, &fresh(given)), Err(Fault::UseNonce(_))));
    let other = Nonces::with_secret(&[2; 32]).unwrap().make(at(NOW));
    let other = fresh(other.to_str().unwrap());
    assert!(matches!(world.call(&other), Err(Fault::UseNonce(_))));
    assert!(matches!(world.call(&fresh("")), Err(Fault::UseNonce(_))));
}

/// A store that does not answer.
struct Down;

impl ReplayStore for Down {
    fn first_use<'a>(&'a self, _: &'a [u8; 32], _: SystemTime, _: SystemTime) -> FirstUse<'a> {
        Box::pin(std::future::ready(Err(Unavailable)))
    }
}

#[test]
fn a_store_that_cannot_tell_refuses() {
    let down = world(Dpop::new(BASE).replays(Arc::new(Down)));
    assert_eq!(down.call(&down.proof().make()), Err(Fault::Unavailable));
    // It is not even asked about what is no proof.
    let bad = down.proof().claim("htm", "GET").make();
    assert!(matches!(down.call(&bad), Err(Fault::InvalidProof(_))));
    let full = world(Dpop::new(BASE).replays(Arc::new(MemoryReplays::new(1))));
    assert_eq!(full.call(&full.proof().make()), Ok(()));
    assert_eq!(full.call(&full.proof().make()), Err(Fault::Unavailable));
}

#[test]
fn a_proof_with_a_bad_token_is_not_looked_at() {
    let world = world(Dpop::new(BASE));
    let expired = world.issuer.token().valid(at(NOW - 100), at(NOW - 50));
    let expired = expired.claim("cnf", json!({ "jkt": world.key.thumbprint() })).mint();
    let proof = world.key.proof("POST", ADDRESS, &expired).made(at(NOW)).make();
    let call = || verify(&world.jwt, under_dpop(&expired, DpopHeader::One(&proof)), NOW);
    assert_eq!(call(), Err(Fault::Invalid("the token has expired")));
    assert_eq!(call(), Err(Fault::Invalid("the token has expired")), "not used up");
}

#[test]
fn configurations_that_could_not_decide() {
    let issuer = Issuer::new("https://issuer.example", BASE);
    let verifier = || issuer.verifier().unwrap();
    let revocations = || Arc::new(MemoryRevocations::new(9));
    for (mut jwt, text) in [
        (verifier().dpop(Dpop::new("api.example")), "is not the address of a server"),
        (verifier().dpop(Dpop::new(BASE).also_at("")), "is not the address of a server"),
        (verifier().dpop(Dpop::new(BASE).allow_algorithms(&[])), "no algorithm of proofs"),
        (verifier().dpop(Dpop::new(BASE).window(Duration::ZERO)), "proofs are valid for less"),
        (verifier().dpop(Dpop::new(BASE).window(Duration::from_secs(301))), "proofs are valid"),
        (verifier().fapi(), "demands a store of revoked tokens"),
        (
            verifier().fapi().algorithms(&[Algorithm::RS256]).revocations(revocations()),
            "FAPI 2.0 permits",
        ),
    ] {
        let error = jwt.bind(&SCHEME).unwrap_err().to_string();
        assert!(error.starts_with("scheme `oauth2`: ") && error.contains(text), "{error}");
    }
    let fapi = bound(verifier().fapi().revocations(revocations()));
    let free = token(&issuer, None);
    assert!(verify(&fapi, Presentation::bearer(&free), NOW).is_err());
}
