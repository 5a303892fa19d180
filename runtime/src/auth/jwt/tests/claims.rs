//! The claims.

use serde_json::{Value, json};

use super::*;

/// Each value of the claim is refused for the reason.
fn values(name: &str, reason: &str, values: impl IntoIterator<Item = Value>) {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let tokens = values.into_iter().map(|value| good(&issuer).claim(name, value).mint());
    refused(&jwt, reason, tokens);
}

/// A token without the claim is refused for the reason.
fn missing(name: &str, reason: &str) {
    let issuer = issuer();
    refused(&verifier(&issuer), reason, [good(&issuer).without(name).mint()]);
}

/// A token of this claim is accepted.
fn fine(name: &str, value: Value) {
    let issuer = issuer();
    accepted(&verifier(&issuer), &good(&issuer).claim(name, value).mint());
}

#[test]
fn exp() {
    missing("exp", "exp is missing");
    values("exp", "the token has expired", [json!(NOW), json!(NOW - 1), json!(0)]);
    values(
        "exp",
        "a time is not",
        [
            json!((NOW + 60).to_string()),
            json!(1_800_000_060.5),
            json!(1_800_000_060.0),
            json!(1e300),
            json!(u64::MAX),
            json!(253_402_300_800_u64),
            json!(-1),
            json!(null),
            json!([NOW + 60]),
            json!(true),
        ],
    );
    fine("exp", json!(NOW + 1));
}

#[test]
fn iat_and_nbf() {
    missing("iat", "iat is missing");
    values("iat", "iat is in the future", [json!(NOW + 61), json!(253_402_300_799_u64)]);
    values("iat", "a time is not", [json!(NOW.to_string()), json!(null), json!(-1)]);
    fine("iat", json!(NOW + 60));
    values("nbf", "the token is not valid yet", [json!(NOW + 1)]);
    values("nbf", "a time is not", [json!(NOW.to_string()), json!(null), json!(1.5)]);
    fine("nbf", json!(NOW));
}

#[test]
fn leeway() {
    let issuer = issuer();
    let jwt = |seconds| Jwt::new(issuer.jwks().unwrap()).leeway(Duration::from_secs(seconds));
    let lenient = bound(jwt(10));
    let expired = |ago: u64| good(&issuer).claim("exp", NOW - ago).mint();
    accepted(&lenient, &expired(9));
    refused(&lenient, "the token has expired", [expired(10)]);
    accepted(&lenient, &good(&issuer).claim("nbf", NOW + 10).mint());
    refused(&lenient, "the token is not valid yet", [good(&issuer).claim("nbf", NOW + 11).mint()]);
    assert!(jwt(61).bind(&SCHEME).is_err());
}

#[test]
fn lifetime() {
    let issuer = issuer();
    let jwt = bound(Jwt::new(issuer.jwks().unwrap()).max_lifetime(Duration::from_secs(100)));
    accepted(&jwt, &good(&issuer).valid(at(NOW - 40), at(NOW + 60)).mint());
    let long = good(&issuer).valid(at(NOW - 41), at(NOW + 60)).mint();
    refused(&jwt, "the token lives too long", [long]);
}

#[test]
fn iss() {
    missing("iss", "iss is not the issuer");
    values(
        "iss",
        "iss is not the issuer",
        [
            json!("https://issuer.example/"),
            json!("https://Issuer.example"),
            json!("https://issuer.exampl"),
            json!("https://other.example"),
            json!(["https://issuer.example"]),
            json!({ "https://issuer.example": 1 }),
            json!(""),
            json!(null),
        ],
    );
}

#[test]
fn aud() {
    missing("aud", "aud is not");
    values("aud", "aud is not", [json!(null), json!({ "https://api.example": 1 }), json!(1)]);
    values(
        "aud",
        "aud does not name this server",
        [
            json!("https://api.example/"),
            json!("https://api.exampl"),
            json!("xhttps://api.example"),
            json!("HTTPS://api.example"),
            json!("https://other.example https://api.example"),
            json!(["https://other.example"]),
            json!([]),
            json!(""),
        ],
    );
    values("aud", "aud holds", [json!(["https://api.example", 1]), json!([[AUDIENCE]])]);
    fine("aud", json!(["https://other.example", AUDIENCE]));
}

