//! The truth table of the decision. A credential of these tests reads `name:scope,scope`; `bad` is
//! one that its verifier refuses, `down` one whose store does not answer.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::future::ready;

use http::Request;

use super::*;
use crate::auth::Schemes;
use crate::auth::fault::ConfigError;
use crate::auth::presentation::Presentation;
use crate::auth::verifier::{
    ApiKeyVerifier, BasicVerifier, BearerVerifier, CertificateVerifier, HttpVerifier, SchemeInfo,
    Verified,
};
use crate::policy::{
    Access, Requirement, ScopeRule, api_key_header, api_key_query, basic, bearer, http as other,
    mutual_tls, oauth2,
};

/// Accepts credentials whose name starts with its own text, of whatever kind.
struct Fake(&'static str);

impl Fake {
    fn answer(&self, credential: &str) -> Verified<'static> {
        let (name, scopes) = credential.split_once('~').unwrap_or((credential, ""));
        Box::pin(ready(match name {
            "down" => Err(Fault::Unavailable),
            name if name.starts_with(self.0) && name != "bad" => Ok(Arc::new(
                Principal::new(name)
                    .with_scopes(scopes.split('+').filter(|scope| !scope.is_empty())),
            )),
            _ => Err(Fault::Invalid("not known")),
        }))
    }
}

impl BearerVerifier for Fake {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Ok(())
    }
    fn verify<'a>(&'a self, presented: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        self.answer(presented.token().unwrap_or("bad"))
    }
}
impl ApiKeyVerifier for Fake {
    fn verify<'a>(&'a self, key: &'a str, _: SystemTime) -> Verified<'a> {
        self.answer(key)
    }
}
impl BasicVerifier for Fake {
    fn verify<'a>(&'a self, user: &'a str, _: &'a str, _: SystemTime) -> Verified<'a> {
        self.answer(user)
    }
}
impl CertificateVerifier for Fake {
    fn verify<'a>(&'a self, chain: &'a [Vec<u8>], _: SystemTime) -> Verified<'a> {
        self.answer(std::str::from_utf8(&chain[0]).unwrap())
    }
}
impl HttpVerifier for Fake {
    fn verify<'a>(&'a self, credentials: &'a str, _: SystemTime) -> Verified<'a> {
        self.answer(credentials)
    }
}

fn info(name: &'static str, kind: SchemeKind) -> SchemeInfo {
    SchemeInfo::new(name, kind)
}

fn schemes() -> Schemes {
    let mut schemes = Schemes::new();
    schemes.add_bearer(info("oauth", SchemeKind::Bearer), Fake("")).unwrap();
    schemes.add_bearer(info("alpha", SchemeKind::Bearer), Fake("a")).unwrap();
    schemes.add_bearer(info("beta", SchemeKind::Bearer), Fake("b")).unwrap();
    schemes.add_api_key(info("key", SchemeKind::ApiKeyHeader("x-key")), Fake("")).unwrap();
    schemes.add_api_key(info("query", SchemeKind::ApiKeyQuery("key")), Fake("")).unwrap();
    schemes.add_api_key(info("raw", SchemeKind::ApiKeyHeader("authorization")), Fake("k")).unwrap();
    schemes.add_basic(info("basic", SchemeKind::Basic), Fake("")).unwrap();
    schemes.add_http(info("hoba", SchemeKind::Http("hoba")), Fake("")).unwrap();
    schemes.add_mutual_tls(info("tls", SchemeKind::MutualTls), Fake("")).unwrap();
    schemes
}

/// A call: what it presents by name, and how it ended.
async fn call(access: Access, presented: &[(&str, &str)]) -> Result<Grant, Box<Refusal>> {
    let mut request = Request::builder().uri("/");
    let mut peer = Peer::default();
    for (place, value) in presented {
        match *place {
            "query" => request = request.uri(format!("/?key={value}")),
            "tls" => peer.certificates.push(value.as_bytes().to_vec()),
            header => request = request.header(header, *value),
        }
    }
    let parts = request.body(()).unwrap().into_parts().0;
    authenticate(&schemes().gate(&access), &parts, &peer, SystemTime::UNIX_EPOCH).await
}

/// The alternative that let a call through and its principals, or how it was refused.
async fn outcome(access: Access, presented: &[(&str, &str)]) -> String {
    match call(access, presented).await {
        Ok(grant) => {
            let who: Vec<_> = grant.principals().iter().map(|who| who.subject()).collect();
            format!("{} {}", grant.alternative().map_or(-1, usize::cast_signed), who.join(" "))
        }
        Err(refusal) => format!("{:?}", refusal.kind),
    }
}

