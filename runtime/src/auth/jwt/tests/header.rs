//! The header.

use serde_json::json;

use super::*;

#[test]
fn alg_none() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer);
    let mut tokens = Vec::new();
    for alg in ["none", "None", "nOnE", "NONE", ""] {
        tokens.push(token.clone().alg(alg).mint());
        let header = encode(token.clone().alg(alg).header_json());
        tokens.push(format!("{header}.{}.", encode(token.claims_json())));
    }
    refused(&jwt, "alg is not supported", tokens);
}

#[test]
fn alg_of_secrets() {
    // The public key in every spelling as an HMAC secret (RFC 8725 §2.1).
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer).alg("HS256");
    let signed = format!("{}.{}", encode(token.header_json()), encode(token.claims_json()));
    let jwks = issuer.jwks_json();
    let set: serde_json::Value = serde_json::from_str(&jwks).unwrap();
    let jwk = set["keys"][0].to_string();
    let coordinate =
        |name: &str| URL_SAFE_NO_PAD.decode(set["keys"][0][name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let tokens = [jwks.as_bytes(), jwk.as_bytes(), &point, &point[1..], b""].map(|secret| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
        let tag = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
        format!("{signed}.{}", encode(tag.as_ref()))
    });
    refused(&jwt, "alg is not supported", tokens);
}

#[test]
fn alg_is_a_known_string() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer);
    let algs = ["es256", "ES256 ", "ES512", "ES256K", "HS256", "RSA1_5", "dir"];
    refused(&jwt, "alg is not supported", algs.map(|alg| token.clone().alg(alg).mint()));
    let values = [json!(null), json!(1), json!(["ES256"]), json!({ "ES256": 1 })];
    let tokens = values.map(|value| token.clone().header("alg", value).mint());
    refused(&jwt, "the header has no alg", tokens);
    refused(&jwt, "the header has no alg", [token.without_header("alg").mint()]);
}

#[test]
fn alg_is_allowed_and_the_keys_own() {
    let issuer = issuer();
    let token = good(&issuer);
    // Not in the list, though the key would do.
    let set = issuer.jwks_json().replace(
        "]}",
        r#",{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
    );
    let edwards = bound(Jwt::new(Jwks::from_json(&set).unwrap()).algorithms(&[Algorithm::EdDSA]));
    refused(&edwards, "alg is not allowed", [token.mint()]);
    // Allowed, but another than the key's.
    let all = verifier(&issuer);
    let algs = ["RS256", "PS256", "EdDSA"];
    refused(&all, "alg is not the key's", algs.map(|alg| token.clone().alg(alg).mint()));
    let wide =
        bound(Jwt::new(issuer.jwks().unwrap()).algorithms(&[Algorithm::ES256, Algorithm::ES384]));
    refused(&wide, "alg is not the key's", [token.clone().alg("ES384").mint()]);
    accepted(&wide, &token.mint());
}

#[test]
fn typ() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer);
    for typ in ["at+jwt", "AT+JWT", "at+JWT", "application/at+jwt", "Application/AT+JWT"] {
        accepted(&jwt, &token.clone().typ(typ).mint());
    }
    // ID token, DPoP proof, logout token, client assertion, security event, and near misses.
    let types = [
        "JWT",
        "jwt",
        "dpop+jwt",
        "logout+jwt",
        "client-authentication+jwt",
        "secevent+jwt",
        "at+jwt ",
        "at jwt",
        "text/at+jwt",
        "application/at+jwt; a=b",
        "xat+jwt",
        "",
    ];
    refused(&jwt, "typ is not", types.map(|typ| token.clone().typ(typ).mint()));
    refused(
        &jwt,
        "the header has no typ",
        [
            token.clone().header("typ", json!(["at+jwt"])).mint(),
            token.clone().header("typ", json!(null)).mint(),
            token.without_header("typ").mint(),
        ],
    );
}

#[test]
fn extensions() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer);
    let crits = [json!(["exp"]), json!([]), json!(["unknown"]), json!("b64"), json!(null)];
    let tokens = crits.map(|crit| token.clone().header("crit", crit).mint());
    refused(&jwt, "the header has crit", tokens);
    let b64 = token.clone().header("b64", false);
    refused(&jwt, "the header has b64", [b64.mint(), token.clone().header("b64", true).mint()]);
    refused(&jwt, "the header has zip", [token.clone().header("zip", "DEF").mint()]);
    refused(&jwt, "the header has cty", [token.clone().header("cty", "JWT").mint()]);
}

#[test]
fn kid() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer);
    let kids = ["../../dev/null", "' OR 1=1--", "\0", "a\r\nb", "", "DEV", "dev ", "unknown"];
    refused(&jwt, "kid is not known", kids.map(|kid| token.clone().header("kid", kid).mint()));
    let kids = [json!(1), json!(["dev"]), json!(null), json!({}), json!("x".repeat(300))];
    let tokens = kids.map(|kid| token.clone().header("kid", kid).mint());
    refused(&jwt, "kid is not a short string", tokens);
}

#[test]
fn kid_may_be_absent_where_one_key_fits() {
    let (first, second) = (issuer(), issuer());
    let token = good(&first).without_header("kid").mint();
    accepted(&verifier(&first), &token);
    let keys = |one: &Issuer, other: &Issuer| {
        let member = |issuer: &Issuer| {
            let set: serde_json::Value = serde_json::from_str(&issuer.jwks_json()).unwrap();
            set["keys"][0].clone()
        };
        let (one, mut other) = (member(one), member(other));
        other["kid"] = json!("other");
        Jwks::from_json(&json!({ "keys": [one, other] }).to_string()).unwrap()
    };
    let two = bound(Jwt::new(keys(&first, &second)));
    refused(&two, "several keys fit", [token]);
    accepted(&two, &good(&first).mint());
    accepted(&two, &good(&second).header("kid", "other").mint());
    refused(&two, "the signature is wrong", [good(&second).mint()]);
    let none = good(&first).without_header("kid").alg("PS256").mint();
    refused(&two, "no key fits", [none]);
}

#[test]
fn keys_in_the_header_are_ignored() {
    // Signed with the key that it carries.
    let (issuer, stranger) = (issuer(), issuer());
    let jwt = verifier(&issuer);
    let set: serde_json::Value = serde_json::from_str(&stranger.jwks_json()).unwrap();
    let carried = |token: Token<'_>| {
        token
            .header("jwk", set["keys"][0].clone())
            .header("jku", "http://127.0.0.1:9/keys")
            .header("x5u", "http://127.0.0.1:9/cert")
            .header("x5c", json!(["AAAA"]))
            .mint()
    };
    refused(&jwt, "the signature is wrong", [carried(good(&stranger))]);
    // Their presence alone is no fault.
    accepted(&jwt, &carried(good(&issuer)));
}
