//! Real keys of each kind of algorithm, and forged signatures.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding,
};
use serde_json::{Value, json};

use super::*;

/// Made once: RSA keys are slow to make.
static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

/// A token of the algorithm, signed by the function.
fn token(alg: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let issuer = issuer();
    let token = good(&issuer).alg(alg).without_header("kid");
    let signed = format!("{}.{}", encode(token.header_json()), encode(token.claims_json()));
    let signature = sign(signed.as_bytes());
    format!("{signed}.{}", encode(signature))
}

fn with_rsa(padding: &'static dyn RsaEncoding) -> impl FnOnce(&[u8]) -> Vec<u8> {
    move |message| {
        let mut signature = vec![0; RSA.public_modulus_len()];
        RSA.sign(padding, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    }
}

fn rsa_key(alg: &str) -> Value {
    let public = RSA.public_key();
    let components = aws_lc_rs::signature::RsaPublicKeyComponents::<Vec<u8>>::from(public);
    json!({ "kty": "RSA", "alg": alg, "n": encode(components.n), "e": encode(components.e) })
}

fn ec_key(pair: &EcdsaKeyPair, curve: &str) -> Value {
    let point = &pair.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) })
}

fn with_key(key: &Value) -> Jwt {
    let keys = Jwks::from_json(&json!({ "keys": [key] }).to_string()).unwrap();
    let all = ["ES256", "ES384", "PS256", "RS256", "EdDSA"];
    bound(Jwt::new(keys).algorithms(&all.map(|name| Algorithm::from_name(name).unwrap())))
}

#[test]
fn rsa_signatures() {
    let (pss, pkcs1) = (with_key(&rsa_key("PS256")), with_key(&rsa_key("RS256")));
    accepted(&pss, &token("PS256", with_rsa(&RSA_PSS_SHA256)));
    accepted(&pkcs1, &token("RS256", with_rsa(&RSA_PKCS1_SHA256)));
    // The same key with its other padding, honestly labelled or not.
    refused(&pss, "no key fits", [token("RS256", with_rsa(&RSA_PKCS1_SHA256))]);
    refused(&pss, "the signature is wrong", [token("PS256", with_rsa(&RSA_PKCS1_SHA256))]);
    refused(&pkcs1, "no key fits", [token("PS256", with_rsa(&RSA_PSS_SHA256))]);
    refused(
        &pkcs1,
        "the signature is wrong",
        [
            token("RS256", with_rsa(&RSA_PSS_SHA256)),
            token("RS256", |_| vec![0; 256]),
            token("RS256", |_| vec![0]),
            token("RS256", |_| Vec::new()),
        ],
    );
    // The public key as a secret.
    let der: PublicKeyX509Der = RSA.public_key().as_der().unwrap();
    let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, der.as_ref());
    let forged =
        token("HS256", |message| aws_lc_rs::hmac::sign(&secret, message).as_ref().to_vec());
    refused(&pkcs1, "alg is not supported", [forged]);
}

#[test]
fn edwards_signatures() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) });
    let jwt = with_key(&key);
    let sign = |message: &[u8]| pair.sign(message).as_ref().to_vec();
    accepted(&jwt, &token("EdDSA", sign));
    // RFC 9864's name of the same algorithm.
    accepted(&jwt, &token("Ed25519", sign));
    let flipped = |message: &[u8]| {
        let mut signature = sign(message);
        signature[0] ^= 1;
        signature
    };
    refused(
        &jwt,
        "the signature is wrong",
        [token("EdDSA", flipped), token("EdDSA", |_| vec![0; 64])],
    );
}

fn ec(algorithm: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
    EcdsaKeyPair::generate(algorithm).unwrap()
}

fn with_ec(pair: &EcdsaKeyPair) -> impl Fn(&[u8]) -> Vec<u8> + '_ {
    |message| pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

#[test]
fn ec_signatures() {
    let pair = ec(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let jwt = with_key(&ec_key(&pair, "P-256"));
    accepted(&jwt, &token("ES256", with_ec(&pair)));
    let larger = ec(&ECDSA_P384_SHA384_FIXED_SIGNING);
    let larger_jwt = with_key(&ec_key(&larger, "P-384"));
    accepted(&larger_jwt, &token("ES384", with_ec(&larger)));
    refused(&larger_jwt, "no key fits", [token("ES256", with_ec(&pair))]);
}

/// The order of P-256 (SEC 2 §2.4.2).
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

fn order() -> Vec<u8> {
    (0..32).map(|i| u8::from_str_radix(&ORDER[i * 2..i * 2 + 2], 16).unwrap()).collect()
}

/// A number of 32 bytes taken from the order.
fn negated(number: &[u8]) -> Vec<u8> {
    let mut result = order();
    let mut borrow = 0;
    for (digit, less) in result.iter_mut().zip(number).rev() {
        let difference = i16::from(*digit) - i16::from(*less) - borrow;
        borrow = i16::from(difference < 0);
        *digit = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    result
}

#[test]
fn forged_ec_signatures() {
    let pair = ec(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let jwt = with_key(&ec_key(&pair, "P-256"));
    let sign = with_ec(&pair);
    let half = [0_u8; 32];
    let (zero, one) = (half.to_vec(), [vec![0; 31], vec![1]].concat());
    // r and s of zero (CVE-2022-21449) and of the order, and their mixtures.
    let edges = [zero, one, order()];
    let mut tokens = Vec::new();
    for r in &edges {
        for s in &edges {
            tokens.push(token("ES256", |_| [r.clone(), s.clone()].concat()));
        }
    }
    // r or s plus the order does not fit or is out of range; other lengths (RFC 7518 §3.4).
    tokens.push(token("ES256", |message| [sign(message), vec![0]].concat()));
    tokens.push(token("ES256", |message| sign(message)[..63].to_vec()));
    tokens.push(token("ES256", |message| {
        let signature = sign(message);
        let (r, s) = signature.split_at(32);
        [&[0], r, &[0], s].concat()
    }));
    tokens.push(token("ES256", |_| Vec::new()));
    // DER.
    let pkcs8 = pair.to_pkcs8v1().unwrap();
    let der = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).unwrap();
    tokens.push(token("ES256", with_ec(&der)));
    // Another key, another message.
    tokens.push(token("ES256", with_ec(&ec(&ECDSA_P256_SHA256_FIXED_SIGNING))));
    tokens.push(token("ES256", |_| sign(b"another message")));
    refused(&jwt, "the signature is wrong", tokens);
}

#[test]
fn both_signs_of_an_ec_signature_are_genuine() {
    // JOSE does not demand the low s. The twin is as genuine, and its `jti` is the same, so
    // revocation reaches both.
    let pair = ec(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let jwt = with_key(&ec_key(&pair, "P-256"));
    let sign = with_ec(&pair);
    let twin = token("ES256", |message| {
        let signature = sign(message);
        let (r, s) = signature.split_at(32);
        [r, &negated(s)].concat()
    });
    accepted(&jwt, &twin);
}
