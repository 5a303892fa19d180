//! What the request path does around an operation's handler.

use crate::span::Spanned;

/// The `x-portcullis` decisions of an operation, inherited values filled in.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The rate limits, all of which apply.
    pub rates: Vec<Rate>,
    /// The largest request body in bytes.
    pub body_limit: u64,
    /// When calls leave an audit record.
    pub audit: Audit,
}

/// Which pages of other origins may call an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// The origins as browsers send them; `*` alone is any.
    pub origins: Vec<Spanned<String>>,
    /// The headers that a call may have, in lower case.
    pub headers: Vec<String>,
    /// The headers of answers that a page may read, in lower case.
    pub expose: Vec<String>,
    /// Whether cookies and client certificates are sent.
    pub credentials: bool,
    /// For how many seconds a browser keeps the answer to a preflight.
    pub max_age: u32,
}

/// One rate limit: so many calls in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Its name in `RateLimit-Policy`; distinct within an operation.
    pub name: String,
    /// Calls in a window, at least one.
    pub limit: Spanned<u32>,
    /// The window in seconds, at least one.
    pub window: u32,
    /// What is counted together.
    pub per: RatePer,
}

/// What a rate limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatePer {
    /// Calls of one caller: the verified client or subject, or the address where there is none.
    Client,
    /// Calls from one address.
    Address,
    /// All calls of the operation.
    Operation,
}

/// When calls leave an audit record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audit {
    /// Every call.
    Always,
    /// Refused and failed calls.
    Denied,
    /// No call.
    Off,
}

/// The shape of error answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorFormat {
    /// `{"error":{"code":…,"message":…,"request_id":…}}`
    #[default]
    Envelope,
    /// RFC 9457 `application/problem+json`
    Problem,
}

/// What happens to query parameters that the document does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownQuery {
    /// The call is refused.
    #[default]
    Refuse,
    /// They are not looked at.
    Ignore,
}
