//! The operations that are served, with everything they inherit.
//!
//! **Invariant:** an operation whose security could not be resolved is not among them.

use std::collections::HashMap;

use super::{PolicyDecisions, Security, parameters, policy, security, target};
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::ir::{Method, Status};
use crate::openapi::{
    Document, Operation, Parameter, PathItem, RefOr, RequestBody, Response, Server, Version,
};
use crate::span::Spanned;

/// An operation with everything it inherits.
#[derive(Clone, Debug)]
pub struct ResolvedOperation<'a> {
    /// The method; the position is that of its name.
    pub method: Spanned<Method>,
    /// The path template.
    pub path: Spanned<&'a str>,
    /// The path item; where the path's is a reference, its target.
    pub path_item: &'a PathItem,
    /// The operation.
    pub operation: &'a Operation,
    /// The parameters in force: those of the path item that are not overridden, then its own.
    pub parameters: Vec<&'a Parameter>,
    /// The request body.
    pub request_body: Option<&'a RequestBody>,
    /// The responses in the document's order.
    pub responses: Vec<ResolvedResponse<'a>>,
    /// The security in force.
    pub security: Security<'a>,
    /// The servers in force.
    pub servers: &'a [Server],
    /// The `x-portcullis` decisions in force.
    pub policy: PolicyDecisions<'a>,
}

/// A status and its response.
#[derive(Clone, Copy, Debug)]
pub struct ResolvedResponse<'a> {
    /// The key, as written.
    pub key: &'a Spanned<String>,
    /// What the key means.
    pub status: Status,
    /// The response; where it is a reference, its target.
    pub response: &'a Response,
    /// Where it is a reference to a component: the component's name.
    pub component: Option<&'a str>,
}

pub(super) fn resolve<'a>(
    document: &'a Document,
    diagnostics: &mut Diagnostics,
) -> Vec<ResolvedOperation<'a>> {
    if let Some(list) = &document.security {
        // Also where no operation inherits it.
        let _ = security::resolve(document, list, diagnostics);
    }
    let mut operations = Vec::new();
    for (path, written) in document.paths.iter() {
        let Some(path_item) = path_item(document, written, diagnostics) else { continue };
        for (method, operation) in &path_item.operations {
            operations.extend(one(document, path, path_item, *method, operation, diagnostics));
        }
    }
    check_ids(document, diagnostics);
    operations
}

fn one<'a>(
    document: &'a Document,
    path: Spanned<&'a str>,
    path_item: &'a PathItem,
    method: Spanned<Method>,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Option<ResolvedOperation<'a>> {
    let parameters = parameters::merge(document, path, path_item, operation, diagnostics);
    let security = security::effective(document, operation, diagnostics)?;
    let body = operation.request_body.as_ref();
    let entries = operation.responses.iter().flat_map(|responses| &responses.entries);
    let responses = entries.filter_map(|entry| {
        Some(ResolvedResponse {
            key: &entry.key,
            status: entry.status,
            response: target::follow(document, &entry.response)?,
            component: entry.response.as_ref().and_then(|reference| {
                let name = reference.pointer.strip_prefix("#/components/responses/")?;
                document.components.responses.entry(name).map(|(name, _)| name.value)
            }),
        })
    });
    Some(ResolvedOperation {
        method,
        path,
        path_item,
        operation,
        parameters,
        request_body: body.and_then(|body| target::follow(document, body)),
        responses: responses.collect(),
        security,
        servers: match (&operation.servers, &path_item.servers) {
            (Some(own), _) => own,
            (None, Some(inherited)) => inherited,
            (None, None) => &document.servers,
        },
        policy: policy::effective(document, path_item, operation),
    })
}

/// The path item of a path, its `$ref` followed; `None` after a report.
fn path_item<'a>(
    document: &'a Document,
    written: &'a PathItem,
    diagnostics: &mut Diagnostics,
) -> Option<&'a PathItem> {
    let Some(pointer) = &written.reference else { return Some(written) };
    let mut fail = |code, message: String, help: &str| {
        diagnostics.report(Diagnostic::error(code, pointer.span, message).help(help));
        None
    };
    let text = &pointer.value;
    if document.version.value == Version::V3_0 {
        let message = "references of path items are not supported in OpenAPI 3.0".to_owned();
        let help = "write the path item here, or use OpenAPI 3.1 and `#/components/pathItems/…`";
        return fail("unsupported-reference", message, help);
    }
    // 3.1 §4.8.9.1: what members beside it mean is undefined.
    let alone = written.operations.is_empty()
        && written.parameters.is_empty()
        && written.servers.is_none()
        && written.portcullis.is_none();
    if !alone {
        let message = "the path item has other members beside `$ref`".to_owned();
        let help =
            "what they mean together is undefined: move them into the path item of the reference";
        return fail("unsupported-reference", message, help);
    }
    if !text.starts_with('#') {
        let message = format!("`{text}` is another document");
        let help = "bundle the documents into one, or write `#/components/pathItems/…`";
        return fail("remote-reference", message, help);
    }
    let found = text.strip_prefix("#/components/pathItems/");
    let found = found.and_then(|name| document.components.path_items.get(name));
    let found = found.and_then(|item: &RefOr<PathItem>| target::follow(document, item));
    match found {
        Some(found) if found.reference.is_some() => {
            let message = format!("`{text}` is a reference itself");
            fail("unsupported-reference", message, "refer to the path item itself")
        }
        Some(found) => Some(found),
        None => {
            let names = document.components.path_items.names();
            let near = did_you_mean(text.rsplit('/').next().unwrap_or_default(), names);
            let help = near.map_or_else(
                || "write `#/components/pathItems/…`".to_owned(),
                |near| format!("did you mean `#/components/pathItems/{near}`?"),
            );
            fail("unresolved-reference", format!("`{text}` does not exist"), &help)
        }
    }
}

/// 3.0.4 §4.7.10.1: `operationId` is unique among all operations, webhooks included.
fn check_ids(document: &Document, diagnostics: &mut Diagnostics) {
    let webhooks = document.webhooks.values().filter_map(RefOr::as_item);
    let shared = document.components.path_items.values().filter_map(RefOr::as_item);
    let mut seen: HashMap<&str, &Spanned<String>> = HashMap::new();
    let items = document.paths.values().chain(webhooks).chain(shared);
    for (_, operation) in items.flat_map(|item| &item.operations) {
        let Some(id) = &operation.operation_id else { continue };
        if let Some(first) = seen.get(id.value.as_str()) {
            diagnostics.report(
                Diagnostic::error(
                    "duplicate-operation-id",
                    id.span,
                    format!("the operationId `{}` is used twice", id.value),
                )
                .also(first.span, "first here")
                .help("give each operation an id of its own"),
            );
        } else {
            seen.insert(&id.value, id);
        }
    }
    check_shared(document, diagnostics);
}

/// A path item that two paths share would serve its operations under one id each twice.
fn check_shared(document: &Document, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<&str, &Spanned<String>> = HashMap::new();
    for pointer in document.paths.values().filter_map(|item| item.reference.as_ref()) {
        if let Some(first) = seen.insert(&pointer.value, pointer) {
            let message = format!("two paths share the path item `{}`", pointer.value);
            diagnostics.report(
                Diagnostic::error("duplicate-operation-id", pointer.span, message)
                    .also(first.span, "first here")
                    .help("write a path item for each path, with operation ids of its own"),
            );
        }
    }
}
