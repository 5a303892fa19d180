//! Key sets, and what the document and the builder say together.

use serde_json::{Value, json};

use super::*;

/// The development issuer's key.
fn member(issuer: &Issuer) -> Value {
    serde_json::from_str::<Value>(&issuer.jwks_json()).unwrap()["keys"][0].clone()
}

fn set(keys: impl Into<Value>) -> Result<Jwks, ConfigError> {
    Jwks::from_json(&json!({ "keys": keys.into() }).to_string())
}

#[test]
fn keys_that_must_not_verify_are_left_out() {
    let good = member(&issuer());
    let with = |name: &str, value: Value| {
        let mut key = good.clone();
        key[name] = value;
        key["kid"] = json!("bad");
        key
    };
    let modulus = |bytes: usize| encode(vec![0xff; bytes]);
    let rsa = |bytes: usize, e: &str| json!({ "kty": "RSA", "n": modulus(bytes), "e": e });
    let mut numbered = good.clone();
    numbered["kid"] = json!(1);
    // The right octets, divided in the wrong place (RFC 7518 §6.2.1.2).
    let mut shifted = good.clone();
    let decode = |name: &str| URL_SAFE_NO_PAD.decode(good[name].as_str().unwrap()).unwrap();
    let (x, y) = (decode("x"), decode("y"));
    shifted["x"] = json!(encode(&x[..31]));
    shifted["y"] = json!(encode([&x[31..], &y[..]].concat()));
    // An Ed25519 key in the form of RFC 8410, which the cryptography would take as well.
    let spki = [&b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"[..], &[7; 32]].concat();
    let bad = [
        with("kty", json!("oct")),
        json!({ "kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" }),
        with("kty", json!("unknown")),
        with("kty", json!(null)),
        with("d", json!("AAAA")),
        with("use", json!("enc")),
        with("use", json!(null)),
        with("use", json!(["sig"])),
        with("key_ops", json!(["sign"])),
        with("key_ops", json!([])),
        with("key_ops", json!("verify")),
        with("alg", json!("ES384")),
        with("alg", json!("RS256")),
        with("alg", json!("HS256")),
        with("alg", json!(null)),
        with("crv", json!("P-384")),
        with("crv", json!("secp256k1")),
        numbered,
        // Off the curve, the point at infinity, short, long, padded.
        with("x", json!(encode([1; 32]))),
        with("x", json!(encode([0; 32]))),
        with("x", json!(encode([1; 31]))),
        with("x", json!(encode([0; 33]))),
        with("x", json!(format!("{}=", good["x"].as_str().unwrap()))),
        with("y", json!(null)),
        shifted,
        // RSA: too small, too large, exponents, leading zero, even.
        rsa(128, "AQAB"),
        rsa(255, "AQAB"),
        rsa(1025, "AQAB"),
        rsa(256, "AQ"),
        rsa(256, "Ag"),
        rsa(256, "AAEAAQ"),
        rsa(256, "AQAAAAE"),
        rsa(256, ""),
        // An algorithm of another type of key.
        json!({ "kty": "RSA", "n": modulus(256), "e": "AQAB", "alg": "ES256" }),
        json!({ "kty": "RSA", "n": modulus(256), "e": "AQAB", "alg": "EdDSA" }),
        json!({ "kty": "RSA", "n": encode([vec![0], vec![0xff; 256]].concat()), "e": "AQAB" }),
        json!({ "kty": "RSA", "n": encode([vec![0xff; 255], vec![0xfe]].concat()), "e": "AQAB" }),
        json!({ "kty": "OKP", "crv": "Ed25519", "x": encode([1; 31]) }),
        json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(spki) }),
        json!({ "kty": "OKP", "crv": "X25519", "x": encode([1; 32]) }),
        json!("key"),
        json!(null),
    ];
    for key in &bad {
        let keys = set(vec![good.clone(), key.clone()]).unwrap();
        assert_eq!((keys.len(), keys.ignored()), (1, 1), "{key}");
        assert!(set(vec![key.clone()]).is_err(), "{key}");
    }
    // RFC 7517 §4.3: what else the key is for does not matter.
    let for_both = with("key_ops", json!(["sign", "verify"]));
    assert_eq!(set(vec![good.clone(), for_both]).unwrap().len(), 2);
    // What the bad ones are changed from is good.
    assert_eq!(set(vec![good, rsa(256, "AQAB"), rsa(1024, "Aw")]).unwrap().len(), 3);
}

