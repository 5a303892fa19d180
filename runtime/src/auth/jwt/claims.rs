//! The claims of a token whose signature was verified (RFC 9068 §2.2, §4).
//!
//! **Invariant:** a principal is made only of claims that are all there, of the right type, for
//! this server, at this time.

use std::time::SystemTime;

use super::rules::Rules;
use crate::auth::claims::{
    Claims, MAX_IAT_AHEAD, MAX_NAME_BYTES, MAX_TOKEN_ID_BYTES, check_audience,
    check_authentication, check_details, check_issuer, moment, name, scopes, seconds, time,
};
use crate::auth::confirmation::Confirmation;
use crate::auth::json;
use crate::auth::principal::Principal;

/// Whom the claims speak for, now; the error is the reason for the log.
pub(super) fn read(text: &[u8], rules: &Rules, now: SystemTime) -> Result<Principal, &'static str> {
    let claims = json::object(text).ok_or("the claims are not an unambiguous JSON object")?;
    check_issuer(&claims, &rules.issuer)?;
    check_audience(&claims, &rules.audiences)?;
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
    Ok(moment(expires))
}
