//! Tokens that are bound to a key (RFC 9449), each check of §4.3 and §7.

use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis::auth::{Dpop, Nonces};
use portcullis::dev::{DpopKey, Proof};

use crate::api::{Api, Place};
use crate::client::{Answer, Call};
use crate::provider::{Ask, Issuer};

const INVALID_PROOF: (u16, &str) = (401, "INVALID_TOKEN");

/// A server that takes proofs, a client's key, and a token that is bound to it.
struct World {
    api: Api,
    key: DpopKey,
    token: String,
}

impl World {
    async fn new(configure: impl FnOnce(Dpop) -> Dpop) -> World {
        let issuer = Issuer::shared();
        let place = Place::find().await;
        let dpop = configure(Dpop::new(&place.address));
        let api = place.serve(issuer.verifier("es256").await.dpop(dpop));
        let key = DpopKey::new();
        let token = issuer.token(Ask::of("dpop").key(&key)).await;
        World { api, key, token }
    }

    /// The address of the call that all proofs here are for.
    fn address(&self) -> String {
        format!("{}/accounts", self.api.address)
    }

    /// A good proof.
    fn proof(&self) -> Proof<'_> {
        self.key.proof("GET", &self.address(), &self.token)
    }

    fn call(&self, proof: &str) -> Call {
        let call = self.api.accounts().header("authorization", format!("DPoP {}", self.token));
        call.header("dpop", proof)
    }

    async fn accepts(&self, proof: &str) {
        self.api.accepts(self.call(proof), "dpop").await;
    }

    async fn refuses(&self, proof: &str, reason: &str) {
        let answer = self.api.refuses_as(self.call(proof), INVALID_PROOF, reason).await;
        assert_challenge(&answer, "invalid_dpop_proof");
    }
}

