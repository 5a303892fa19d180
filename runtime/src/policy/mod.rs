//! [`Policy`]: what the document says about an operation, as constant data.
//!
//! **Invariant:** everything here is `const`: a policy cannot change while a server runs, and what
//! the compiler checked about it stays true.

mod access;
mod rate;
mod tighten;

use std::fmt;

use http::StatusCode;

pub(crate) use self::access::holders;
pub use self::access::{
    Access, Requirement, SchemeKind, ScopeRule, api_key_cookie, api_key_header, api_key_query,
    basic, bearer, http, mutual_tls, oauth2, openid_connect,
};
pub use self::rate::{Rate, RatePer};
pub use self::tighten::Tighten;
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
}
