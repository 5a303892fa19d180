//! [`Principal`]: who a verified credential speaks for.
//!
//! **Invariant:** a verifier makes one only for a credential that it accepted, and it never holds
//! the credential itself.

use std::fmt;
use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ahash::RandomState;
use serde_json::{Map, Value};

use super::confirmation::Confirmation;

/// Seeded for this process, so that nobody can aim at another caller's hash.
static IDENTITIES: LazyLock<RandomState> = LazyLock::new(RandomState::new);

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
    confirmation: Option<Confirmation>,
    derived: Derived,
}

/// What follows from the names, once it was asked for: a principal that is kept works it out once
/// and not on every call.
#[derive(Clone, Default)]
struct Derived {
    identity: OnceLock<u64>,
    audit_text: OnceLock<Box<str>>,
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
            confirmation: None,
            derived: Derived::default(),
        }
    }

    /// The same principal, calling through this client.
    #[must_use]
    pub fn with_client(mut self, client: impl Into<String>) -> Principal {
        self.client = Some(client.into());
        self.derived = Derived::default();
        self
    }

    /// The same principal, vouched for by this issuer.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Principal {
        self.issuer = Some(issuer.into());
        self.derived = Derived::default();
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

    /// The same principal, whose token is bound to this.
    #[must_use]
    pub(super) fn bound_to(mut self, confirmation: Option<Confirmation>) -> Principal {
        self.confirmation = confirmation;
        self
    }

    /// What the caller must prove to hold, on every call, besides the token.
    pub(super) fn confirmation(&self) -> Option<&Confirmation> {
        self.confirmation.as_ref()
    }

    /// Whether the credential is a token that is worth nothing without the key or certificate it
    /// is bound to (RFC 8705 §3, RFC 9449 §6), which the caller has then proven to hold.
    pub fn is_sender_constrained(&self) -> bool {
        self.confirmation.is_some()
    }

    /// The hash of who calls: the client, or the subject where none is named. Both mean something
    /// within their issuer only (RFC 9068 §5).
    pub(crate) fn identity(&self) -> u64 {
        *self.derived.identity.get_or_init(|| {
            let caller = match self.client() {
                Some(client) => (1_u8, client),
                None => (2_u8, self.subject()),
            };
            IDENTITIES.hash_one((self.issuer(), caller))
        })
    }

    /// The names as the audit log writes them. There is one way to write them: the first is kept.
    pub(crate) fn audit_text(&self, write: impl FnOnce(&Principal) -> String) -> &str {
        self.derived.audit_text.get_or_init(|| write(self).into_boxed_str())
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

    /// Whether the credential carries the scope; compared as a whole and exactly. What the document
    /// says one scope implies is no part of this: [`crate::Authorized::proof`] knows it.
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

    /// The authentication context class, by which the user's authentication was judged: `acr` of
    /// RFC 9068 §2.2.1 and `OpenID` Connect Core §2. `None` where the token has none.
    pub fn acr(&self) -> Option<&str> {
        self.claims.get("acr")?.as_str()
    }

    /// How the user was authenticated, such as `pwd`, `otp` and `mfa`: `amr` of RFC 9068 §2.2.1,
    /// whose values RFC 8176 registers. Empty where the token does not say.
    pub fn amr(&self) -> impl Iterator<Item = &str> {
        self.array("amr").iter().filter_map(Value::as_str)
    }

    /// When the user was authenticated: `auth_time` of RFC 9068 §2.2.1. `None` where the token does
    /// not say, and where it is no whole number of seconds since 1970.
    pub fn auth_time(&self) -> Option<SystemTime> {
        let seconds = self.claims.get("auth_time")?.as_u64()?;
        UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
    }

    /// What the token authorizes in detail: the objects of `authorization_details`, RFC 9396 §9.1.
    /// Each has a `type`, which says what its other members mean (§2). Empty where the token has
    /// none.
    ///
    /// Nothing here compares them with a call: a handler must, and must refuse a type that it does
    /// not know.
    pub fn authorization_details(&self) -> impl Iterator<Item = &Map<String, Value>> {
        self.array("authorization_details").iter().filter_map(Value::as_object)
    }

    fn array(&self, name: &str) -> &[Value] {
        self.claims.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
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
    use serde_json::json;

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
    fn claims_beyond_scopes_have_types() {
        let claims = |value: Value| value.as_object().cloned().unwrap_or_default();
        let detail = json!({"type": "payment", "max": 10});
        let principal = Principal::new("sub").with_claims(claims(json!({
            "acr": "gold",
            "amr": ["pwd", "otp"],
            "auth_time": 1_700_000_000,
            "authorization_details": [detail],
        })));
        assert_eq!(principal.acr(), Some("gold"));
        assert_eq!(principal.amr().collect::<Vec<_>>(), ["pwd", "otp"]);
        let time = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(principal.auth_time(), Some(time));
        let details: Vec<_> = principal.authorization_details().collect();
        assert_eq!(details, [&claims(detail)]);
        // A verifier of somebody else's may let anything in: what has another type says nothing.
        for claims in [
            claims(json!({})),
            claims(json!({"acr": 1, "amr": "mfa", "auth_time": -1, "authorization_details": {}})),
            claims(json!({"amr": [1], "auth_time": u64::MAX, "authorization_details": ["a"]})),
        ] {
            let principal = Principal::new("sub").with_claims(claims);
            assert_eq!(principal.acr(), None);
            assert_eq!(principal.amr().count(), 0);
            assert_eq!(principal.auth_time(), None);
            assert_eq!(principal.authorization_details().count(), 0);
        }
    }

    #[test]
    fn an_identity_is_a_client_or_a_subject_of_an_issuer() {
        let app = || Principal::new("ada").with_client("app").with_issuer("a");
        let same = Principal::new("bob").with_client("app").with_issuer("a");
        assert_eq!(app().identity(), same.identity());
        for other in [
            Principal::new("app").with_issuer("a"),
            Principal::new("ada").with_client("app"),
            app().with_client("other"),
            app().with_issuer("b"),
        ] {
            assert_ne!(app().identity(), other.identity(), "{other:?}");
        }
        // What was asked for before it changed.
        let asked = app();
        let before = asked.identity();
        assert_ne!(asked.clone().with_issuer("b").identity(), before);
        assert_ne!(asked.with_client("other").identity(), before);
    }

    #[test]
    fn what_is_written_of_a_principal_is_of_its_own_names() {
        let write = |principal: &Principal| format!("{:?}", principal.client());
        let asked = Principal::new("ada").with_client("app");
        assert_eq!(asked.audit_text(write), "Some(\"app\")");
        assert_eq!(asked.audit_text(|_| String::new()), "Some(\"app\")");
        assert_eq!(asked.clone().with_client("b").audit_text(write), "Some(\"b\")");
        assert_eq!(asked.with_issuer("b").audit_text(|_| String::new()), "");
    }

    #[test]
    fn what_is_bound_to_nothing_is_not_sender_constrained() {
        let confirmation = Confirmation { key: Some([0; 32]), certificate: None };
        let principal = Principal::new("ada");
        assert!(!principal.is_sender_constrained());
        assert!(principal.bound_to(Some(confirmation)).is_sender_constrained());
    }

    #[test]
    fn debug_shows_no_claim() {
        let claims = Map::from_iter([("email".to_owned(), Value::from("ada@example.com"))]);
        let shown = format!("{:?}", Principal::new("sub").with_claims(claims));
        assert!(!shown.contains("ada@example.com"));
    }
}
