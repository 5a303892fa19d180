//! One key of a set (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
//!
//! **Invariant:** a key is made only of members that are all there, strictly encoded and in range.

use std::fmt::Write as _;

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
use crate::auth::digest::{Sha256, sha256};

/// RFC 7518 §3.3, and what the verification accepts at most.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

type Jwk = Map<String, Value>;

/// A key and its one algorithm (RFC 8725 §3.1).
pub(in crate::auth) struct Key {
    pub(in crate::auth) kid: Option<String>,
    pub(in crate::auth) algorithm: Algorithm,
    decoding: DecodingKey,
}

impl Key {
    /// Whether the signature is this key's over the message.
    pub(in crate::auth) fn verify(&self, message: &[u8], signature: &Vec<u8>) -> bool {
        // Named, not the process's default: another crate of the build may have turned on another
        // provider, and then there is no default.
        (DEFAULT_PROVIDER.verifier_factory)(&self.algorithm.jose(), &self.decoding)
            .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }
}

/// The key, if it can verify signatures. An RSA key without `alg` is one for RS256.
pub(in crate::auth) fn read(value: &Value) -> Option<Key> {
    public_key(value.as_object()?, Algorithm::RS256)
}

/// The key, if it can verify signatures. An RSA key without `alg` is one for `rsa`, if that is an
/// algorithm of RSA.
pub(in crate::auth) fn public_key(jwk: &Jwk, rsa: Algorithm) -> Option<Key> {
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
        ("RSA", None) => (rsa_algorithm(jwk, rsa)?, rsa_key(jwk)?),
        _ => return None,
    };
    // RFC 8725 §3.1: one algorithm a key, and the one that the key's owner says.
    match jwk.get("alg") {
        Some(alg) if Algorithm::from_name(alg.as_str()?)? != algorithm => None,
        _ => Some(Key { kid, algorithm, decoding }),
    }
}

/// RFC 7638 §3: the SHA-256 of the required members, in the order of their names. RFC 8037 §2 has
/// those of `OKP`. `None` for what [`public_key`] does not take.
pub(in crate::auth) fn thumbprint(jwk: &Jwk) -> Option<Sha256> {
    let members: &[&str] = match jwk.get("kty")?.as_str()? {
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "RSA" => &["e", "kty", "n"],
        _ => return None,
    };
    let mut text = String::from("{");
    for (index, name) in members.iter().enumerate() {
        let value = jwk.get(*name)?.as_str()?;
        // Names of curves and base64url need no escapes; anything else is no such key.
        if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
            return None;
        }
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}\"{name}\":\"{value}\"");
    }
    text.push('}');
    Some(sha256(text.as_bytes()))
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

fn rsa_algorithm(jwk: &Jwk, otherwise: Algorithm) -> Option<Algorithm> {
    let algorithm = match jwk.get("alg") {
        None => otherwise,
        Some(alg) => Algorithm::from_name(alg.as_str()?)?,
    };
    Some(algorithm).filter(|algorithm| algorithm.is_rsa())
}

fn rsa_key(jwk: &Jwk) -> Option<DecodingKey> {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::auth::json;

    #[test]
    fn thumbprints() {
        // RFC 7638 §3.1.
        let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
        let jwk = json::object(rsa.as_bytes()).unwrap();
        let encoded = URL_SAFE_NO_PAD.encode(thumbprint(&jwk).unwrap());
        assert_eq!(encoded, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        // RFC 9449 §4.1 and §6.1, the key of the examples and its thumbprint.
        let ec = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
        let jwk = json::object(ec.as_bytes()).unwrap();
        let encoded = URL_SAFE_NO_PAD.encode(thumbprint(&jwk).unwrap());
        assert_eq!(encoded, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        for bad in
            ["{}", r#"{"kty":"oct","k":"AA"}"#, r#"{"kty":"EC","crv":"P-256","x":"\"","y":""}"#]
        {
            assert_eq!(thumbprint(&json::object(bad.as_bytes()).unwrap()), None, "{bad}");
        }
    }
}
