//! [`Policy`]: what the document says about an operation, as constant data.
//!
//! **Invariant:** everything here is `const`: a policy cannot change while a server runs, and what
//! the compiler checked about it stays true.

use std::fmt;

use http::StatusCode;

pub use crate::cors::Cors;

/// 1024 bytes.
pub const KIB: usize = 1024;
/// 1024 KiB.
pub const MIB: usize = 1024 * KIB;

/// Everything the request path enforces for an operation.
#[derive(Debug)]
pub struct Policy {
    /// The `operationId`.
    pub id: &'static str,
    /// The request method.
    pub method: Method,
    /// The path template as the document writes it.
    pub path: &'static str,
    /// Who may call.
    pub access: Access,
    /// The rate limits; all of them apply.
    pub rate: &'static [Rate],
    /// The largest request body in bytes.
    pub body_limit: usize,
    /// When a call leaves an audit record.
    pub audit: Audit,
    /// The status of a request whose values are invalid: 422 where the operation declares it,
    /// otherwise 400.
    pub invalid: StatusCode,
}

/// What an operation has by its method where the document says nothing else: the value that a
/// policy begins with, `Policy { id, path, access, ..Policy::GET }`.
///
/// Nobody may call: who writes no `access` has shut the operation, not opened it.
#[allow(missing_docs, reason = "named by their methods")]
impl Policy {
    pub const GET: Policy = Policy::of(Method::GET, Audit::Denied);
    pub const HEAD: Policy = Policy::of(Method::HEAD, Audit::Denied);
    pub const OPTIONS: Policy = Policy::of(Method::OPTIONS, Audit::Denied);
    pub const TRACE: Policy = Policy::of(Method::TRACE, Audit::Denied);
    pub const PUT: Policy = Policy::of(Method::PUT, Audit::Always);
    pub const POST: Policy = Policy::of(Method::POST, Audit::Always);
    pub const DELETE: Policy = Policy::of(Method::DELETE, Audit::Always);
    pub const PATCH: Policy = Policy::of(Method::PATCH, Audit::Always);

    const fn of(method: Method, audit: Audit) -> Policy {
        Policy {
            id: "",
            method,
            path: "",
            access: Access::any_of(&[]),
            rate: &[],
            body_limit: MIB,
            audit,
            invalid: StatusCode::BAD_REQUEST,
        }
    }
}

/// What happens to query parameters that the document does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownQuery {
    /// The call is refused.
    #[default]
    Refuse,
    /// They are not looked at. Names that cannot be decoded are refused all the same.
    Ignore,
}

/// A request method, by its name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method(&'static str);

#[allow(missing_docs, reason = "the methods of RFC 9110 section 9 and RFC 5789")]
impl Method {
    pub const GET: Method = Method("GET");
    pub const PUT: Method = Method("PUT");
    pub const POST: Method = Method("POST");
    pub const DELETE: Method = Method("DELETE");
    pub const OPTIONS: Method = Method("OPTIONS");
    pub const HEAD: Method = Method("HEAD");
    pub const PATCH: Method = Method("PATCH");
    pub const TRACE: Method = Method("TRACE");

    /// Any other method.
    pub const fn new(name: &'static str) -> Method {
        Method(name)
    }

    /// The name on the wire.
    pub const fn as_str(&self) -> &'static str {
        self.0
    }
}

impl PartialEq<http::Method> for Method {
    fn eq(&self, sent: &http::Method) -> bool {
        self.0 == sent.as_str()
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

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

/// A rate limit: so many calls in a window, refilled steadily (GCRA).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Its name in `RateLimit-Policy`.
    pub name: &'static str,
    /// Calls in a window.
    pub limit: u32,
    /// The window in seconds.
    pub window: u32,
    /// What is counted together.
    pub per: RatePer,
}

/// What a rate limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RatePer {
    /// Calls of one caller: the verified client or subject, or the address where there is none.
    Client,
    /// Calls from one address.
    Address,
    /// All calls of the operation.
    Operation,
}

impl Rate {
    /// So many calls in so many seconds, counted per client. Zero of either counts as one.
    pub const fn new(limit: u32, window: u32) -> Rate {
        let limit = if limit == 0 { 1 } else { limit };
        let window = if window == 0 { 1 } else { window };
        Rate { name: "default", limit, window, per: RatePer::Client }
    }

    /// So many calls a second.
    pub const fn per_second(limit: u32) -> Rate {
        Rate::new(limit, 1)
    }

    /// So many calls a minute.
    pub const fn per_minute(limit: u32) -> Rate {
        Rate::new(limit, 60)
    }

    /// So many calls an hour.
    pub const fn per_hour(limit: u32) -> Rate {
        Rate::new(limit, 3600)
    }

