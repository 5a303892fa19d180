//! The interface as Portcullis understands it: what is generated, and nothing else.
//!
//! **Invariant:** data only. The module knows neither YAML nor Rust names, and has no `_ =>` users
//! outside itself: a new variant must break the build wherever it has to be thought about.

mod access;
mod callback;
mod link;
mod method;
mod operation;
mod policy;
mod types;

pub use access::{
    Access, Alternative, ApiKeyIn, Requirement, Revocation, Scheme, SchemeId, SchemeKind, Scope,
    ScopeRule,
};
pub use callback::Callback;
pub use link::{Link, LinkTarget, LinkValue};
pub use method::{Method, MethodName};
pub use operation::{
    Body, EmptyValue, FormField, Header, MediaType, MediaTypeKind, Operation, Parameter,
    ParameterIn, ParameterStyle, Part, PartKind, PathTemplate, Response, ResponseContent, Segment,
    Status,
};
pub use policy::{Audit, Cors, ErrorFormat, Policy, Rate, RatePer, UnknownQuery};
pub use types::{
    Additional, Array, Bound, Checked, Covered, Enumeration, Format, Integer, JsonType, Kind,
    Literal, Map, Mask, Number, NumberRepr, Object, Property, Text, Type, TypeId, Types, Union,
    UnionMode, Variant,
};

use crate::span::{Span, Spanned};

/// A whole interface.
#[derive(Clone, Debug)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// First paragraph of `info.description`.
    pub description: Option<String>,
    /// The name of the document's root file, for generated documentation.
    pub source: String,
    /// The root object.
    pub span: Span,
    /// Every server URL of the root, of path items and of operations, as written.
    pub servers: Vec<Spanned<String>>,
    /// The security schemes in the document's order.
    pub schemes: Vec<Scheme>,
    /// The operations in the document's order.
    pub operations: Vec<Operation>,
    /// The operations of webhooks: a second interface, which those whom this one calls serve.
    pub webhooks: Vec<Operation>,
    /// The types that operations reach.
    pub types: Types,
    /// The shape of error answers.
    pub errors: ErrorFormat,
    /// What happens to query parameters that the document does not have.
    pub unknown_query: UnknownQuery,
}

impl Api {
    /// The operations of both interfaces.
    pub fn all_operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().chain(&self.webhooks)
    }

    /// The scheme of an id that this interface gave out.
    ///
    /// # Panics
    /// When the id comes from another interface.
    pub fn scheme(&self, id: SchemeId) -> &Scheme {
        &self.schemes[id.index()]
    }
}