#[test]
fn ambiguous_sets_are_refused() {
    let (one, two) = (issuer(), issuer());
    assert!(set(vec![member(&one), member(&two)]).is_err(), "the same kid");
    let text = set(vec![member(&one)]).map(|_| one.jwks_json()).unwrap();
    let bad = [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#"{"keys":{}}"#.to_owned(),
        r#"{"keys":[]}"#.to_owned(),
        text.replacen('{', r#"{"keys":[],"#, 1),
        text.replacen("\"kid\"", r#""k\u0069d":"x","kid""#, 1),
        format!("{text}{text}"),
        format!("{text}{}", " ".repeat(MAX_SET)),
    ];
    for bad in &bad {
        assert!(Jwks::from_json(bad).is_err(), "{bad:.60}");
    }
    let mut nameless = member(&one);
    nameless.as_object_mut().unwrap().remove("kid");
    assert_eq!(set(vec![nameless.clone(); 100]).unwrap().len(), 100);
    assert!(set(vec![nameless; 101]).is_err());
    assert!(Jwks::from_json(&text).is_ok());
}

const MAX_SET: usize = 512 * 1024;

#[test]
fn files() {
    let path = std::env::temp_dir().join(format!("portcullis-jwks-{}.json", std::process::id()));
    std::fs::write(&path, issuer().jwks_json()).unwrap();
    let keys = Jwks::from_file(&path).unwrap();
    assert!(keys.len() == 1 && !keys.is_empty());
    std::fs::write(&path, "{").unwrap();
    let error = Jwks::from_file(&path).unwrap_err().to_string();
    assert!(error.contains("portcullis-jwks"), "{error}");
    std::fs::remove_file(&path).unwrap();
    assert!(Jwks::from_file(&path).is_err());
}

#[test]
fn the_document_and_the_builder_both_hold() {
    let issuer = issuer();
    let jwt = || Jwt::new(issuer.jwks().unwrap());
    let scheme =
        |issuer, audience, algorithms| SchemeInfo { issuer, audience, algorithms, ..SCHEME };
    let bind = |mut jwt: Jwt, scheme: SchemeInfo| jwt.bind(&scheme).map(|()| jwt);
    let bare = scheme(None, None, &[]);
    let named = |jwt: Jwt| jwt.issuer(ISSUER).audience(AUDIENCE);

    // Somebody has to say an issuer and an audience.
    assert!(bind(jwt(), bare).is_err());
    assert!(bind(jwt().issuer(ISSUER), bare).is_err());
    assert!(bind(jwt().audience(AUDIENCE), bare).is_err());
    assert!(bind(jwt().issuer("").audience(AUDIENCE), bare).is_err());
    assert!(bind(jwt().issuer(ISSUER).audience(""), bare).is_err());
    assert!(bind(named(jwt()), bare).is_ok());
    // Contradictions.
    assert!(bind(jwt().issuer("https://other.example"), SCHEME).is_err());
    assert!(bind(named(jwt()), scheme(None, None, &["EdDSA"])).is_err(), "no key has it");
    assert!(bind(named(jwt()), scheme(None, None, &["ES512"])).is_err(), "not supported");
    assert!(bind(named(jwt()), scheme(None, None, &["none"])).is_err());
    let narrow = named(jwt()).algorithms(&[Algorithm::ES256]);
    let error = bind(narrow, scheme(None, None, &["PS256", "EdDSA"])).unwrap_err().to_string();
    assert!(error.contains("in common"), "{error}");
    assert!(bind(named(jwt()).algorithms(&[]), bare).is_err());
    assert!(bind(named(jwt()), scheme(None, None, &["PS256", "ES256"])).is_ok());

    // Two audiences: both.
    let two = bind(jwt().audience("https://second.example"), SCHEME).unwrap();
    let aud = |aud: Value| good(&issuer).claim("aud", aud).mint();
    refused(&two, "aud does not", [aud(json!(AUDIENCE)), aud(json!("https://second.example"))]);
    accepted(&two, &aud(json!([AUDIENCE, "https://second.example"])));
}
