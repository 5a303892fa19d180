//! The Operation Object.
//!
//! **Invariant:** what is inherited from the path item and the root is not filled in here.

use super::{
    Callback, ExternalDocs, Map, OperationAnnotation, Parameter, RefOr, RequestBody, Responses,
    SecurityRequirement, Server,
};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Operation Object.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The whole object.
    pub span: Span,
    /// `operationId`
    pub operation_id: Option<Spanned<String>>,
    /// `summary`
    pub summary: Option<Spanned<String>>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `tags`
    pub tags: Vec<Spanned<String>>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `parameters`
    pub parameters: Vec<RefOr<Parameter>>,
    /// `requestBody`
    pub request_body: Option<RefOr<RequestBody>>,
    /// `responses`; 3.1 lets it be absent.
    pub responses: Option<Responses>,
    /// `callbacks`; not served.
    pub callbacks: Map<RefOr<Callback>>,
    /// `deprecated`
    pub deprecated: Option<Spanned<bool>>,
    /// `security`; an empty list is a decision as well.
    pub security: Option<Spanned<Vec<SecurityRequirement>>>,
    /// `servers`; they replace those of the path item.
    pub servers: Option<Spanned<Vec<Server>>>,
    /// `x-internal`, as written.
    pub internal: Option<Node>,
    /// `x-portcullis`
    pub portcullis: Option<OperationAnnotation>,
}
