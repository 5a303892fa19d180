//! The Path Item Object.
//!
//! **Invariant:** at most one operation a method.

use super::reader::{self, ANNOTATION, Context};
use super::reference::read_or;
use super::{
    Operation, Parameter, PathAnnotation, RefOr, Server, operation, parameter, portcullis, server,
};
use crate::ir::Method;
use crate::source::Node;
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

/// Reads a Path Item Object; its `$ref` is one of its own members.
pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<PathItem> {
    reader::object(node, "a Path Item Object", cx, |r| {
        let mut operations = Vec::new();
        for method in Method::ALL {
            r.get(key(method));
        }
        // In the document's order, which is the order of what is generated.
        for (name, member) in r.members() {
            let Some(method) = Method::ALL.into_iter().find(|m| key(*m) == name.value) else {
                continue;
            };
            if let Some(operation) = operation::read(member, r.cx) {
                operations.push((Spanned::new(method, name.span), operation));
            }
        }
        let parameters = r.list("parameters", |node, cx| read_or(node, cx, parameter::read));
        Some(PathItem {
            span: r.span,
            reference: r.string("$ref"),
            summary: r.string("summary"),
            description: r.string("description"),
            operations,
            servers: r.list("servers", server::read),
            parameters: parameters.map(|list| list.value).unwrap_or_default(),
            portcullis: r.optional(ANNOTATION, portcullis::read_path),
        })
    })
}

/// Reads a Path Item Object where a reference may stand in its place: one with `$ref` alone.
pub(super) fn read_or_reference(node: &Node, cx: &mut Context<'_>) -> Option<RefOr<PathItem>> {
    read_or(node, cx, read)
}

fn key(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Put => "put",
        Method::Post => "post",
        Method::Delete => "delete",
        Method::Options => "options",
        Method::Head => "head",
        Method::Patch => "patch",
        Method::Trace => "trace",
    }
}
