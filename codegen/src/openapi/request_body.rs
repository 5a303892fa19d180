//! The Request Body Object.
//!
//! **Invariant:** media types are kept as written, parameters and case included.

use super::reader::{self, Context};
use super::{Map, MediaType, media_type};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Request Body Object.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// The whole object.
    pub span: Span,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `content`: media type and what stands in it.
    pub content: Map<MediaType>,
    /// `required`
    pub required: Option<Spanned<bool>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<RequestBody> {
    reader::object(node, "a Request Body Object", cx, |r| {
        let content = r.required("content", |node, cx| reader::map(node, cx, media_type::read));
        Some(RequestBody {
            span: r.span,
            description: r.string("description"),
            required: r.boolean("required"),
            content: content?,
        })
    })
}
