//! A proof of possession of a key (RFC 9449 §4.2): what can be told of it alone.
//!
//! **Invariant:** the claims of a proof are read only after its signature was verified by the key
//! in its header, with an algorithm that is allowed. Whether that key is worth anything is the
//! token's word.

use serde_json::{Map, Value};

use crate::auth::digest::Sha256;
use crate::auth::jose::{self, Algorithm, Compact, decode, refuse_extensions};
use crate::auth::json;

/// Longer proofs are refused unread; one with an RSA key of 8192 bits is half as long.
const MAX_PROOF_BYTES: usize = 8 * 1024;
/// Longer ids are refused.
const MAX_ID_BYTES: usize = 256;
/// The end of the year 9999.
const MAX_TIME: u64 = 253_402_300_799;

/// A proof whose signature holds.
#[derive(Debug)]
pub(super) struct Proof {
    /// The thumbprint of the key that signed it.
    pub(super) key: Sha256,
    pub(super) id: String,
    pub(super) method: String,
    pub(super) address: String,
    /// In seconds since 1970.
    pub(super) issued_at: u64,
    /// The hash of the access token, as the proof writes it.
    pub(super) token_hash: String,
    pub(super) nonce: Option<String>,
}

/// Reads and verifies a proof, RFC 9449 §4.3, checks 2 to 7; the error is the reason for the log.
pub(super) fn read(text: &str, algorithms: &[Algorithm]) -> Result<Proof, &'static str> {
    if text.len() > MAX_PROOF_BYTES {
        return Err("the proof is too long");
    }
    let parts = Compact::split(text)?;
    let header = json::object(&decode(parts.header)?);
    let header = header.ok_or("the proof's header is not an unambiguous JSON object")?;
    refuse_extensions(&header)?;
    // §11.5: the type sets proofs apart from every other signed text.
    match header.get("typ") {
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("dpop+jwt") => {}
        _ => return Err("typ is not that of a proof"),
    }
    let algorithm = match header.get("alg") {
        Some(Value::String(name)) => Algorithm::from_name(name),
        _ => None,
    };
    let algorithm = algorithm
        .filter(|algorithm| algorithms.contains(algorithm))
        .ok_or("the proof's alg is not allowed")?;
    let Some(Value::Object(jwk)) = header.get("jwk") else { return Err("the proof has no jwk") };
    // Not a private key, for signatures, strong, on its curve.
    let key = jose::public_key(jwk, algorithm)
        .filter(|key| key.algorithm == algorithm)
        .ok_or("the proof's jwk is no public key of its alg")?;
    let thumbprint = jose::thumbprint(jwk).ok_or("the proof's jwk has no thumbprint")?;
    let signature = decode(parts.signature)?;
    let payload = decode(parts.payload)?;
    if !key.verify(parts.signed.as_bytes(), &signature) {
        return Err("the proof's signature is wrong");
    }
    claims(&payload, thumbprint)
}

/// RFC 9449 §4.3, check 3: all of them are required with an access token.
fn claims(payload: &[u8], key: Sha256) -> Result<Proof, &'static str> {
    let claims = json::object(payload);
    let claims = claims.ok_or("the proof's claims are not an unambiguous JSON object")?;
    let id = text(&claims, "jti").filter(|id| !id.is_empty() && id.len() <= MAX_ID_BYTES);
    let issued_at = claims.get("iat").and_then(Value::as_u64).filter(|time| *time <= MAX_TIME);
    let nonce = match claims.get("nonce") {
        None => None,
        Some(Value::String(nonce)) => Some(nonce.clone()),
        Some(_) => return Err("the proof's nonce is not a string"),
    };
    Ok(Proof {
        key,
        id: id.ok_or("the proof's jti is not a short string")?,
        method: text(&claims, "htm").ok_or("the proof has no htm")?,
        address: text(&claims, "htu").ok_or("the proof has no htu")?,
        issued_at: issued_at.ok_or("the proof's iat is not a whole number of seconds")?,
        token_hash: text(&claims, "ath").ok_or("the proof has no ath")?,
        nonce,
    })
}

fn text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    claims.get(name)?.as_str().map(str::to_owned)
}