const fn any(alternatives: &'static [&'static [Requirement]]) -> Access {
    Access::any_of(alternatives)
}

const OAUTH_READ: Requirement = oauth2("oauth", &["read"]);
const KEY: Requirement = api_key_header("key", "x-key");

type Case = (Access, &'static [(&'static str, &'static str)], &'static str);

#[tokio::test]
async fn the_truth_table() {
    const ONE: Access = any(&[&[OAUTH_READ]]);
    const AND: Access = any(&[&[OAUTH_READ, KEY]]);
    const OR: Access = any(&[&[OAUTH_READ], &[KEY]]);
    const ANONYMOUS: Access = any(&[&[OAUTH_READ], &[]]);
    const MIXED: Access = any(&[&[OAUTH_READ, KEY], &[mutual_tls("tls")]]);
    let cases: &[Case] = &[
        // One requirement.
        (ONE, &[], "Unauthenticated"),
        (ONE, &[("authorization", "Bearer ada~read")], "0 ada"),
        (ONE, &[("authorization", "Bearer ada~read+write")], "0 ada"),
        (ONE, &[("authorization", "Bearer ada~write")], "InsufficientScope"),
        (ONE, &[("authorization", "Bearer ada~reads")], "InsufficientScope"),
        (ONE, &[("authorization", "Bearer bad")], "InvalidCredential"),
        (ONE, &[("authorization", "Bearer down")], "Unavailable"),
        (ONE, &[("authorization", "Bearer")], "InvalidCredential"),
        // Not a credential of this operation.
        (ONE, &[("authorization", "Basic YTpi")], "Unauthenticated"),
        (ONE, &[("x-key", "bad")], "Unauthenticated"),
        (ONE, &[("query", "ada~read")], "Unauthenticated"),
        // AND: every member.
        (AND, &[], "Unauthenticated"),
        (AND, &[("authorization", "Bearer ada~read")], "Unauthenticated"),
        (AND, &[("x-key", "acme~read")], "Unauthenticated"),
        (AND, &[("authorization", "Bearer ada~read"), ("x-key", "acme")], "0 ada acme"),
        (AND, &[("authorization", "Bearer ada~read"), ("x-key", "bad")], "InvalidCredential"),
        (AND, &[("authorization", "Bearer bad"), ("x-key", "acme")], "InvalidCredential"),
        // A scope counts for the principal of its own scheme only.
        (AND, &[("authorization", "Bearer ada"), ("x-key", "acme~read")], "InsufficientScope"),
        // OR: the first alternative that holds, in the document's order.
        (OR, &[], "Unauthenticated"),
        (OR, &[("x-key", "acme")], "1 acme"),
        (OR, &[("authorization", "Bearer ada~read")], "0 ada"),
        (OR, &[("authorization", "Bearer ada~read"), ("x-key", "acme")], "0 ada"),
        (OR, &[("authorization", "Bearer ada"), ("x-key", "acme")], "1 acme"),
        (OR, &[("authorization", "Bearer ada")], "InsufficientScope"),
        // An invalid credential refuses where another alternative holds.
        (OR, &[("authorization", "Bearer bad"), ("x-key", "acme")], "InvalidCredential"),
        (OR, &[("authorization", "Bearer ada~read"), ("x-key", "bad")], "InvalidCredential"),
        (OR, &[("authorization", "Bearer ada~read"), ("x-key", "")], "InvalidCredential"),
        // A fault refuses whatever else holds.
        (OR, &[("authorization", "Bearer ada~read"), ("x-key", "down")], "Unavailable"),
        (OR, &[("authorization", "Bearer bad"), ("x-key", "down")], "Unavailable"),
        (OR, &[("authorization", "Bearer down"), ("x-key", "bad")], "Unavailable"),
        // The anonymous alternative.
        (ANONYMOUS, &[], "1 "),
        (ANONYMOUS, &[("authorization", "Bearer ada~read")], "0 ada"),
        (ANONYMOUS, &[("authorization", "Bearer ada")], "1 "),
        (ANONYMOUS, &[("authorization", "Bearer bad")], "InvalidCredential"),
        (ANONYMOUS, &[("authorization", "Bearer down")], "Unavailable"),
        (ANONYMOUS, &[("authorization", "Basic YTpi")], "1 "),
        // OR of ANDs.
        (MIXED, &[("x-key", "acme"), ("tls", "cert")], "1 cert"),
        (MIXED, &[("authorization", "Bearer ada"), ("x-key", "acme")], "InsufficientScope"),
        (MIXED, &[("authorization", "Bearer ada"), ("tls", "bad")], "InvalidCredential"),
        (MIXED, &[("authorization", "Bearer ada")], "Unauthenticated"),
        // Nobody, and everybody without a look at the credentials.
        (any(&[]), &[], "InsufficientScope"),
        (any(&[]), &[("authorization", "Bearer ada~read")], "InsufficientScope"),
        (Access::PUBLIC, &[], "-1 "),
        (Access::PUBLIC, &[("authorization", "Bearer bad"), ("x-key", "down")], "-1 "),
    ];
    for (access, presented, expected) in cases {
        assert_eq!(outcome(*access, presented).await, *expected, "{access:?} {presented:?}");
    }
}

