//! Parts of the document that change nothing but its documentation: examples, contacts.
//!
//! **Invariant:** only where they stand is kept; what they say is not looked into.

use super::reader::Context;
use crate::source::Node;
use crate::span::Span;

/// A part that is not looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// Where it was written.
    pub span: Span,
}

#[expect(clippy::unnecessary_wraps, reason = "has the signature of every reading function")]
pub(super) fn read(node: &Node, _: &mut Context<'_>) -> Option<Opaque> {
    Some(Opaque { span: node.span })
}
