//! The Path Item Object.
//!
//! **Invariant:** at most one operation a method.

use super::reader::{self, ANNOTATION, Context};
use super::reference::read_or;
use super::{
    LinkedKind, Operation, Parameter, PathAnnotation, RefOr, Server, Version, operation, parameter,
    portcullis, server,
};
use crate::ir::{Method, MethodName};
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
        r.since(Version::V3_2, &["query", "additionalOperations"]);
        for (key, _) in METHODS {
            r.get(key);
        }
        // In the document's order, which is the order of what is generated.
        for (name, member) in r.members() {
            let Some((key, method)) = METHODS.into_iter().find(|(key, _)| *key == name.value)
            else {
                continue;
            };
            if r.get(key).is_none() {
                // Of a later version than the document: reported as unknown.
                continue;
            }
            if let Some(operation) = operation::read(member, r.cx) {
                operations.push((Spanned::new(method, name.span), operation));
            }
        }
        operations.extend(r.optional("additionalOperations", read_additional).unwrap_or_default());
        let reference = r.string("$ref");
        if let Some(pointer) = &reference {
            r.cx.want(LinkedKind::PathItem, pointer);
        }
        let parameters = r.list("parameters", |node, cx| read_or(node, cx, parameter::read));
        Some(PathItem {
            span: r.span,
            reference,
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

/// 3.2 §4.9: operations under the names of their methods, which have no key of their own.
fn read_additional(node: &Node, cx: &mut Context<'_>) -> Option<Vec<(Spanned<Method>, Operation)>> {
    let object = reader::expect_object(node, "operations by method", cx)?;
    let mut operations = Vec::new();
    for (name, member) in object.iter() {
        let Some(method) = MethodName::new(name) else {
            let message = format!("`{name}` is no method for `additionalOperations`");
            let help = "write the method as it is sent; the usual ones have keys of their own";
            reader::invalid_value(cx, member.name_span, message, help);
            continue;
        };
        let method = Spanned::new(Method::Other(method), member.name_span);
        operations.extend(operation::read(&member.value, cx).map(|operation| (method, operation)));
    }
    Some(operations)
}

const METHODS: [(&str, Method); 9] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
    ("query", Method::Query),
];