#[tokio::test]
async fn a_scope_holds_what_it_implies() {
    const RULES: &[ScopeRule] = &[
        ScopeRule::new("read", &["read", "write"]),
        ScopeRule::new("any", &["read", "write", "audit"]),
    ];
    const READ: Access = any(&[&[oauth2("oauth", &["read"]).rules(RULES)]]);
    const WRITE: Access = any(&[&[oauth2("oauth", &["write"]).rules(RULES)]]);
    const ANY: Access = any(&[&[oauth2("oauth", &["any"]).rules(RULES)]]);
    // The rules are those of one scheme, and of one alternative.
    const BOTH: Access = any(&[&[
        oauth2("oauth", &["read"]).rules(RULES),
        api_key_header("key", "x-key").roles(&["read"]),
    ]]);
    const OTHER: Access =
        any(&[&[oauth2("oauth", &["read"])], &[mutual_tls("tls").roles(&["read"]).rules(RULES)]]);
    let cases: &[Case] = &[
        (READ, &[("authorization", "Bearer ada~read")], "0 ada"),
        (READ, &[("authorization", "Bearer ada~write")], "0 ada"),
        (READ, &[("authorization", "Bearer ada~audit")], "InsufficientScope"),
        (READ, &[("authorization", "Bearer ada~writes")], "InsufficientScope"),
        (WRITE, &[("authorization", "Bearer ada~write")], "0 ada"),
        (WRITE, &[("authorization", "Bearer ada~read")], "InsufficientScope"),
        (ANY, &[("authorization", "Bearer ada~read")], "0 ada"),
        (ANY, &[("authorization", "Bearer ada~write")], "0 ada"),
        (ANY, &[("authorization", "Bearer ada~audit")], "0 ada"),
        // No token carries the name itself.
        (ANY, &[("authorization", "Bearer ada~any")], "InsufficientScope"),
        (ANY, &[("authorization", "Bearer ada")], "InsufficientScope"),
        (BOTH, &[("authorization", "Bearer ada~write"), ("x-key", "k~read")], "0 ada k"),
        (BOTH, &[("authorization", "Bearer ada~write"), ("x-key", "k~write")], "InsufficientScope"),
        (OTHER, &[("authorization", "Bearer ada~write")], "InsufficientScope"),
        (OTHER, &[("authorization", "Bearer ada~write"), ("tls", "c~write")], "1 c"),
    ];
    for (access, presented, expected) in cases {
        assert_eq!(outcome(*access, presented).await, *expected, "{access:?} {presented:?}");
    }
}

#[tokio::test]
async fn scopes_are_bound_to_their_alternative() {
    const ACCESS: Access =
        any(&[&[oauth2("oauth", &["read", "admin"])], &[oauth2("oauth", &["write"]), KEY]]);
    let cases: &[Case] = &[
        (ACCESS, &[("authorization", "Bearer ada~read+write")], "InsufficientScope"),
        (ACCESS, &[("authorization", "Bearer ada~read+admin")], "0 ada"),
        (ACCESS, &[("authorization", "Bearer ada~write"), ("x-key", "acme")], "1 ada acme"),
        (
            ACCESS,
            &[("authorization", "Bearer ada~read"), ("x-key", "a~admin")],
            "InsufficientScope",
        ),
    ];
    for (access, presented, expected) in cases {
        assert_eq!(outcome(*access, presented).await, *expected, "{presented:?}");
    }
}

