//! The Media Type Object.
//!
//! **Invariant:** the media type itself is the key under which the object stands.

use super::{Header, Map, RefOr, Schema, Style};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Media Type Object.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// The whole object.
    pub span: Span,
    /// `schema`
    pub schema: Option<RefOr<Schema>>,
    /// `example`
    pub example: Option<Node>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Node>>,
    /// `encoding`: how properties of a form are written.
    pub encoding: Map<Encoding>,
}

/// The Encoding Object.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// The whole object.
    pub span: Span,
    /// `contentType`
    pub content_type: Option<Spanned<String>>,
    /// `headers`
    pub headers: Map<RefOr<Header>>,
    /// `style`
    pub style: Option<Spanned<Style>>,
    /// `explode`
    pub explode: Option<Spanned<bool>>,
    /// `allowReserved`
    pub allow_reserved: Option<Spanned<bool>>,
}
