//! The Link Object.
//!
//! **Invariant:** values are kept as written; whether they are expressions is decided in `lower`.

use super::reader::{self, Context};
use super::{Map, Server, server};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Link Object.
#[derive(Clone, Debug)]
pub struct Link {
    /// The whole object.
    pub span: Span,
    /// `operationRef`
    pub operation_ref: Option<Spanned<String>>,
    /// `operationId`
    pub operation_id: Option<Spanned<String>>,
    /// `parameters`: names, which may start with a place, and values.
    pub parameters: Map<Node>,
    /// `requestBody`: a value.
    pub request_body: Option<Node>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `server`
    pub server: Option<Server>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Link> {
    reader::object(node, "a Link Object", cx, |r| {
        Some(Link {
            span: r.span,
            operation_ref: r.string("operationRef"),
            operation_id: r.string("operationId"),
            parameters: r.map("parameters", |node, _| Some(node.clone())),
            request_body: r.node("requestBody"),
            description: r.string("description"),
            server: r.optional("server", server::read),
        })
    })
}