#[tokio::test]
async fn schemes_that_share_a_carrier() {
    const BEARERS: Access = any(&[&[bearer("alpha", &["x"])], &[bearer("beta", &["y"])]]);
    const BOTH: Access = any(&[&[bearer("alpha", &[]), bearer("beta", &[])]]);
    const NAMES: Access = any(&[
        &[bearer("alpha", &[])],
        &[basic("basic")],
        &[other("hoba", "hoba")],
        &[api_key_header("raw", "authorization")],
    ]);
    let cases: &[Case] = &[
        // Invalid only if none accepts it, and it counts only for those that do.
        (BEARERS, &[("authorization", "Bearer ann~x")], "0 ann"),
        (BEARERS, &[("authorization", "Bearer bob~y")], "1 bob"),
        (BEARERS, &[("authorization", "Bearer bob~x")], "InsufficientScope"),
        (BEARERS, &[("authorization", "Bearer cal~x+y")], "InvalidCredential"),
        (BOTH, &[("authorization", "Bearer ann")], "Unauthenticated"),
        (NAMES, &[("authorization", "Bearer ann")], "0 ann"),
        (NAMES, &[("authorization", "Basic Ym9iOng=")], "1 bob"),
        (NAMES, &[("authorization", "hoba hob")], "2 hob"),
        (NAMES, &[("authorization", "kim")], "3 kim"),
        (NAMES, &[("authorization", "unknown")], "InvalidCredential"),
        (NAMES, &[("authorization", "Bearer cal")], "InvalidCredential"),
    ];
    for (access, presented, expected) in cases {
        assert_eq!(outcome(*access, presented).await, *expected, "{presented:?}");
    }
}

#[tokio::test]
async fn a_repeated_credential_is_a_faulty_request() {
    const KEYS: Access = any(&[&[KEY], &[api_key_query("query", "key")], &[]]);
    let cases: &[Case] = &[
        (
            any(&[&[OAUTH_READ]]),
            &[("authorization", "Bearer ada~read"), ("authorization", "Bearer ada~read")],
            "InvalidRequest",
        ),
        // Also where the operation takes no `Authorization` at all.
        (KEYS, &[("authorization", "a"), ("authorization", "b")], "InvalidRequest"),
        (KEYS, &[("x-key", "acme"), ("x-key", "acme")], "InvalidRequest"),
        (KEYS, &[("query", "acme&key=acme")], "InvalidRequest"),
        (KEYS, &[("query", "acme")], "1 acme"),
    ];
    for (access, presented, expected) in cases {
        assert_eq!(outcome(*access, presented).await, *expected, "{presented:?}");
    }
}

