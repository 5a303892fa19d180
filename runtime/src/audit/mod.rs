//! The audit log: who called what, when, from where, and what came of it.
//!
//! **Invariant:** a record names the operation and its path template, never the path, a header, a
//! parameter or a body that a client sent; whatever text is written is escaped and bounded, so
//! that one call is one line.

pub(crate) mod card_numbers;
mod json_lines;

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

pub use self::json_lines::JsonLines;
use crate::auth::Principal;

/// Takes audit records.
///
/// `record` is called on the request path: it should be quick. What it panics with or fails at
/// does not change the answer of the call.
pub trait Sink: Send + Sync + 'static {
    /// Takes the record of one call.
    fn record(&self, record: &Record<'_>);
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// The handler answered, or refused for a reason of the business.
    Allowed,
    /// Refused: no such operation, no or wrong credentials, missing scopes, too many calls.
    Denied,
    /// Refused: the request breaks the document's rules.
    Invalid,
    /// A fault of the server.
    Failed,
    /// The client went away before it was answered; the handler may have run in part.
    Aborted,
}

impl Decision {
    /// The name in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Decision::Allowed => "allowed",
            Decision::Denied => "denied",
            Decision::Invalid => "invalid",
            Decision::Failed => "failed",
            Decision::Aborted => "aborted",
        }
    }
}

/// One of the callers of a call: an alternative with several schemes has several.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    scheme: Option<&'a str>,
    /// Its claims are nobody's to log.
    principal: &'a Principal,
}

impl<'a> Caller<'a> {
    /// The caller that a credential of this scheme speaks for.
    pub const fn new(scheme: Option<&'a str>, principal: &'a Principal) -> Caller<'a> {
        Caller { scheme, principal }
    }

    /// The scheme's name in the document; `None` where the call was refused.
    pub const fn scheme(&self) -> Option<&'a str> {
        self.scheme
    }

    /// The client, as the issuer names it.
    pub fn client(&self) -> Option<&'a str> {
        self.principal.client()
    }

    /// Who vouches for the subject: the issuer of a token, the policy that accepted a certificate.
    pub fn issuer(&self) -> Option<&'a str> {
        self.principal.issuer()
    }

    /// The subject, as the issuer names it.
    pub fn subject(&self) -> &'a str {
        self.principal.subject()
    }
}

/// The record of one call.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// When the call came.
    pub time: SystemTime,
    /// The name of the call.
    pub request_id: &'a str,
    /// The `operationId`; `None` where the call matched no operation.
    pub operation: Option<&'a str>,
    /// The request method.
    pub method: &'a str,
    /// The path template; `None` where the call matched no operation.
    pub path: Option<&'a str>,
    /// Who called, as far as that was verified.
    pub callers: &'a [Caller<'a>],
    /// The address of the connection's other end.
    pub address: Option<IpAddr>,
    /// What came of it.
    pub decision: Decision,
    /// Which of the operation's alternatives held, in the document's order from 0.
    pub alternative: Option<usize>,
    /// The status that was answered; `None` where nothing was.
    pub status: Option<u16>,
    /// The code of the error body.
    pub code: Option<&'a str>,
    /// Why a call was refused, more exactly than the client is told. A constant.
    pub reason: Option<&'a str>,
    /// From the first look at the request to the answer.
    pub latency: Duration,
    /// The text of an internal error, or of a panic. It may hold what the error's author put there;
    /// of a card number only the last four digits are left. (Rust's own report of a panic, on
    /// standard error, is the panic hook's and not masked.)
    pub error: Option<&'a str>,
}
