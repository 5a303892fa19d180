//! What `tests!` and `cases!` write: an operation, and what is sent to it.
//!
//! **Invariant:** data only, constant, from the document alone.

use crate::policy::Policy;

/// An operation, as the document that the expectations come from has it.
#[derive(Debug)]
pub struct Operation {
    /// Who may call, how often, and how much may be sent.
    pub policy: Policy,
    /// A request with what is required, and nothing else.
    pub base: Request,
    /// Whether the operation's types certainly accept it.
    pub complete: bool,
    /// The media types of the body; none where it has none.
    pub media: &'static [&'static str],
    /// The schemes of the document, each with the scopes that it declares.
    pub scopes: &'static [(&'static str, &'static [&'static str])],
    /// Cases of parameters.
    pub parameters: &'static [Case],
    /// Cases of the body.
    pub body: &'static [Case],
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Path and query.
    pub target: &'static str,
    /// Headers, without `Content-Type` and credentials.
    pub headers: &'static [(&'static str, &'static str)],
    /// Media type and text of the body.
    pub body: Option<(&'static str, &'static str)>,
}

/// One call of a caller who may call.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it shows.
    pub name: &'static str,
    /// What is sent.
    pub request: Request,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The values are accepted: the handler runs, and answers what it likes.
    Accepted,
    /// The values are refused, and a detail of the refusal says this.
    Refused {
        /// `body`, `path`, `query`, `header` or `cookie`.
        location: &'static str,
        /// The JSON Pointer.
        pointer: &'static str,
        /// The rule.
        rule: &'static str,
    },
}

/// What is tested of an operation: one test function each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Who may call.
    Access,
    /// The values of parameters.
    Parameters,
    /// The values of the body.
    Body,
    /// The media type of the body.
    MediaType,
    /// The length of the body.
    BodyLimit,
    /// How often one may call.
    RateLimit,
}

impl Control {
    /// All of them.
    pub const ALL: [Control; 6] = [
        Control::Access,
        Control::Parameters,
        Control::Body,
        Control::MediaType,
        Control::BodyLimit,
        Control::RateLimit,
    ];
}
