//! The verification of one token, cheapest checks first: nothing that can be refused without
//! cryptography reaches it.
//!
//! **Invariant:** the claims of a token are read only after its signature was verified by a key of
//! the set, with that key's own algorithm.

use std::time::SystemTime;

use super::keys::KeySet;
use super::rules::Rules;
use super::{claims, header};
use crate::auth::jose::{Compact, decode};
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
