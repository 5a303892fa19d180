//! The Discriminator Object.
//!
//! **Invariant:** mapping values are kept as written: names and references are told apart later.

use super::Map;
use super::reader::{self, Context};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Discriminator Object.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// The whole object.
    pub span: Span,
    /// `propertyName`
    pub property_name: Spanned<String>,
    /// `mapping`: value of the property → name of a schema component, or a reference.
    pub mapping: Map<Spanned<String>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Discriminator> {
    reader::object(node, "a Discriminator Object", cx, |r| {
        Some(Discriminator {
            span: r.span,
            mapping: r.map("mapping", reader::string),
            property_name: r.required("propertyName", reader::string)?,
        })
    })
}
