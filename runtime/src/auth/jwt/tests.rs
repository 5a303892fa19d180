//! Hostile tokens, and the tokens of each algorithm that must be accepted.
//!
//! A case is named after the check it guards: remove the check and its cases are accepted, except
//! where the name says that two checks stand behind each other.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod algorithms;
mod claims;
mod header;
mod keys;
mod memory;
#[cfg(feature = "discovery")]
mod remote;
mod shape;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;
use crate::dev::{Issuer, Token};
use crate::policy::SchemeKind;

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "https://api.example";
/// The clock of these tests.
const NOW: u64 = 1_800_000_000;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

const SCHEME: SchemeInfo =
    SchemeInfo::new("oauth2", SchemeKind::Bearer).issuer(ISSUER).audience(AUDIENCE);

fn issuer() -> Issuer {
    Issuer::new(ISSUER, AUDIENCE)
}

/// A good token of these tests' time.
fn good(issuer: &Issuer) -> Token<'_> {
    issuer.token().valid(at(NOW), at(NOW + 60)).subject("ada").client("app").scopes(&["a", "b"])
}

fn bound(mut jwt: Jwt) -> Jwt {
    jwt.bind(&SCHEME).unwrap();
    jwt
}

fn verifier(issuer: &Issuer) -> Jwt {
    bound(Jwt::new(issuer.jwks().unwrap()))
}

/// Runs a future that is always ready.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn verify(jwt: &Jwt, token: &str) -> Result<Arc<Principal>, Fault> {
    run(jwt.verify(Presentation::bearer(token), at(NOW)))
}

/// Every one of these is refused as invalid, and for the reason that starts like this.
fn refused<T: AsRef<str>>(jwt: &Jwt, reason: &str, tokens: impl IntoIterator<Item = T>) {
    for (index, token) in tokens.into_iter().enumerate() {
        match verify(jwt, token.as_ref()) {
            Err(Fault::Invalid(why)) if why.starts_with(reason) => {}
            other => panic!("token {index} of `{reason}`: {other:?}"),
        }
    }
}

fn accepted(jwt: &Jwt, token: &str) -> Arc<Principal> {
    verify(jwt, token).expect("a good token is accepted")
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn a_good_token_says_who_calls() {
    let issuer = issuer();
    let token = good(&issuer).claim("jti", "id-1").claim("tenant", "acme");
    let principal = accepted(&verifier(&issuer), &token.mint());
    assert_eq!(principal.subject(), "ada");
    assert_eq!(principal.client(), Some("app"));
    assert_eq!(principal.issuer(), Some(ISSUER));
    assert_eq!(principal.token_id(), Some("id-1"));
    assert_eq!(principal.expires_at(), Some(at(NOW + 60)));
    assert_eq!(principal.scopes().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(principal.claim("tenant").unwrap(), "acme");
}

#[test]
fn an_unbound_verifier_cannot_decide() {
    let issuer = issuer();
    let jwt = Jwt::new(issuer.jwks().unwrap()).issuer(ISSUER).audience(AUDIENCE);
    assert_eq!(verify(&jwt, &good(&issuer).mint()).unwrap_err(), Fault::Unavailable);
}

#[test]
fn debug_shows_no_token() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer).mint();
    accepted(&jwt, &token);
    assert!(!format!("{jwt:?}").contains(&token));
}
