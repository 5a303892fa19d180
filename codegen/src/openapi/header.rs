//! The Header Object.
//!
//! **Invariant:** exactly one of `schema` and `content` is there.

use super::{Map, MediaType, RefOr, Schema, Style};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Header Object: a parameter whose name and place are given by where it stands.
#[derive(Clone, Debug)]
pub struct Header {
    /// The whole object.
    pub span: Span,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `required`
    pub required: Option<Spanned<bool>>,
    /// `deprecated`
    pub deprecated: Option<Spanned<bool>>,
    /// `style`: only `simple`.
    pub style: Option<Spanned<Style>>,
    /// `explode`
    pub explode: Option<Spanned<bool>>,
    /// `schema`
    pub schema: Option<RefOr<Schema>>,
    /// `content`: media type and what stands in it.
    pub content: Option<Spanned<Map<MediaType>>>,
    /// `example`
    pub example: Option<Node>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Node>>,
}
