//! What the claims of a token and an answer about one (RFC 7662) have in common.
//!
//! **Invariant:** a claim of another type than its standard says is refused, never left out: whoever
//! decides by it must not take it for absent.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

/// How far `iat` may lie ahead: clocks differ, and nothing is decided by it.
pub(super) const MAX_IAT_AHEAD: i64 = 60;
/// The end of the year 9999; a later time is a mistake or an attempt at one.
const MAX_TIME: i64 = 253_402_300_799;
/// Names longer than this are refused.
pub(super) const MAX_NAME_BYTES: usize = 512;
/// Token ids longer than this are refused; they are keys of the revocation store.
pub(super) const MAX_TOKEN_ID_BYTES: usize = 256;

pub(super) type Claims = Map<String, Value>;

/// RFC 9068 §4: exactly the issuer, compared as text.
pub(super) fn check_issuer(claims: &Claims, issuer: &str) -> Result<(), &'static str> {
    match claims.get("iss") {
        Some(Value::String(found)) if *found == issuer => Ok(()),
        _ => Err("iss is not the issuer"),
    }
}

/// RFC 9068 §4, RFC 7519 §4.1.3: a string or an array of strings that names this server.
pub(super) fn check_audience(claims: &Claims, audiences: &[String]) -> Result<(), &'static str> {
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or("aud holds something that is not a string")?,
        _ => return Err("aud is not a string or an array"),
    };
    if audiences.iter().all(|own| audience.contains(&own.as_str())) {
        Ok(())
    } else {
        Err("aud does not name this server")
    }
}

/// RFC 9068 §2.2.1: how and when the user was authenticated. Whoever decides by it must not be given
/// what another reader would take for something else.
pub(super) fn check_authentication(claims: &Claims, now: i64) -> Result<(), &'static str> {
    if claims.get("acr").is_some_and(|acr| !acr.is_string()) {
        return Err("acr is not a string");
    }
    let strings = |amr: &Value| amr.as_array().is_some_and(|all| all.iter().all(Value::is_string));
    if claims.get("amr").is_some_and(|amr| !strings(amr)) {
        return Err("amr is not an array of strings");
    }
    // In the future it would look recent for ever.
    if time(claims, "auth_time")?.is_some_and(|at| at > now.saturating_add(MAX_IAT_AHEAD)) {
        return Err("auth_time is in the future");
    }
    Ok(())
}

/// RFC 9396 §2: an array of objects, each with its type. An empty array authorizes nothing.
pub(super) fn check_details(claims: &Claims) -> Result<(), &'static str> {
    let Some(details) = claims.get("authorization_details") else { return Ok(()) };
    let typed = |detail: &Value| detail.get("type").is_some_and(Value::is_string);
    if details.as_array().is_some_and(|details| details.iter().all(typed)) {
        Ok(())
    } else {
        Err("authorization_details is not an array of objects with a type")
    }
}

/// A time in whole seconds. A `NumericDate` may have a fraction, but no issuer needs one, and two
/// readers could round it differently.
pub(super) fn time(claims: &Claims, name: &str) -> Result<Option<i64>, &'static str> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(seconds @ 0..=MAX_TIME) => Ok(Some(seconds)),
            _ => Err("a time is not a whole number of seconds"),
        },
    }
}

/// The whole seconds since 1970.
pub(super) fn seconds(now: SystemTime) -> Result<i64, &'static str> {
    let since = now.duration_since(UNIX_EPOCH).map_err(|_| "the clock is wrong")?;
    i64::try_from(since.as_secs()).map_err(|_| "the clock is wrong")
}

/// A time of [`seconds`].
pub(super) fn moment(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs())
}

/// RFC 6749 §3.3: tokens with single spaces between them. No scopes at all may be written as an
/// empty string; it grants nothing.
pub(super) fn scopes(claims: &Claims) -> Result<Vec<String>, &'static str> {
    let text = match claims.get("scope") {
        None => return Ok(Vec::new()),
        Some(Value::String(text)) if text.is_empty() => return Ok(Vec::new()),
        Some(Value::String(text)) => text,
        Some(_) => return Err("scope is not a string"),
    };
    let scopes: Vec<String> = text.split(' ').map(str::to_owned).collect();
    if scopes.iter().all(|scope| is_scope_token(scope)) {
        Ok(scopes)
    } else {
        Err("scope is not a list of scope tokens")
    }
}

fn is_scope_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// A name that can be logged and compared: not empty, short, without control characters.
pub(super) fn name(
    claims: &Claims,
    name: &str,
    max_bytes: usize,
    reason: &'static str,
) -> Result<String, &'static str> {
    match claims.get(name) {
        Some(Value::String(text))
            if !text.is_empty()
                && text.len() <= max_bytes
                && !text.chars().any(char::is_control) =>
        {
            Ok(text.clone())
        }
        _ => Err(reason),
    }
}
