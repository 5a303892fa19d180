//! [`Confirmation`]: what a token is bound to (RFC 7800 §3.1).
//!
//! **Invariant:** it is made only of members that are all understood: one that is not could be the
//! one that matters.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::auth::digest::Sha256;

/// What a token is bound to; at least one of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmation {
    /// The thumbprint of a public key: `jkt`, RFC 9449 §6.1.
    pub(super) key: Option<Sha256>,
    /// The thumbprint of a certificate: `x5t#S256`, RFC 8705 §3.1.
    pub(super) certificate: Option<Sha256>,
}

impl Confirmation {
    /// What the claims of a token, or an answer about it, say in `cnf`; the error is the reason for
    /// the log.
    pub(crate) fn read(claims: &Map<String, Value>) -> Result<Option<Confirmation>, &'static str> {
        let members = match claims.get("cnf") {
            None => return Ok(None),
            Some(Value::Object(members)) => members,
            Some(_) => return Err("cnf is not an object"),
        };
        let mut confirmation = Confirmation { key: None, certificate: None };
        for (name, value) in members {
            let place = match name.as_str() {
                "jkt" => &mut confirmation.key,
                "x5t#S256" => &mut confirmation.certificate,
                _ => return Err("cnf has a member that is not understood"),
            };
            *place = Some(thumbprint(value).ok_or("cnf holds something that is no thumbprint")?);
        }
        if members.is_empty() {
            return Err("cnf is empty");
        }
        Ok(Some(confirmation))
    }
}

/// A SHA-256 in base64url without padding.
fn thumbprint(value: &Value) -> Option<Sha256> {
    URL_SAFE_NO_PAD.decode(value.as_str()?).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(cnf: Value) -> Result<Option<Confirmation>, &'static str> {
        Confirmation::read(&Map::from_iter([("cnf".to_owned(), cnf)]))
    }

    #[test]
    fn what_is_understood() {
        let zeros = "A".repeat(43);
        assert_eq!(Confirmation::read(&Map::new()), Ok(None));
        let bound = |key, certificate| Ok(Some(Confirmation { key, certificate }));
        assert_eq!(read(json!({ "jkt": zeros })), bound(Some([0; 32]), None));
        assert_eq!(read(json!({ "x5t#S256": zeros })), bound(None, Some([0; 32])));
        let both = json!({ "x5t#S256": zeros, "jkt": zeros });
        assert_eq!(read(both), bound(Some([0; 32]), Some([0; 32])));
    }

    #[test]
    fn what_is_not() {
        let zeros = "A".repeat(43);
        for cnf in [
            json!(null),
            json!("x"),
            json!([]),
            json!({}),
            json!({ "jwk": {} }),
            json!({ "kid": "a" }),
            json!({ "jkt": zeros, "kid": "a" }),
            json!({ "JKT": zeros }),
            json!({ "x5t": zeros }),
            json!({ "jkt": null }),
            json!({ "jkt": "" }),
            json!({ "jkt": "A".repeat(42) }),
            json!({ "jkt": "A".repeat(44) }),
            // Padding, unused bits, another alphabet, hexadecimal.
            json!({ "jkt": format!("{zeros}=") }),
            json!({ "jkt": format!("{}B", "A".repeat(42)) }),
            json!({ "jkt": format!("{}+A", "A".repeat(41)) }),
            json!({ "x5t#S256": "0".repeat(64) }),
        ] {
            assert!(read(cnf.clone()).is_err(), "{cnf}");
        }
    }
}
