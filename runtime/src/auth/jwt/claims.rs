//! The claims of a token whose signature was verified (RFC 9068 §2.2, §4).
//!
//! **Invariant:** a principal is made only of claims that are all there, of the right type, for
//! this server, at this time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::rules::Rules;
use crate::auth::confirmation::Confirmation;
use crate::auth::json;
use crate::auth::principal::Principal;

/// How far `iat` may lie ahead: clocks differ, and nothing is decided by it.
const MAX_IAT_AHEAD: i64 = 60;
/// The end of the year 9999; a later time is a mistake or an attempt at one.
const MAX_TIME: i64 = 253_402_300_799;
/// Names longer than this are refused.
const MAX_NAME_BYTES: usize = 512;
/// Token ids longer than this are refused; they are keys of the revocation store.
const MAX_TOKEN_ID_BYTES: usize = 256;

type Claims = Map<String, Value>;

/// Whom the claims speak for, now; the error is the reason for the log.
pub(super) fn read(text: &[u8], rules: &Rules, now: SystemTime) -> Result<Principal, &'static str> {
    let claims = json::object(text).ok_or("the claims are not an unambiguous JSON object")?;
    check_issuer(&claims, rules)?;
    check_audience(&claims, rules)?;
    let expires_at = check_times(&claims, rules, seconds(now)?)?;
    let confirmation = Confirmation::read(&claims)?;
    let scopes = scopes(&claims)?;
    check_authentication(&claims, seconds(now)?)?;
    check_details(&claims)?;
    // RFC 9068 §2.2: these are required.
    let subject = name(&claims, "sub", MAX_NAME_BYTES, "sub is not a short string")?;
    let client = name(&claims, "client_id", MAX_NAME_BYTES, "client_id is not a short string")?;
    let token_id = name(&claims, "jti", MAX_TOKEN_ID_BYTES, "jti is not a short string")?;
    let principal = Principal::new(subject)
        .with_client(client)
        .with_issuer(&rules.issuer)
        .with_token_id(token_id)
        .with_expiry(expires_at)
        .with_scopes(scopes)
        .bound_to(confirmation);
    Ok(principal.with_claims(claims))
}

/// RFC 9068 §4: exactly the issuer, compared as text.
fn check_issuer(claims: &Claims, rules: &Rules) -> Result<(), &'static str> {
    match claims.get("iss") {
        Some(Value::String(issuer)) if *issuer == rules.issuer => Ok(()),
        _ => Err("iss is not the issuer"),
    }
}

/// RFC 9068 §4, RFC 7519 §4.1.3: a string or an array of strings that names this server.
fn check_audience(claims: &Claims, rules: &Rules) -> Result<(), &'static str> {
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several
            .iter()
            .map(Value::as_str)
            .collect::<Option<_>>()
            .ok_or("aud holds something that is not a string")?,
        _ => return Err("aud is not a string or an array"),
    };
    if rules.audiences.iter().all(|own| audience.contains(&own.as_str())) {
        Ok(())
    } else {
        Err("aud does not name this server")
    }
}

/// RFC 7519 §4.1.4 to §4.1.6. Returns when the token expires.
fn check_times(claims: &Claims, rules: &Rules, now: i64) -> Result<SystemTime, &'static str> {
    let expires = time(claims, "exp")?.ok_or("exp is missing")?;
    let issued = time(claims, "iat")?.ok_or("iat is missing")?;
    if now >= expires.saturating_add(rules.leeway) {
        return Err("the token has expired");
    }
    if issued > now.saturating_add(MAX_IAT_AHEAD) {
        return Err("iat is in the future");
    }
    if time(claims, "nbf")?.is_some_and(|start| start > now.saturating_add(rules.leeway)) {
        return Err("the token is not valid yet");
    }
    if rules.max_lifetime.is_some_and(|longest| expires.saturating_sub(issued) > longest) {
        return Err("the token lives too long");
    }
    Ok(UNIX_EPOCH + Duration::from_secs(expires.unsigned_abs()))
}

/// RFC 9068 §2.2.1: how and when the user was authenticated. Whoever decides by it must not be given
/// what another reader would take for something else.
fn check_authentication(claims: &Claims, now: i64) -> Result<(), &'static str> {
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
fn check_details(claims: &Claims) -> Result<(), &'static str> {
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
fn time(claims: &Claims, name: &str) -> Result<Option<i64>, &'static str> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(seconds @ 0..=MAX_TIME) => Ok(Some(seconds)),
            _ => Err("a time is not a whole number of seconds"),
        },
    }
}

/// The whole seconds since 1970.
fn seconds(now: SystemTime) -> Result<i64, &'static str> {
    let since = now.duration_since(UNIX_EPOCH).map_err(|_| "the clock is wrong")?;
    i64::try_from(since.as_secs()).map_err(|_| "the clock is wrong")
}

/// RFC 6749 §3.3: tokens with single spaces between them. No scopes at all may be written as an
/// empty string; it grants nothing.
fn scopes(claims: &Claims) -> Result<Vec<String>, &'static str> {
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
fn name(
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
