//! The Discriminator Object.
//!
//! **Invariant:** mapping values are kept as written: names and references are told apart later.

use super::reader::{self, Context};
use super::{LinkedKind, Map, Version};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Discriminator Object.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// The whole object.
    pub span: Span,
    /// `propertyName`
    pub property_name: Spanned<String>,
    /// `defaultMapping`, 3.2: the schema of values whose property is absent or unknown.
    pub default_mapping: Option<Spanned<String>>,
    /// `mapping`: value of the property → name of a schema component, or a reference.
    pub mapping: Map<Spanned<String>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Discriminator> {
    reader::object(node, "a Discriminator Object", cx, |r| {
        r.since(Version::V3_2, &["defaultMapping"]);
        let default_mapping = r.string("defaultMapping");
        let mapping = r.map("mapping", reader::string);
        for value in mapping.values().filter(|value| is_reference(value)) {
            r.cx.want(LinkedKind::Schema, value);
        }
        Some(Discriminator {
            span: r.span,
            default_mapping,
            mapping,
            property_name: r.required("propertyName", reader::string)?,
        })
    })
}

/// Whether a value of a mapping is a reference and no name: 3.0.4 §4.7.25, what cannot be a component's
/// name is one.
pub(crate) fn is_reference(value: &str) -> bool {
    let files = [".json", ".yaml", ".yml"];
    value.contains(['/', '#']) || files.iter().any(|ending| value.ends_with(ending))
}
