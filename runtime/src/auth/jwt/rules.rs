//! [`Rules`]: what a token must fulfil, from the builder and from the document together.
//!
//! **Invariant:** rules always name an issuer, an audience and an algorithm; whoever said them,
//! all that was said holds.

use crate::auth::fault::ConfigError;
use crate::auth::jose::Algorithm;
use crate::auth::verifier::SchemeInfo;

/// What a token must fulfil.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) issuer: String,
    /// All of them must be named; never empty.
    pub(super) audiences: Vec<String>,
    /// One of them must be used; never empty.
    pub(super) algorithms: Vec<Algorithm>,
    /// Seconds by which `exp` and `nbf` may be missed.
    pub(super) leeway: i64,
    /// Seconds from `iat` to `exp` at most.
    pub(super) max_lifetime: Option<i64>,
    /// Longer tokens are refused unread.
    pub(super) max_token_bytes: usize,
}

/// The algorithms that the builder and the document both allow.
pub(super) fn algorithms(
    own: &[Algorithm],
    scheme: &SchemeInfo,
) -> Result<Vec<Algorithm>, ConfigError> {
    let mut named = Vec::with_capacity(scheme.algorithms.len());
    for name in scheme.algorithms {
        named.push(Algorithm::from_name(name).ok_or_else(|| {
            ConfigError::new(format!(
                "scheme `{}`: algorithm `{name}` is not supported",
                scheme.name
            ))
        })?);
    }
    let allowed: Vec<Algorithm> = own
        .iter()
        .copied()
        .filter(|algorithm| scheme.algorithms.is_empty() || named.contains(algorithm))
        .collect();
    if allowed.is_empty() {
        return Err(ConfigError::new(format!(
            "scheme `{}`: the document and the verifier have no algorithm in common",
            scheme.name
        )));
    }
    Ok(allowed)
}

/// FAPI 2.0 Security Profile §5.4.1 and §5.3.4.
pub(super) fn restrict_to_fapi(
    algorithms: &mut Vec<Algorithm>,
    has_revocations: bool,
    scheme: &SchemeInfo,
) -> Result<(), ConfigError> {
    algorithms.retain(|algorithm| Algorithm::FAPI.contains(algorithm));
    if algorithms.is_empty() {
        return Err(ConfigError::new(format!(
            "scheme `{}`: FAPI 2.0 permits PS256, ES256 and EdDSA, of which none is allowed",
            scheme.name
        )));
    }
    if !has_revocations {
        return Err(ConfigError::new(format!(
            "scheme `{}`: FAPI 2.0 demands a store of revoked tokens",
            scheme.name
        )));
    }
    Ok(())
}
