//! [`Principal`]: who a verified credential speaks for.
//!
//! **Invariant:** a verifier makes one only for a credential that it accepted, and it never holds
//! the credential itself.

use std::fmt;
use std::time::SystemTime;

use serde_json::{Map, Value};

/// Who a verified credential speaks for, and what it may do.
///
/// Subjects and clients are different namespaces (RFC 9068 §5): never compare one with the other,
/// and a subject only means something together with its issuer.
#[derive(Clone)]
pub struct Principal {
    subject: String,
    client: Option<String>,
    issuer: Option<String>,
    token_id: Option<String>,
    expires_at: Option<SystemTime>,
    /// Sorted and without duplicates.
    scopes: Vec<String>,
    claims: Map<String, Value>,
}

impl Principal {
    /// A principal without scopes. For verifiers.
    pub fn new(subject: impl Into<String>) -> Principal {
        Principal {
            subject: subject.into(),
            client: None,
            issuer: None,
            token_id: None,
            expires_at: None,
            scopes: Vec::new(),
            claims: Map::new(),
        }
    }

    /// The same principal, calling through this client.
    #[must_use]
    pub fn with_client(mut self, client: impl Into<String>) -> Principal {
        self.client = Some(client.into());
        self
    }

    /// The same principal, vouched for by this issuer.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Principal {
        self.issuer = Some(issuer.into());
        self
    }

    /// The same principal with the credential's public name, such as `jti`. Not the credential.
    #[must_use]
    pub fn with_token_id(mut self, token_id: impl Into<String>) -> Principal {
        self.token_id = Some(token_id.into());
        self
    }

    /// The same principal, whose credential ends at this time.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Principal {
        self.expires_at = Some(expires_at);
        self
    }

    /// The same principal with exactly these scopes.
    #[must_use]
    pub fn with_scopes<S: Into<String>>(
        mut self,
        scopes: impl IntoIterator<Item = S>,
    ) -> Principal {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self.scopes.sort_unstable();
        self.scopes.dedup();
        self
    }

    /// The same principal with these claims.
    #[must_use]
    pub fn with_claims(mut self, claims: Map<String, Value>) -> Principal {
        self.claims = claims;
        self
    }

    /// Whom the credential was issued for: a user, or the client itself.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The client that calls, where the credential names one.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    /// Who vouches for the subject.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The credential's public name: `jti` of a token, the id of an API key.
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.as_deref()
    }

    /// When the credential ends.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// The scopes, sorted.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(String::as_str)
    }

    /// Whether the credential carries the scope; compared as a whole and exactly.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.binary_search_by(|own| own.as_str().cmp(scope)).is_ok()
    }

    /// A claim of the token. `None` for other credentials.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// All claims of the token. Empty for other credentials.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}

impl fmt::Debug for Principal {
    /// Without the claims, which may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("subject", &self.subject)
            .field("client", &self.client)
            .field("issuer", &self.issuer)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_compared_as_a_whole() {
        let principal = Principal::new("sub").with_scopes(["payments:readx", "b", "a", "a"]);
        assert!(principal.has_scope("payments:readx"));
        assert!(!principal.has_scope("payments:read"));
        assert!(!principal.has_scope("Payments:readx"));
        assert_eq!(principal.scopes().collect::<Vec<_>>(), ["a", "b", "payments:readx"]);
    }

    #[test]
    fn debug_shows_no_claim() {
        let claims = Map::from_iter([("email".to_owned(), Value::from("ada@example.com"))]);
        let shown = format!("{:?}", Principal::new("sub").with_claims(claims));
        assert!(!shown.contains("ada@example.com"));
    }
}
