//! The Path Item Object.
//!
//! **Invariant:** at most one operation a method.

use super::{Operation, Parameter, PathAnnotation, RefOr, Server};
use crate::ir::Method;
use crate::span::{Span, Spanned};

/// The Path Item Object.
#[derive(Clone, Debug)]
pub struct PathItem {
    /// The whole object.
    pub span: Span,
    /// `$ref`: to another path item, whose members stand beside those written here.
    pub reference: Option<Spanned<String>>,
    /// `summary`
    pub summary: Option<Spanned<String>>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// The operations in the document's order; the position is that of the method's name.
    pub operations: Vec<(Spanned<Method>, Operation)>,
    /// `servers`; they replace those of the root.
    pub servers: Option<Spanned<Vec<Server>>>,
    /// `parameters` of all operations.
    pub parameters: Vec<RefOr<Parameter>>,
    /// `x-portcullis`
    pub portcullis: Option<PathAnnotation>,
}
