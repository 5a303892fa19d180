//! The verification of one token, cheapest checks first: nothing that can be refused without
//! cryptography reaches it.
//!
//! **Invariant:** the claims of a token are read only after its signature was verified by a key of
//! the set, with that key's own algorithm.

use std::time::SystemTime;

use super::header::Header;
use super::key_set::KeySet;
use super::rules::Rules;
use super::{claims, header};
use crate::auth::jose::{Compact, decode};
use crate::auth::principal::Principal;

/// A token that looks like one, of which nothing is known yet.
pub(super) struct Unverified<'a> {
    header: Header,
    /// The header and the payload as they were signed.
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart; the error is the reason for the log.
    pub(super) fn read(token: &'a str, rules: &Rules) -> Result<Unverified<'a>, &'static str> {
        let parts = Compact::split(token)?;
        let header = header::read(&decode(parts.header)?)?;
        // RFC 8725 §3.1: the caller says which algorithms, not the token.
        if !rules.algorithms.contains(&header.algorithm) {
            return Err("alg is not allowed");
        }
        let signature = decode(parts.signature)?;
        let payload = decode(parts.payload)?;
        Ok(Unverified { header, signed: parts.signed, payload, signature })
    }

    /// The id of its key, if these keys do not have it.
    pub(super) fn unknown_kid(&self, keys: &KeySet) -> Option<&str> {
        self.header.kid.as_deref().filter(|kid| !keys.has(kid))
    }

    /// Whom the token speaks for, now; the error is the reason for the log.
    pub(super) fn verify(
        &self,
        rules: &Rules,
        keys: &KeySet,
        now: SystemTime,
    ) -> Result<Principal, &'static str> {
        let key = keys.find(self.header.kid.as_deref(), self.header.algorithm)?;
        if !key.verify(self.signed.as_bytes(), &self.signature) {
            return Err("the signature is wrong");
        }
        claims::read(&self.payload, rules, now)
    }
}
