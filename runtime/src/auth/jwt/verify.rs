//! The verification of one token, cheapest checks first: nothing that can be refused without
//! cryptography reaches it.
//!
//! **Invariant:** the claims of a token are read only after its signature was verified by a key of
//! the set, with that key's own algorithm.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::keys::KeySet;
use super::rules::Rules;
use super::{claims, header};
use crate::auth::principal::Principal;

/// Whom a token speaks for, now; the error is the reason for the log.
pub(super) fn verify(
    token: &str,
    rules: &Rules,
    keys: &KeySet,
    now: SystemTime,
) -> Result<Principal, &'static str> {
    let parts = Compact::split(token)?;
    let header = header::read(&decode(parts.header)?)?;
    // RFC 8725 §3.1: the caller says which algorithms, not the token.
    if !rules.algorithms.contains(&header.algorithm) {
        return Err("alg is not allowed");
    }
    let key = keys.find(header.kid.as_deref(), header.algorithm)?;
    let signature = decode(parts.signature)?;
    let payload = decode(parts.payload)?;
    if !key.verify(parts.signed.as_bytes(), &signature) {
        return Err("the signature is wrong");
    }
    claims::read(&payload, rules, now)
}

/// The three parts of a compact token (RFC 7515 §7.1).
struct Compact<'a> {
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
    /// The header and the payload with the dot between them.
    signed: &'a str,
}

impl<'a> Compact<'a> {
    fn split(token: &'a str) -> Result<Compact<'a>, &'static str> {
        let reason = "the token has not three parts";
        let (signed, signature) = token.rsplit_once('.').ok_or(reason)?;
        let (header, payload) = signed.split_once('.').ok_or(reason)?;
        if payload.contains('.') {
            return Err(reason);
        }
        Ok(Compact { header, payload, signature, signed })
    }
}

/// RFC 7515 §2: base64url without padding, white space or unused bits. The engine's defaults are
/// that strict.
fn decode(part: &str) -> Result<Vec<u8>, &'static str> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| "a part is not base64url")
}
