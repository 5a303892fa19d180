//! [`Access`]: who may call an operation, and what follows from that.
//!
//! **Invariant:** a scope counts as proven only where no alternative lets a request through without it.

/// Who may call an operation: an OR of ANDs, exactly as the document writes it.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    alternatives: &'static [&'static [Requirement]],
    public: bool,
}

impl Access {
    /// Anybody: the document says `security: []`.
    pub const PUBLIC: Access = Access { alternatives: &[], public: true };

    /// One of the alternatives must hold; an alternative holds when all of its requirements do.
    /// An empty alternative is the anonymous one, `{}`. No alternatives at all: nobody.
    pub const fn any_of(alternatives: &'static [&'static [Requirement]]) -> Access {
        Access { alternatives, public: false }
    }

    /// Whether the operation is public.
    pub const fn is_public(&self) -> bool {
        self.public
    }

    /// The alternatives in the document's order.
    pub const fn alternatives(&self) -> &'static [&'static [Requirement]] {
        self.alternatives
    }

    /// Whether every alternative needs the scope, or one that implies it, so that a call that got
    /// through proves it.
    pub const fn proves(&self, scope: &str) -> bool {
        if self.public || self.alternatives.is_empty() {
            return false;
        }
        let mut index = 0;
        while index < self.alternatives.len() {
            if !needs(self.alternatives[index], scope) {
                return false;
            }
            index += 1;
        }
        true
    }
}

/// Whether whoever fulfils the requirements holds the scope: some scope is needed that no granted
/// scopes hold without holding this one as well.
const fn needs(requirements: &[Requirement], scope: &str) -> bool {
    let mut index = 0;
    while index < requirements.len() {
        let Requirement { scopes, rules, .. } = requirements[index];
        let mut at = 0;
        while at < scopes.len() {
            if all_in(holders(rules, &scopes[at]), holders(rules, &scope)) {
                return true;
            }
            at += 1;
        }
        index += 1;
    }
    false
}

/// The scopes of which one must be granted so that the scope holds.
pub(crate) const fn holders<'a>(rules: &[ScopeRule], scope: &'a &'a str) -> &'a [&'a str] {
    let mut index = 0;
    while index < rules.len() {
        if equal(rules[index].scope.as_bytes(), scope.as_bytes()) {
            return rules[index].held_by;
        }
        index += 1;
    }
    std::slice::from_ref(scope)
}

const fn all_in(few: &[&str], many: &[&str]) -> bool {
    let mut index = 0;
    while index < few.len() {
        let mut at = 0;
        while at < many.len() && !equal(few[index].as_bytes(), many[at].as_bytes()) {
            at += 1;
        }
        if at == many.len() {
            return false;
        }
        index += 1;
    }
    true
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// One scheme of an alternative and the scopes it needs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The scheme's name in the document.
    pub scheme: &'static str,
    /// What kind of credential the scheme takes.
    pub kind: SchemeKind,
    /// The scopes, all of which are needed.
    pub scopes: &'static [&'static str],
    /// What the scheme's scopes mean to each other.
    pub rules: &'static [ScopeRule],
}

impl Requirement {
    /// The same requirement, where the scheme's scopes mean this to each other.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [ScopeRule]) -> Requirement {
        self.rules = rules;
        self
    }
}

/// A scope that is not held by itself alone: others imply it, or it is a name for one of several.
///
/// It stands in the policy and not at the verifier, so that what is enforced and what the compiler
/// says is proven are one constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeRule {
    scope: &'static str,
    held_by: &'static [&'static str],
}

impl ScopeRule {
    /// The scope holds where one of these is granted, and nowhere else: itself only if it is listed.
    pub const fn new(scope: &'static str, held_by: &'static [&'static str]) -> ScopeRule {
        ScopeRule { scope, held_by }
    }
}

impl Requirement {
    /// The same requirement with the roles that the document lists for a scheme that is not OAuth
    /// (OpenAPI 3.1, security requirement object).
    #[must_use]
    pub const fn roles(mut self, roles: &'static [&'static str]) -> Requirement {
        self.scopes = roles;
        self
    }
}

