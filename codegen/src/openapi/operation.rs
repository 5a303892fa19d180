//! The Operation Object.
//!
//! **Invariant:** what is inherited from the path item and the root is not filled in here.

use super::reader::{self, ANNOTATION, Context};
use super::reference::read_or;
use super::{
    Callback, ExternalDocs, Map, OperationAnnotation, Parameter, RefOr, RequestBody, Responses,
    SecurityRequirement, Server, Version, callback, info, parameter, portcullis, request_body,
    response, security_requirement, server,
};
use crate::diag::Diagnostic;
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
    /// `callbacks`: what this server calls.
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

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Operation> {
    let Some(reference) = node.as_object().and_then(|object| object.get("$ref")) else {
        return read_object(node, cx);
    };
    if node.as_object().is_some_and(|object| object.len() > 1) {
        let message = "an operation cannot be a reference, least of all beside other members";
        cx.report(
            Diagnostic::error("unsupported-reference", reference.span, message)
                .help("write the operation here"),
        );
        return None;
    }
    let target = reader::misplaced_reference(reference, "an operation", cx)?;
    target.find().and_then(|node| read_object(node, cx))
}

fn read_object(node: &Node, cx: &mut Context<'_>) -> Option<Operation> {
    reader::object(node, "an Operation Object", cx, |r| {
        let tags = r.list("tags", reader::string);
        let parameters = r.list("parameters", |node, cx| read_or(node, cx, parameter::read));
        let responses = r.optional("responses", response::read_all);
        // 3.1 §4.8.10.1 makes it optional.
        if r.cx.version == Version::V3_0 && r.get("responses").is_none() {
            r.missing("responses");
        }
        let security = r.optional("security", security_requirement::read_list);
        let undecidable = r.get("security").is_some() && security.is_none();
        let operation = Operation {
            span: r.span,
            operation_id: r.string("operationId"),
            summary: r.string("summary"),
            description: r.string("description"),
            tags: tags.map(|tags| tags.value).unwrap_or_default(),
            external_docs: r.optional("externalDocs", info::read_external_docs),
            parameters: parameters.map(|list| list.value).unwrap_or_default(),
            request_body: r
                .optional("requestBody", |node, cx| read_or(node, cx, request_body::read)),
            responses,
            callbacks: r.map("callbacks", |node, cx| read_or(node, cx, callback::read)),
            deprecated: r.boolean("deprecated"),
            security,
            servers: r.list("servers", server::read),
            internal: r.node("x-internal"),
            portcullis: r.optional(ANNOTATION, portcullis::read_operation),
        };
        // Reported; and never handed on as an operation without a decision.
        (!undecidable).then_some(operation)
    })
}
