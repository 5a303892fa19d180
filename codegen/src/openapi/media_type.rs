//! The Media Type Object.
//!
//! **Invariant:** the media type itself is the key under which the object stands.

use super::reader::{self, ANNOTATION, Context};
use super::reference::read_or;
use super::{
    Header, Map, MediaTypeAnnotation, Opaque, RefOr, Schema, Style, Version, header, opaque,
    parameter, portcullis, schema,
};
use crate::diag::Diagnostic;
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Media Type Object.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// The whole object.
    pub span: Span,
    /// `schema`
    pub schema: Option<RefOr<Schema>>,
    /// `itemSchema`, 3.2: of each value in a sequence of them.
    pub item_schema: Option<RefOr<Schema>>,
    /// `example`
    pub example: Option<Opaque>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Opaque>>,
    /// `encoding`: how properties of a form are written.
    pub encoding: Map<Encoding>,
    /// `x-portcullis`
    pub portcullis: Option<MediaTypeAnnotation>,
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

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<MediaType> {
    // 3.2 §4.14: a reference may stand in its place.
    let reference = node.as_object().and_then(|object| object.get("$ref"));
    let Some(reference) = reference.filter(|_| cx.version >= Version::V3_2) else {
        return read_object(node, cx);
    };
    let text = reader::string(reference, cx)?;
    match reader::target(&text, cx) {
        Some(target) => target.find().and_then(|node| read_object(node, cx)),
        None => {
            let message = format!("the media type `{}` does not exist", text.value);
            cx.report(
                Diagnostic::error("unsupported-reference", text.span, message)
                    .help("write the media type here, or `#/components/mediaTypes/…`"),
            );
            None
        }
    }
}

fn read_object(node: &Node, cx: &mut Context<'_>) -> Option<MediaType> {
    reader::object(node, "a Media Type Object", cx, |r| {
        r.since(Version::V3_2, &["itemSchema", "itemEncoding", "prefixEncoding"]);
        for key in ["itemEncoding", "prefixEncoding"] {
            if let Some(node) = r.get(key) {
                let message = format!("`{key}` is not supported yet");
                r.cx.report(
                    Diagnostic::error("unsupported-keyword", node.span, message)
                        .help("describe the parts by name, with `encoding`"),
                );
            }
        }
        Some(MediaType {
            span: r.span,
            schema: r.optional("schema", schema::read),
            item_schema: r.optional("itemSchema", schema::read),
            example: r.optional("example", opaque::read),
            examples: r.map("examples", |node, cx| read_or(node, cx, opaque::read)),
            encoding: r.map("encoding", read_encoding),
            portcullis: r.optional(ANNOTATION, portcullis::read_media_type),
        })
    })
}

fn read_encoding(node: &Node, cx: &mut Context<'_>) -> Option<Encoding> {
    reader::object(node, "an Encoding Object", cx, |r| {
        Some(Encoding {
            span: r.span,
            content_type: r.string("contentType"),
            headers: r.map("headers", |node, cx| read_or(node, cx, header::read)),
            style: r.optional("style", parameter::read_style),
            explode: r.boolean("explode"),
            allow_reserved: r.boolean("allowReserved"),
        })
    })
}