/// The kind of credential a scheme takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// An access token in `Authorization: Bearer`: `oauth2`, `openIdConnect`, `http` with `bearer`.
    Bearer,
    /// `Authorization: Basic`, RFC 7617.
    Basic,
    /// `Authorization` with another scheme, its name in lower case.
    Http(&'static str),
    /// A key in the header of this name (lower case).
    ApiKeyHeader(&'static str),
    /// A key in the query parameter of this name.
    ApiKeyQuery(&'static str),
    /// A key in the cookie of this name.
    ApiKeyCookie(&'static str),
    /// A client certificate.
    MutualTls,
}

/// A requirement of an `oauth2` scheme.
pub const fn oauth2(scheme: &'static str, scopes: &'static [&'static str]) -> Requirement {
    Requirement { scheme, kind: SchemeKind::Bearer, scopes, rules: &[] }
}

/// A requirement of an `openIdConnect` scheme.
pub const fn openid_connect(scheme: &'static str, scopes: &'static [&'static str]) -> Requirement {
    Requirement { scheme, kind: SchemeKind::Bearer, scopes, rules: &[] }
}

/// A requirement of an `http` scheme with `bearer`.
pub const fn bearer(scheme: &'static str, scopes: &'static [&'static str]) -> Requirement {
    Requirement { scheme, kind: SchemeKind::Bearer, scopes, rules: &[] }
}

/// A requirement of an `http` scheme with `basic`.
pub const fn basic(scheme: &'static str) -> Requirement {
    Requirement { scheme, kind: SchemeKind::Basic, scopes: &[], rules: &[] }
}

/// A requirement of an `http` scheme with another authentication scheme, in lower case.
pub const fn http(scheme: &'static str, authentication: &'static str) -> Requirement {
    Requirement { scheme, kind: SchemeKind::Http(authentication), scopes: &[], rules: &[] }
}

/// A requirement of an `apiKey` scheme in the header of this name (lower case).
pub const fn api_key_header(scheme: &'static str, header: &'static str) -> Requirement {
    Requirement { scheme, kind: SchemeKind::ApiKeyHeader(header), scopes: &[], rules: &[] }
}

/// A requirement of an `apiKey` scheme in the query parameter of this name.
pub const fn api_key_query(scheme: &'static str, parameter: &'static str) -> Requirement {
    Requirement { scheme, kind: SchemeKind::ApiKeyQuery(parameter), scopes: &[], rules: &[] }
}

/// A requirement of an `apiKey` scheme in the cookie of this name.
pub const fn api_key_cookie(scheme: &'static str, cookie: &'static str) -> Requirement {
    Requirement { scheme, kind: SchemeKind::ApiKeyCookie(cookie), scopes: &[], rules: &[] }
}

/// A requirement of a `mutualTLS` scheme.
pub const fn mutual_tls(scheme: &'static str) -> Requirement {
    Requirement { scheme, kind: SchemeKind::MutualTls, scopes: &[], rules: &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_proven_where_no_alternative_gets_through_without_it() {
        const READ: Requirement = oauth2("a", &["read"]);
        const BOTH: Requirement = oauth2("b", &["write", "read"]);
        const KEY: Requirement = api_key_header("key", "x-api-key");
        let proven = |alternatives: &'static [&'static [Requirement]]| {
            Access::any_of(alternatives).proves("read")
        };
        assert!(proven(&[&[READ]]));
        assert!(proven(&[&[BOTH]]));
        assert!(proven(&[&[READ], &[BOTH]]));
        assert!(proven(&[&[KEY, READ]]));
        assert!(!proven(&[&[READ], &[KEY]]));
        assert!(!proven(&[&[KEY], &[READ]]));
        assert!(!proven(&[&[READ], &[]]));
        assert!(!proven(&[&[]]));
        assert!(!proven(&[]));
        assert!(!Access::PUBLIC.proves("read"));
        for other in ["", "rea", "reads", "Read", "write"] {
            assert!(!Access::any_of(&[&[READ]]).proves(other), "{other}");
        }
    }

    /// `admin` implies `write`, which implies `read`; `any` is `read` or `audit`.
    const RULES: &[ScopeRule] = &[
        ScopeRule::new("write", &["write", "admin"]),
        ScopeRule::new("read", &["read", "write", "admin"]),
        ScopeRule::new("any", &["read", "write", "admin", "audit"]),
    ];

    #[test]
    fn a_scope_proves_what_it_implies_and_nothing_more() {
        const NOBODY: &[ScopeRule] = &[ScopeRule::new("never", &[])];
        const fn of(scopes: &'static [&'static str]) -> Requirement {
            oauth2("a", scopes).rules(RULES)
        }
        let proven = |alternatives: &'static [&'static [Requirement]]| -> Vec<&str> {
            let access = Access::any_of(alternatives);
            let all = ["admin", "write", "read", "any", "audit", "other"];
            all.into_iter().filter(|scope| access.proves(scope)).collect()
        };
        assert_eq!(proven(const { &[&[of(&["admin"])]] }), ["admin", "write", "read", "any"]);
        assert_eq!(proven(const { &[&[of(&["write"])]] }), ["write", "read", "any"]);
        assert_eq!(proven(const { &[&[of(&["read"])]] }), ["read", "any"]);
        // The name for one of several proves none of them.
        assert_eq!(proven(const { &[&[of(&["any"])]] }), ["any"]);
        assert_eq!(proven(const { &[&[of(&["audit", "other"])]] }), ["any", "audit", "other"]);
        assert_eq!(proven(const { &[&[of(&["write"])], &[of(&["audit"])]] }), ["any"]);
        // Another scheme's scopes mean what its own rules say.
        assert_eq!(proven(const { &[&[of(&["write"])], &[oauth2("b", &["write"])]] }), ["write"]);
        assert_eq!(proven(const { &[&[of(&["write"])], &[oauth2("b", &["read"])]] }), ["read"]);
        assert_eq!(proven(const { &[&[of(&["write"]), oauth2("b", &["other"])]] }).len(), 4);
        assert_eq!(proven(const { &[&[of(&["write"])], &[of(&[])]] }), [""; 0]);
        // Nothing holds it, and so it is proven by nothing.
        assert!(!Access::any_of(const { &[&[oauth2("a", &["x"]).rules(NOBODY)]] }).proves("never"));
    }
}
