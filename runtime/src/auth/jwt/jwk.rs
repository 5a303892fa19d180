//! One key of a set (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
//!
//! **Invariant:** a key is made only of members that are all there, strictly encoded and in range.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use serde_json::{Map, Value};

use super::algorithm::Algorithm;

/// RFC 7518 §3.3, and what the verification accepts at most.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

type Jwk = Map<String, Value>;

/// A key and its one algorithm (RFC 8725 §3.1).
pub(super) struct Key {
    pub(super) kid: Option<String>,
    pub(super) algorithm: Algorithm,
    decoding: DecodingKey,
}

impl Key {
    /// Whether the signature is this key's over the message.
    pub(super) fn verify(&self, message: &[u8], signature: &Vec<u8>) -> bool {
        // Named, not the process's default: another crate of the build may have turned on another
        // provider, and then there is no default.
        (DEFAULT_PROVIDER.verifier_factory)(&self.algorithm.jose(), &self.decoding)
            .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }
}

/// The key, if it can verify access tokens.
pub(super) fn read(value: &Value) -> Option<Key> {
    let jwk = value.as_object()?;
    if !is_for_signatures(jwk) || is_private(jwk) {
        return None;
    }
    let kid = match jwk.get("kid") {
        None => None,
        Some(kid) => Some(kid.as_str()?.to_owned()),
    };
    let (algorithm, decoding) = match (jwk.get("kty")?.as_str()?, curve(jwk)) {
        ("EC", Some("P-256")) => (Algorithm::ES256, point(jwk, &ECDSA_P256_SHA256_FIXED, 32)?),
        ("EC", Some("P-384")) => (Algorithm::ES384, point(jwk, &ECDSA_P384_SHA384_FIXED, 48)?),
        ("OKP", Some("Ed25519")) => (Algorithm::EdDSA, edwards(jwk)?),
        ("RSA", None) => (rsa_algorithm(jwk)?, rsa(jwk)?),
        _ => return None,
    };
    // RFC 8725 §3.1: one algorithm a key, and the one that the key's owner says.
    match jwk.get("alg") {
        Some(alg) if Algorithm::from_name(alg.as_str()?)? != algorithm => None,
        _ => Some(Key { kid, algorithm, decoding }),
    }
}

/// RFC 7517 §4.2, §4.3.
fn is_for_signatures(jwk: &Jwk) -> bool {
    let purpose = match jwk.get("use") {
        None => true,
        Some(purpose) => purpose == "sig",
    };
    let operations = match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|operation| operation == "verify"),
        Some(_) => false,
    };
    purpose && operations
}

/// Whoever publishes a private key, or a secret, has lost it.
fn is_private(jwk: &Jwk) -> bool {
    ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"].iter().any(|name| jwk.contains_key(*name))
}

fn curve(jwk: &Jwk) -> Option<&str> {
    jwk.get("crv").and_then(Value::as_str)
}

/// RFC 7518 §2: base64url without padding.
fn bytes(jwk: &Jwk, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok()
}

/// An uncompressed point (SEC 1 §2.3.3) that is on the curve (RFC 8725 §3.4).
fn point(
    jwk: &Jwk,
    algorithm: &'static dyn VerificationAlgorithm,
    coordinate: usize,
) -> Option<DecodingKey> {
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    // RFC 7518 §6.2.1.2: always the full size.
    if x.len() != coordinate || y.len() != coordinate {
        return None;
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    ParsedPublicKey::new(algorithm, &point).ok()?;
    Some(DecodingKey::from_ec_der(&point))
}

fn edwards(jwk: &Jwk) -> Option<DecodingKey> {
    let x = bytes(jwk, "x").filter(|x| x.len() == 32)?;
    ParsedPublicKey::new(&ED25519, &x).ok()?;
    Some(DecodingKey::from_ed_der(&x))
}

fn rsa_algorithm(jwk: &Jwk) -> Option<Algorithm> {
    match jwk.get("alg") {
        None => Some(Algorithm::RS256),
        Some(alg) => Algorithm::from_name(alg.as_str()?).filter(|algorithm| algorithm.is_rsa()),
    }
}

fn rsa(jwk: &Jwk) -> Option<DecodingKey> {
    let (n, e) = (bytes(jwk, "n")?, bytes(jwk, "e")?);
    // RFC 7518 §6.3.1.1: no leading zero octets.
    let high = *n.first().filter(|&&high| high != 0)?;
    let bits = n.len() * 8 - usize::try_from(high.leading_zeros()).ok()?;
    let odd = n.last().is_some_and(|low| low % 2 == 1);
    if !RSA_BITS.contains(&bits) || !odd || !is_rsa_exponent(&e) {
        return None;
    }
    RsaPublicKeyComponents { n: &n, e: &e }
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .ok()?;
    Some(DecodingKey::from_rsa_raw_components(&n, &e))
}

/// Odd, at least 3, at most 32 bits: 1 would make every message its own signature.
fn is_rsa_exponent(e: &[u8]) -> bool {
    match e {
        [0, ..] | [] | [1] => false,
        [.., low] => low % 2 == 1 && e.len() <= 4,
    }
}