    /// So many calls a day.
    pub const fn per_day(limit: u32) -> Rate {
        Rate::new(limit, 86_400)
    }

    /// The same rate under a name.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Rate {
        self.name = name;
        self
    }

    /// The same rate, counted per address.
    #[must_use]
    pub const fn by_address(mut self) -> Rate {
        self.per = RatePer::Address;
        self
    }

    /// The same rate, counted over all calls of the operation.
    #[must_use]
    pub const fn by_operation(mut self) -> Rate {
        self.per = RatePer::Operation;
        self
    }
}

/// What a handler tightens of its operation's policy: `#[handler(Op, rate_limit = "10/s")]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tighten {
    /// A rate limit that applies besides the document's.
    pub rate: Option<Rate>,
    /// A smaller body.
    pub body_limit: Option<usize>,
    /// More audit records.
    pub audit: Option<Audit>,
}

impl Tighten {
    /// Nothing.
    pub const NONE: Tighten = Tighten { rate: None, body_limit: None, audit: None };

    /// Whether the rate makes a difference: no rate of the document, counted in the same way,
    /// admits less than it both at once and in the long run.
    pub const fn rate_holds(&self, document: &[Rate]) -> bool {
        let Some(own) = self.rate else { return true };
        let mut index = 0;
        while index < document.len() {
            let rate = document[index];
            // own.limit / own.window against rate.limit / rate.window.
            let steady = own.limit as u64 * rate.window as u64;
            let documented = rate.limit as u64 * own.window as u64;
            let looser = own.limit >= rate.limit
                && steady >= documented
                && (own.limit > rate.limit || steady > documented);
            if looser && own.per as u8 == rate.per as u8 {
                return false;
            }
            index += 1;
        }
        true
    }

    /// Whether the body limit is not above the document's.
    pub const fn body_limit_holds(&self, document: usize) -> bool {
        match self.body_limit {
            Some(own) => own <= document,
            None => true,
        }
    }

    /// Whether no call that the document has recorded goes unrecorded.
    pub const fn audit_holds(&self, document: Audit) -> bool {
        match self.audit {
            Some(own) => own.rank() >= document.rank(),
            None => true,
        }
    }
}

/// When a call leaves an audit record. A fault of the server always leaves one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audit {
    /// Every call.
    Always,
    /// Refused and failed calls.
    Denied,
    /// No call.
    Off,
}

impl Audit {
    const fn rank(self) -> u8 {
        match self {
            Audit::Off => 0,
            Audit::Denied => 1,
            Audit::Always => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn rate(rate: Rate) -> Tighten {
        Tighten { rate: Some(rate), ..Tighten::NONE }
    }

    #[test]
    fn what_no_policy_says_is_shut_and_bounded() {
        let safe = [Policy::GET, Policy::HEAD, Policy::OPTIONS, Policy::TRACE];
        let writing = [Policy::PUT, Policy::POST, Policy::DELETE, Policy::PATCH];
        let audits = safe.iter().map(|policy| (policy, Audit::Denied));
        for (policy, audit) in audits.chain(writing.iter().map(|policy| (policy, Audit::Always))) {
            assert!(!policy.access.is_public() && policy.access.alternatives().is_empty());
            assert_eq!((policy.audit, policy.body_limit), (audit, MIB), "{}", policy.method);
            assert_eq!(policy.invalid, StatusCode::BAD_REQUEST);
            assert!(policy.rate.is_empty());
        }
        let names = safe.iter().chain(&writing).map(|policy| policy.method.as_str());
        let methods = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "POST", "DELETE", "PATCH"];
        assert_eq!(names.collect::<Vec<_>>(), methods);
    }

    #[test]
    fn a_rate_that_the_document_makes_useless_loosens() {
        let document = [Rate::per_second(10), Rate::per_hour(1000)];
        assert!(rate(Rate::per_second(10)).rate_holds(&document));
        assert!(rate(Rate::per_second(5)).rate_holds(&document));
        assert!(!rate(Rate::per_second(20)).rate_holds(&document));
        assert!(!rate(Rate::per_hour(2000)).rate_holds(&document));
        assert!(rate(Rate::per_hour(500)).rate_holds(&document));
        assert!(rate(Rate::per_second(20)).rate_holds(&[]));
        assert!(rate(Rate::per_second(20)).rate_holds(&[Rate::per_second(1).by_operation()]));
    }

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

    #[test]
    fn body_and_audit_only_tighten() {
        let body = Tighten { body_limit: Some(KIB), ..Tighten::NONE };
        assert!(body.body_limit_holds(KIB));
        assert!(!body.body_limit_holds(KIB - 1));
        let audit = Tighten { audit: Some(Audit::Denied), ..Tighten::NONE };
        assert!(audit.audit_holds(Audit::Off));
        assert!(!audit.audit_holds(Audit::Always));
    }
}
