//! The Callback Object.
//!
//! **Invariant:** what this server calls, never what it serves: what stands in it opens no route.

use super::reader::{self, Context};
use super::{Map, PathItem, RefOr, path_item};
use crate::source::Node;
use crate::span::Span;

/// The Callback Object.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The whole object.
    pub span: Span,
    /// Runtime expressions and the path items behind them.
    pub expressions: Map<RefOr<PathItem>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Callback> {
    let what = "a Callback Object";
    let expressions = reader::extensible_map(node, what, cx, |_, node, cx| {
        path_item::read_or_reference(node, cx)
    })?;
    Some(Callback { span: node.span, expressions })
}