/// The challenges of a refused call.
async fn challenges(access: Access, presented: &[(&str, &str)]) -> Vec<String> {
    let Err(refusal) = call(access, presented).await else { panic!("let through") };
    refusal.challenges.iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn challenges_name_what_is_missing() {
    const AND: Access = any(&[&[OAUTH_READ, KEY], &[KEY, mutual_tls("tls")]]);
    // Nothing presented: no code, every scheme once.
    assert_eq!(
        challenges(AND, &[]).await,
        [r#"Bearer realm="oauth""#, r#"ApiKey realm="key""#, r#"MutualTLS realm="tls""#]
    );
    // A member of each AND is missing.
    assert_eq!(
        challenges(AND, &[("x-key", "acme")]).await,
        [r#"Bearer realm="oauth""#, r#"MutualTLS realm="tls""#]
    );
    // The code only where the token is what is invalid.
    let invalid = challenges(AND, &[("authorization", "Bearer bad")]).await;
    assert!(
        invalid[0].starts_with(r#"Bearer realm="oauth", error="invalid_token""#),
        "{invalid:?}"
    );
    assert_eq!(invalid.len(), 3);
    let invalid = challenges(AND, &[("x-key", "bad")]).await;
    assert_eq!(invalid[0], r#"Bearer realm="oauth""#);

    let scope = challenges(AND, &[("authorization", "Bearer ada"), ("x-key", "acme")]).await;
    assert_eq!(scope.len(), 1);
    assert!(scope[0].starts_with(r#"Bearer realm="oauth", error="insufficient_scope""#));
    assert!(!scope[0].contains("read"), "a scope that the caller lacks is not named");
}

#[tokio::test]
async fn challenges_leave_out_what_would_not_help() {
    const OR: Access = any(&[&[OAUTH_READ], &[KEY]]);
    const BEARERS: Access = any(&[&[OAUTH_READ], &[bearer("beta", &[])]]);
    // A scope is missing for one of two schemes of tokens.
    let scope = challenges(BEARERS, &[("authorization", "Bearer ada")]).await;
    assert!(scope.len() == 1 && scope[0].contains(r#"realm="oauth", error="insufficient_scope""#));
    // A request that is faulty says nothing of API keys.
    let twice = [("authorization", "Bearer ada"), ("authorization", "Bearer ada")];
    let faulty = challenges(OR, &twice).await;
    assert!(faulty.len() == 1 && faulty[0].contains(r#"realm="oauth", error="invalid_request""#));
}

#[tokio::test]
async fn a_refusal_says_who_was_verified() {
    const ONE: Access = any(&[&[OAUTH_READ]]);
    let Err(refusal) = call(ONE, &[("authorization", "Bearer ada")]).await else { panic!() };
    assert_eq!(refusal.principals[0].subject(), "ada");
    assert_eq!(refusal.kind.status(), http::StatusCode::FORBIDDEN);
}

/// Knows every token at once, and would verify none.
struct Knowing;

impl BearerVerifier for Knowing {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Ok(())
    }
    fn known(&self, token: &[u8], _: SystemTime) -> Option<Arc<Principal>> {
        std::str::from_utf8(token).ok().map(|token| Arc::new(Principal::new(token)))
    }
    fn verify<'a>(&'a self, _: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        Box::pin(ready(Err(Fault::Invalid("asked"))))
    }
}

#[tokio::test]
async fn what_is_known_at_once_is_so_under_bearer_only() {
    const ACCESS: Access = Access::any_of(&[&[oauth2("oauth", &[])]]);
    let mut schemes = Schemes::new();
    schemes
        .add_bearer(info("oauth", SchemeKind::Bearer), Box::new(Knowing) as Box<dyn BearerVerifier>)
        .unwrap();
    let gate = Gate::new(&ACCESS, &schemes);
    for (value, expected) in [("Bearer ada", Ok("ada")), ("DPoP ada", Err("asked"))] {
        let (parts, ()) =
            Request::builder().header("authorization", value).body(()).unwrap().into_parts();
        let answer = authenticate(&gate, &parts, &Peer::default(), SystemTime::now()).await;
        let who = answer.as_ref().map(|grant| grant.principals()[0].subject());
        assert_eq!(who.map_err(|refusal| refusal.reason), expected, "{value}");
    }
}

#[tokio::test]
async fn a_scheme_without_verifier_refuses() {
    const UNKNOWN: Access = any(&[&[], &[oauth2("unknown", &[])]]);
    const OTHER_KIND: Access = any(&[&[], &[basic("oauth")]]);
    assert_eq!(outcome(UNKNOWN, &[]).await, "Unavailable");
    assert_eq!(outcome(OTHER_KIND, &[]).await, "Unavailable");
    assert!(schemes().check(&UNKNOWN).is_err());
    assert!(schemes().check(&OTHER_KIND).is_err());
    assert!(schemes().check(&any(&[&[OAUTH_READ, KEY], &[]])).is_ok());
}

/// Takes no scheme.
struct Unwilling;

impl BearerVerifier for Unwilling {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Err(ConfigError::new("no"))
    }
    fn verify<'a>(&'a self, _: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        Box::pin(ready(Err(Fault::Unavailable)))
    }
}

#[test]
fn a_scheme_whose_verifier_does_not_take_it_is_an_error() {
    let error = Schemes::new().add_bearer(info("oauth", SchemeKind::Bearer), Unwilling);
    assert_eq!(error, Err(ConfigError::new("no")));
}

#[test]
fn schemes_are_given_once_and_under_their_kind() {
    let mut schemes = Schemes::new();
    assert!(schemes.add_bearer(info("a", SchemeKind::Basic), Fake("")).is_err());
    assert!(schemes.add_api_key(info("a", SchemeKind::Bearer), Fake("")).is_err());
    assert!(schemes.add_bearer(info("a", SchemeKind::Bearer), Fake("")).is_ok());
    assert!(schemes.add_bearer(info("a", SchemeKind::Bearer), Fake("")).is_err());
    assert_eq!(format!("{schemes:?}"), r#"["a"]"#);
}