/// The error stands in the challenge of `DPoP` and in no other; the algorithms are told.
fn assert_challenge(answer: &Answer, error: &str) {
    let challenges = answer.headers("www-authenticate");
    let own = challenges.iter().find(|text| text.starts_with("DPoP ")).expect("a challenge");
    assert!(own.contains(&format!(r#"error="{error}""#)), "{own}");
    assert!(own.contains(r#"algs="ES256 PS256 EdDSA""#), "{own}");
    let errors = challenges.iter().filter(|text| text.contains("error=")).count();
    assert_eq!(errors, 1, "{challenges:?}");
}

#[tokio::test]
async fn a_proof_is_accepted_once() {
    let world = World::new(|dpop| dpop).await;
    let proof = world.proof().make();
    world.accepts(&proof).await;
    world.refuses(&proof, "the proof was used before").await;
    world.accepts(&world.proof().make()).await;
}

#[tokio::test]
async fn a_bound_token_comes_with_its_proof_alone() {
    let world = World::new(|dpop| dpop).await;
    let api = &world.api;
    // §7.2: no downgrade, whether or not a proof is there.
    let downgraded = "a token that is bound to a key came as Bearer";
    let bearer = api.accounts().bearer(&world.token);
    api.refuses(bearer.clone(), downgraded).await;
    api.refuses(bearer.header("dpop", world.proof().make()), downgraded).await;
    // §7.1 and §4.3, check 1.
    let scheme = api.accounts().header("authorization", format!("DPoP {}", world.token));
    let without = api.refuses_as(scheme.clone(), INVALID_PROOF, "there is no proof").await;
    assert_challenge(&without, "invalid_dpop_proof");
    let first = world.proof().make();
    let twice = scheme.header("dpop", &first).header("dpop", world.proof().make());
    api.refuses_as(twice, INVALID_PROOF, "").await;
    // Neither use counted.
    world.accepts(&first).await;
}

#[tokio::test]
async fn a_token_that_is_not_bound_is_none_for_dpop() {
    let world = World::new(|dpop| dpop).await;
    let token = Issuer::shared().token(Ask::of("plain")).await;
    let proof = world.key.proof("GET", &world.address(), &token).make();
    let call = world.api.accounts().header("authorization", format!("DPoP {token}"));
    let reason = "a token that is not bound to a key came under DPoP";
    world.api.refuses(call.header("dpop", proof), reason).await;
    // It is a good token otherwise.
    world.api.accepts(world.api.accounts().bearer(&token), "plain").await;
}

#[tokio::test]
async fn a_server_that_takes_no_proofs_takes_no_bound_tokens() {
    let issuer = Issuer::shared();
    let api = Api::start(issuer.verifier("es256").await).await;
    let key = DpopKey::new();
    let token = issuer.token(Ask::of("dpop").key(&key)).await;
    api.refuses(api.accounts().bearer(&token), "a token that is bound to a key").await;
    let proof = key.proof("GET", &format!("{}/accounts", api.address), &token).make();
    let call = api.accounts().header("authorization", format!("DPoP {token}"));
    assert_eq!(call.header("dpop", proof).send().await.status, 401);
}

#[tokio::test]
async fn proofs_of_another_form() {
    let world = World::new(|dpop| dpop).await;
    let good = world.proof().make();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    // Check 2: not a JWT.
    for text in ["x", "a.b", "", &format!("{good}."), signed, &format!("{good}=")] {
        world.refuses(text, "").await;
    }
    // Check 3: what a proof must say.
    for claim in ["jti", "htm", "htu", "iat", "ath"] {
        world.refuses(&world.proof().without(claim).make(), "the proof").await;
    }
    world.refuses(&world.proof().claim("jti", "").make(), "the proof's jti").await;
    world.refuses(&world.proof().claim("jti", "x".repeat(1000)).make(), "the proof's jti").await;
    world.refuses(&world.proof().claim("iat", "now").make(), "the proof's iat").await;
    // Check 4: the type.
    for typ in ["JWT", "at+jwt", ""] {
        world.refuses(&world.proof().header("typ", typ).make(), "typ is not").await;
    }
    world.refuses(&world.proof().without_header("typ").make(), "typ is not").await;
    // Check 6: the signature.
    let other = world.proof().make();
    let (_, stranger) = other.rsplit_once('.').unwrap();
    assert_ne!(signature, stranger);
    world.refuses(&format!("{signed}.{stranger}"), "the proof's signature is wrong").await;
    // RFC 7515 §4.1.11.
    let critical = world.proof().header("crit", vec!["exp"]).make();
    world.refuses(&critical, "").await;
    world.accepts(&good).await;
}

#[tokio::test]
async fn proofs_by_another_algorithm() {
    let world = World::new(|dpop| dpop).await;
    // Check 5: asymmetric, and one of those that are allowed.
    for alg in ["none", "HS256", "ES384", "RS256"] {
        let reason = "the proof's alg is not allowed";
        world.refuses(&world.proof().header("alg", alg).make(), reason).await;
    }
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    let unsigned = world.proof().header("alg", "none");
    let unsigned =
        format!("{}.{}.", encode(unsigned.header_json()), encode(unsigned.claims_json()));
    world.refuses(&unsigned, "the proof's alg is not allowed").await;
    // The public key as a shared secret.
    let proof = world.proof().header("alg", "HS256");
    let signed = format!("{}.{}", encode(proof.header_json()), encode(proof.claims_json()));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, world.key.jwk().to_string().as_bytes());
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&secret, signed.as_bytes()));
    world.refuses(&format!("{signed}.{tag}"), "the proof's alg is not allowed").await;
    // An algorithm that is allowed and not the key's.
    let reason = "the proof's jwk is no public key of its alg";
    world.refuses(&world.proof().header("alg", "PS256").make(), reason).await;
}

#[tokio::test]
async fn proofs_with_another_key() {
    let world = World::new(|dpop| dpop).await;
    // Check 7: a private key.
    let mut jwk = world.key.jwk();
    jwk["d"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE".into();
    let reason = "the proof's jwk is no public key of its alg";
    world.refuses(&world.proof().header("jwk", jwk).make(), reason).await;
    world.refuses(&world.proof().without_header("jwk").make(), "the proof has no jwk").await;
    // The key in the header is not the one that signed.
    let stranger = DpopKey::new();
    let foreign = world.proof().header("jwk", stranger.jwk()).make();
    world.refuses(&foreign, "the proof's signature is wrong").await;
    // Check 12: all is well but that the token is bound to another key.
    let proof = stranger.proof("GET", &world.address(), &world.token).make();
    world.refuses(&proof, "the proof is of another key").await;
}

#[tokio::test]
async fn proofs_for_another_call() {
    let world = World::new(|dpop| dpop).await;
    // Check 8.
    for method in ["POST", "get", ""] {
        let proof = world.proof().claim("htm", method).make();
        world.refuses(&proof, "the proof is for another method").await;
    }
    // Check 9.
    let own = world.api.address.clone();
    let host = own.strip_prefix("http://").unwrap();
    for address in [
        format!("https://{host}/accounts"),
        format!("http://{host}.evil.example/accounts"),
        "http://127.0.0.1/accounts".to_owned(),
        format!("{own}/payments"),
        format!("{own}/accounts/"),
        format!("{own}/Accounts"),
        own.clone(),
        "/accounts".to_owned(),
    ] {
        let proof = world.proof().claim("htu", address.clone()).make();
        world.refuses(&proof, "the proof is for another address").await;
    }
    // §4.3: query and fragment do not count, and addresses are compared in normal form.
    for address in [format!("{own}/accounts?page=2#top"), format!("HTTP://{host}/%61ccounts")] {
        world.accepts(&world.proof().claim("htu", address).make()).await;
    }
    // Check 12: another token of the same key.
    let issuer = Issuer::shared();
    let other = issuer.token(Ask::of("dpop").key(&world.key)).await;
    let proof = world.key.proof("GET", &world.address(), &other).make();
    world.refuses(&proof, "the proof is for another token").await;
}

#[tokio::test]
async fn proofs_of_another_time() {
    let world = World::new(|dpop| dpop.window(Duration::from_secs(30))).await;
    // Check 11.
    let now = SystemTime::now();
    let ago = |seconds| now - Duration::from_secs(seconds);
    world.accepts(&world.proof().made(ago(20)).make()).await;
    world.refuses(&world.proof().made(ago(40)).make(), "the proof is too old").await;
    let ahead = now + Duration::from_secs(60);
    world.refuses(&world.proof().made(ahead).make(), "the proof is from the future").await;
}

#[tokio::test]
async fn a_nonce_is_demanded_and_used() {
    let world = World::new(|dpop| dpop.nonces(Nonces::new().unwrap())).await;
    // §9: a challenge with a nonce, not to be cached.
    let ask = |proof: String| world.api.refuses_as(world.call(&proof), INVALID_PROOF, "");
    let answer = ask(world.proof().make()).await;
    assert_challenge(&answer, "use_dpop_nonce");
    let nonces = answer.headers("dpop-nonce");
    let [nonce] = nonces.as_slice() else { panic!("{nonces:?}") };
    assert_eq!(answer.headers("cache-control"), ["no-store"]);
    let proof = world.proof().nonce(nonce).make();
    world.accepts(&proof).await;
    world.refuses(&proof, "the proof was used before").await;
    // Check 10: one that this server did not give, or changed.
    let mut changed = (*nonce).to_owned();
    changed.replace_range(..1, if changed.starts_with('A') { "B" } else { "A" });
    for nonce in ["", "x", &changed] {
        assert_challenge(&ask(world.proof().nonce(nonce).make()).await, "use_dpop_nonce");
    }
    // The time is that of the nonce: the client's clock does not matter.
    let late = world.proof().nonce(nonce).made(SystemTime::now() - Duration::from_secs(3600));
    world.accepts(&late.make()).await;
}
