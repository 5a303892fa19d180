//! The compact form of a signed text (RFC 7515 §7.1).
//!
//! **Invariant:** there is one way to write each text; what is written in another is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The three parts of a compact text.
pub(in crate::auth) struct Compact<'a> {
    pub(in crate::auth) header: &'a str,
    pub(in crate::auth) payload: &'a str,
    pub(in crate::auth) signature: &'a str,
    /// The header and the payload with the dot between them.
    pub(in crate::auth) signed: &'a str,
}

impl<'a> Compact<'a> {
    /// Splits a text; the error is the reason for the log.
    pub(in crate::auth) fn split(text: &'a str) -> Result<Compact<'a>, &'static str> {
        let reason = "the token has not three parts";
        let (signed, signature) = text.rsplit_once('.').ok_or(reason)?;
        let (header, payload) = signed.split_once('.').ok_or(reason)?;
        if payload.contains('.') {
            return Err(reason);
        }
        Ok(Compact { header, payload, signature, signed })
    }
}

/// RFC 7515 §2: base64url without padding, white space or unused bits. The engine's defaults are
/// that strict.
pub(in crate::auth) fn decode(part: &str) -> Result<Vec<u8>, &'static str> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| "a part is not base64url")
}

/// Refuses a header that says it must be read in another way than all others.
pub(in crate::auth) fn refuse_extensions(header: &Map<String, Value>) -> Result<(), &'static str> {
    // RFC 7515 §4.1.11: no extension is understood, so every `crit` makes the token invalid.
    // RFC 7797 §7: `b64` is not for tokens. `zip` is of encryption, `cty` of nested tokens.
    for (name, reason) in [
        ("crit", "the header has crit"),
        ("b64", "the header has b64"),
        ("zip", "the header has zip"),
        ("cty", "the header has cty"),
    ] {
        if header.contains_key(name) {
            return Err(reason);
        }
    }
    Ok(())
}
