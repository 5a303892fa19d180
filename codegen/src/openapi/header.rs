//! The Header Object.
//!
//! **Invariant:** exactly one of `schema` and `content` is there.

use super::reader::{self, Context};
use super::reference::read_or;
use super::{Map, MediaType, Opaque, RefOr, Schema, Style, opaque, parameter, schema};
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
    pub example: Option<Opaque>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Opaque>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Header> {
    reader::object(node, "a Header Object", cx, |r| {
        let schema = r.optional("schema", schema::read);
        let content = parameter::read_content(r);
        let style = r.optional("style", parameter::read_style);
        if let Some(style) = style.filter(|style| style.value != Style::Simple) {
            let message = format!("style `{}` is not for headers", style.value.as_str());
            reader::invalid_value(r.cx, style.span, message, "write `simple`, or nothing");
        }
        Some(Header {
            span: r.span,
            description: r.string("description"),
            required: r.boolean("required"),
            deprecated: r.boolean("deprecated"),
            style,
            explode: r.boolean("explode"),
            schema,
            content,
            example: r.optional("example", opaque::read),
            examples: r.map("examples", |node, cx| read_or(node, cx, opaque::read)),
        })
    })
}
