//! What the document demands of the tokens of a scheme, together with a verifier's own settings.
//!
//! **Invariant:** whoever said it, all that was said holds; a contradiction, or nobody's word, is a
//! configuration error.

use super::fault::ConfigError;
use super::revocation::{Revocation, RevocationStore};
use super::verifier::SchemeInfo;

/// The one issuer of the builder and the document.
pub(super) fn issuer(own: Option<&str>, scheme: &SchemeInfo) -> Result<String, ConfigError> {
    match (own, scheme.issuer) {
        (Some(own), Some(named)) if own != named => Err(ConfigError::new(format!(
            "scheme `{}`: the document names issuer {named}, the verifier {own}",
            scheme.name
        ))),
        (Some(""), _) | (_, Some("")) => {
            Err(ConfigError::new(format!("scheme `{}`: the issuer is empty", scheme.name)))
        }
        (Some(issuer), _) | (None, Some(issuer)) => Ok(issuer.to_owned()),
        // RFC 9068 §4: without an issuer, a token of anybody who has a key would do.
        (None, None) => Err(ConfigError::new(format!(
            "scheme `{}`: neither the document nor the verifier names an issuer",
            scheme.name
        ))),
    }
}

/// The audiences of the builder and the document; all of them must be named by a token.
pub(super) fn audiences(own: &[String], scheme: &SchemeInfo) -> Result<Vec<String>, ConfigError> {
    let mut audiences = own.to_vec();
    audiences.extend(scheme.audience.map(str::to_owned));
    audiences.sort_unstable();
    audiences.dedup();
    // RFC 8725 §3.9: without an audience, a token for another server would do.
    if audiences.is_empty() || audiences.iter().any(String::is_empty) {
        return Err(ConfigError::new(format!(
            "scheme `{}`: neither the document nor the verifier names an audience",
            scheme.name
        )));
    }
    Ok(audiences)
}

/// The document's demand on the store of revoked tokens.
pub(super) fn revocations(
    store: Option<&dyn RevocationStore>,
    scheme: &SchemeInfo,
) -> Result<(), ConfigError> {
    let missing = match (scheme.revocation, store) {
        (Revocation::None, _) | (Revocation::Memory, Some(_)) => return Ok(()),
        (Revocation::Shared, Some(store)) if store.is_shared() => return Ok(()),
        (Revocation::Memory, None) => "a store of revoked tokens",
        (Revocation::Shared, _) => "a store of revoked tokens that all nodes share",
    };
    Err(ConfigError::new(format!(
        "scheme `{}`: the document demands {missing}, and the verifier has none",
        scheme.name
    )))
}
