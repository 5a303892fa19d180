//! The Server Object.
//!
//! **Invariant:** URLs are kept as written, templates included.

use super::Map;
use crate::span::{Span, Spanned};

/// The Server Object.
#[derive(Clone, Debug)]
pub struct Server {
    /// The whole object.
    pub span: Span,
    /// `url`
    pub url: Spanned<String>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `variables`
    pub variables: Map<ServerVariable>,
}

/// The Server Variable Object.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The whole object.
    pub span: Span,
    /// `default`
    pub default: Spanned<String>,
    /// `enum`
    pub enumeration: Vec<Spanned<String>>,
    /// `description`
    pub description: Option<Spanned<String>>,
}
