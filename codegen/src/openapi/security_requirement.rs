//! The Security Requirement Object.
//!
//! **Invariant:** a list of these is an OR, one of these an AND; each scope stays with its scheme.

use crate::span::{Span, Spanned};

/// The Security Requirement Object: all of its schemes are needed; none means anonymous.
#[derive(Clone, Debug)]
pub struct SecurityRequirement {
    /// The whole object.
    pub span: Span,
    /// The schemes in the document's order.
    pub schemes: Vec<SchemeRequirement>,
}

/// One scheme of a requirement.
#[derive(Clone, Debug)]
pub struct SchemeRequirement {
    /// The scheme's name.
    pub scheme: Spanned<String>,
    /// The scopes (for schemes without scopes: roles), all of which are needed.
    pub scopes: Spanned<Vec<Spanned<String>>>,
}
