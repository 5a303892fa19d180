//! The answer about a token (RFC 7662 §2.2), checked as the claims of a token would be.
//!
//! **Invariant:** a token is active only if the answer says so with the boolean `true`, and what
//! else it says is of the right type, for this server, at this time (RFC 7662 §4).

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use crate::auth::claims::{
    Claims, MAX_IAT_AHEAD, MAX_NAME_BYTES, MAX_TOKEN_ID_BYTES, check_audience,
    check_authentication, check_details, check_issuer, moment, name, scopes, seconds, time,
};
use crate::auth::confirmation::Confirmation;
use crate::auth::fault::Fault;
use crate::auth::json;
use crate::auth::presentation::TokenScheme;
use crate::auth::principal::Principal;

/// What an answer must fulfil.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) issuer: String,
    /// All of them must be named; never empty.
    pub(super) audiences: Vec<String>,
    /// Whether the answer may leave out `iss`.
    pub(super) may_lack_issuer: bool,
    /// Whether the answer may leave out `aud`.
    pub(super) may_lack_audience: bool,
}

/// A token that was active when the server was asked.
#[derive(Clone, Debug)]
pub(super) struct Active {
    pub(super) principal: Arc<Principal>,
    /// How it must be presented, where the answer says so.
    scheme: Option<TokenScheme>,
}

impl Active {
    /// What may have changed since the server was asked, and what differs between calls.
    pub(super) fn check(&self, scheme: TokenScheme, now: SystemTime) -> Result<(), Fault> {
        if self.principal.expires_at().is_some_and(|end| now >= end) {
            return Err(Fault::Invalid("the token has expired"));
        }
        // RFC 9449 §7.2, and the other way round.
        if self.scheme.is_some_and(|own| own != scheme) {
            return Err(Fault::Invalid("the token came under another scheme than its own"));
        }
        Ok(())
    }
}

/// Reads an answer. What is none is a fault of the server.
pub(super) fn read(text: &[u8], rules: &Rules, now: SystemTime) -> Result<Active, Fault> {
    let claims = json::object(text).ok_or(Fault::Unavailable)?;
    if claims.get("active") != Some(&Value::Bool(true)) {
        return Err(Fault::Invalid("the token is not active"));
    }
    active(claims, rules, now).map_err(Fault::Invalid)
}

fn active(claims: Claims, rules: &Rules, now: SystemTime) -> Result<Active, &'static str> {
    if claims.contains_key("iss") || !rules.may_lack_issuer {
        check_issuer(&claims, &rules.issuer)?;
    }
    if claims.contains_key("aud") || !rules.may_lack_audience {
        check_audience(&claims, &rules.audiences)?;
    }
    let expires_at = check_times(&claims, seconds(now)?)?;
    let scheme = scheme(&claims)?;
    let confirmation = Confirmation::read(&claims)?;
    check_authentication(&claims, seconds(now)?)?;
    check_details(&claims)?;
    let mut principal = Principal::new(subject(&claims)?)
        .with_issuer(&rules.issuer)
        .with_scopes(scopes(&claims)?)
        .bound_to(confirmation);
    // RFC 7662 §2.2: these are optional.
    if claims.contains_key("client_id") {
        let reason = "client_id is not a short string";
        principal = principal.with_client(name(&claims, "client_id", MAX_NAME_BYTES, reason)?);
    }
    if claims.contains_key("jti") {
        let reason = "jti is not a short string";
        principal = principal.with_token_id(name(&claims, "jti", MAX_TOKEN_ID_BYTES, reason)?);
    }
    if let Some(end) = expires_at {
        principal = principal.with_expiry(end);
    }
    Ok(Active { principal: Arc::new(principal.with_claims(claims)), scheme })
}

/// RFC 7662 §2.2: `sub` is optional. A client that acts for itself has none in the answers of some
/// servers, and is then the subject, as RFC 9068 §2.2 has it in tokens.
fn subject(claims: &Claims) -> Result<String, &'static str> {
    if claims.contains_key("sub") {
        return name(claims, "sub", MAX_NAME_BYTES, "sub is not a short string");
    }
    name(claims, "client_id", MAX_NAME_BYTES, "the answer names neither a subject nor a client")
}

/// RFC 7662 §2.2, RFC 7519 §4.1.4 to §4.1.6. Returns when the token expires.
fn check_times(claims: &Claims, now: i64) -> Result<Option<SystemTime>, &'static str> {
    let expires = time(claims, "exp")?;
    if expires.is_some_and(|end| now >= end) {
        return Err("the token has expired");
    }
    if time(claims, "iat")?.is_some_and(|issued| issued > now.saturating_add(MAX_IAT_AHEAD)) {
        return Err("iat is in the future");
    }
    if time(claims, "nbf")?.is_some_and(|start| start > now) {
        return Err("the token is not valid yet");
    }
    Ok(expires.map(moment))
}

/// RFC 7662 §2.2, RFC 6749 §7.1: the type of an access token, in any case. Servers are asked about
/// refresh tokens as well, and some tell them apart here, or by `token_use`.
fn scheme(claims: &Claims) -> Result<Option<TokenScheme>, &'static str> {
    if claims.get("token_use").is_some_and(|usage| usage != "access_token") {
        return Err("it is not an access token");
    }
    match claims.get("token_type") {
        None => Ok(None),
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("Bearer") => {
            Ok(Some(TokenScheme::Bearer))
        }
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("DPoP") => {
            Ok(Some(TokenScheme::Dpop))
        }
        Some(_) => Err("token_type is not that of an access token"),
    }
}
