//! The Callback Object.
//!
//! **Invariant:** described, never served: what stands in it opens no route.

use super::{Map, PathItem, RefOr};
use crate::span::Span;

/// The Callback Object.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The whole object.
    pub span: Span,
    /// Runtime expressions and the path items behind them.
    pub expressions: Map<RefOr<PathItem>>,
}