#[test]
fn cnf() {
    // A bound token is no bearer token, and what it is bound to is understood or not accepted.
    let thumbprint = "A".repeat(43);
    let bound = json!({ "x5t#S256": thumbprint });
    values("cnf", "the token is bound to a certificate", [bound]);
    values("cnf", "a token that is bound to a key", [json!({ "jkt": thumbprint })]);
    values(
        "cnf",
        "cnf",
        [json!({ "jkt": "A" }), json!({ "jkt": thumbprint, "kid": "a" }), json!({}), json!(null)],
    );
}

#[test]
fn names() {
    for (name, reason) in
        [("sub", "sub is not"), ("client_id", "client_id is not"), ("jti", "jti is not")]
    {
        missing(name, reason);
        values(
            name,
            reason,
            [
                json!(""),
                json!("a\r\nb"),
                json!("a\0"),
                json!("\u{85}"),
                json!(1),
                json!(["a"]),
                json!({ "a": "b" }),
                json!(null),
                json!("x".repeat(513)),
            ],
        );
    }
    values("jti", "jti is not", [json!("x".repeat(257))]);
    fine("jti", json!("x".repeat(256)));
}

#[test]
fn scope() {
    values("scope", "scope is not a string", [json!(["a"]), json!(null), json!(1), json!({})]);
    values(
        "scope",
        "scope is not a list",
        ["a  b", " a", "a ", " ", "a\tb", "a\nb", "a\"", "a\\", "é"].map(Value::from),
    );
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let scopes = |token: Token<'_>| accepted(&jwt, &token.mint()).scopes().count();
    assert_eq!(scopes(good(&issuer).claim("scope", "")), 0);
    assert_eq!(scopes(good(&issuer).without("scope")), 0);
    let near = accepted(&jwt, &good(&issuer).claim("scope", "payments:readx").mint());
    assert!(!near.has_scope("payments:read"));
}

#[test]
fn other_tokens_of_the_same_issuer_and_key() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let id_token = good(&issuer).typ("JWT").claim("aud", "app").claim("nonce", "n");
    let proof = good(&issuer).typ("dpop+jwt").claim("htm", "POST").claim("htu", AUDIENCE);
    let logout = good(&issuer).typ("logout+jwt").without("exp");
    refused(&jwt, "typ is not", [id_token.mint(), proof.mint(), logout.mint()]);
    // Two checks: without the type they are still not for this server.
    refused(&jwt, "aud does not", [id_token.typ("at+jwt").mint()]);
}

#[test]
fn acr_and_amr() {
    values("acr", "acr is not", [json!(1), json!(null), json!(["gold"]), json!({"a": "gold"})]);
    fine("acr", json!("gold"));
    values("amr", "amr is not", [json!("mfa"), json!(null), json!([1]), json!(["pwd", null])]);
    fine("amr", json!(["pwd", "otp"]));
    fine("amr", json!([]));
}

#[test]
fn auth_time() {
    values("auth_time", "a time is not", [json!("1"), json!(null), json!(1.5), json!(-1)]);
    values("auth_time", "auth_time is in the future", [json!(NOW + 61)]);
    fine("auth_time", json!(NOW + 60));
    fine("auth_time", json!(0));
}

#[test]
fn authorization_details() {
    values(
        "authorization_details",
        "authorization_details is not",
        [
            json!({"type": "payment"}),
            json!("[{\"type\":\"payment\"}]"),
            json!(null),
            json!(["payment"]),
            json!([{"max": 10}]),
            json!([{"type": 1}]),
            json!([{"type": "payment"}, {"type": null}]),
            json!([["type", "payment"]]),
        ],
    );
    fine("authorization_details", json!([]));
    let issuer = issuer();
    let token = good(&issuer).claim("authorization_details", json!([{"type": "payment"}]));
    let principal = accepted(&verifier(&issuer), &token.mint());
    assert_eq!(principal.authorization_details().count(), 1);
}
