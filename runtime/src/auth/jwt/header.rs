//! The header of a token (RFC 7515 §4).
//!
//! **Invariant:** it chooses among the keys and algorithms that the server already has, and
//! nothing else: no key, no address, no extension comes out of it.

use serde_json::{Map, Value};

use crate::auth::jose::{Algorithm, refuse_extensions};
use crate::auth::json;

/// Longer key ids are refused; they are compared, never looked up elsewhere.
const MAX_KID_BYTES: usize = 256;

/// What is needed of a header that passed every check.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) kid: Option<String>,
}

/// Reads a header; the error is the reason for the log.
pub(super) fn read(text: &[u8]) -> Result<Header, &'static str> {
    let header = json::object(text).ok_or("the header is not an unambiguous JSON object")?;
    refuse_extensions(&header)?;
    check_type(&header)?;
    let Some(Value::String(alg)) = header.get("alg") else { return Err("the header has no alg") };
    let algorithm = Algorithm::from_name(alg).ok_or("alg is not supported")?;
    let kid = match header.get("kid") {
        None => None,
        Some(Value::String(kid)) if kid.len() <= MAX_KID_BYTES => Some(kid.clone()),
        Some(_) => return Err("kid is not a short string"),
    };
    // `jku`, `x5u`, `x5c` and `jwk` are not even looked at (RFC 8725 §3.10).
    Ok(Header { algorithm, kid })
}

/// RFC 9068 §4: the type sets access tokens apart from all other tokens of the same issuer.
fn check_type(header: &Map<String, Value>) -> Result<(), &'static str> {
    let Some(Value::String(kind)) = header.get("typ") else { return Err("the header has no typ") };
    let names = ["at+jwt", "application/at+jwt"];
    if names.iter().any(|name| kind.eq_ignore_ascii_case(name)) {
        Ok(())
    } else {
        Err("typ is not that of an access token")
    }
}
