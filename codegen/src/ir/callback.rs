//! Callbacks: what this server calls because of an operation.

use super::{Access, Body, Method, Parameter, Response};
use crate::span::{Span, Spanned};

/// An operation of a callback. Somebody else serves it: bodies of requests are written, and those of responses
/// are read.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The name of the callback, which may have several operations.
    pub name: Spanned<String>,
    /// The request method.
    pub method: Method,
    /// The runtime expression of the URL, as written.
    pub url: Spanned<String>,
    /// `summary`, or the first sentence of the description.
    pub summary: Option<String>,
    /// What is sent beside the body; none in the path.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses in the document's order; errors as they are described.
    pub responses: Vec<Response>,
    /// What the receiver demands of this server.
    pub access: Access,
    /// The whole Operation Object.
    pub span: Span,
}
