//! The Discriminator Object.
//!
//! **Invariant:** mapping values are kept as written: names and references are told apart later.

use super::Map;
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
