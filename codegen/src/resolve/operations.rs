//! The operations that are served, with everything they inherit.
//!
//! **Invariant:** an operation whose security could not be resolved is not among them.

use std::collections::HashMap;

use super::place::Place;
use super::target::Target;
use super::{PolicyDecisions, Security, check, parameters, policy, security, target};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Method, Status};
use crate::openapi::{
    Document, Key, Located, Operation, Parameter, PathItem, RefOr, RequestBody, Response, Server,
};
use crate::span::{Span, Spanned};

/// An operation with everything it inherits.
#[derive(Clone, Debug)]
pub struct ResolvedOperation<'a> {
    /// The method; the position is that of its name.
    pub method: Spanned<Method>,
    /// The path template; of a webhook its name, of a callback the URL's expression.
    pub path: Spanned<&'a str>,
    /// Where it stands.
    pub kind: OperationKind,
    /// The path item; where the path's is a reference, its target.
    pub path_item: &'a PathItem,
    /// The operation.
    pub operation: &'a Operation,
    /// The parameters in force: those of the path item that are not overridden, then its own.
    pub parameters: Vec<&'a Parameter>,
    /// The parameters of the path that nothing describes.
    pub undeclared: Vec<Spanned<&'a str>>,
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
    /// The operations of its callbacks; none of a callback itself.
    pub callbacks: Vec<ResolvedCallback<'a>>,
}

/// Where an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Under a path: this server serves it.
    Path,
    /// A webhook: whoever is called serves it, and its name is no template.
    Webhook,
    /// A callback: whoever is called serves it, at a URL that a call before said.
    Callback,
}

/// An operation that this server calls because of another one.
#[derive(Clone, Debug)]
pub struct ResolvedCallback<'a> {
    /// The name of the callback.
    pub name: Spanned<&'a str>,
    /// Where it is a reference to a component: the component's name.
    pub component: Option<&'a str>,
    /// What is called.
    pub operation: ResolvedOperation<'a>,
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
) -> (Vec<ResolvedOperation<'a>>, Vec<ResolvedOperation<'a>>) {
    if let Some(list) = &document.security {
        // Also where no operation inherits it.
        let _ = security::resolve(document, list, diagnostics);
    }
    let mut operations = Vec::new();
    for (path, written) in document.paths.iter() {
        let Some(path_item) = path_item(document, written, diagnostics) else { continue };
        operations.extend(all(document, path, OperationKind::Path, path_item, diagnostics));
    }
    let mut webhooks = Vec::new();
    for (name, written) in document.webhooks.iter() {
        let Some(written) = target::follow(document, written) else { continue };
        let Some(path_item) = path_item(document, written, diagnostics) else { continue };
        webhooks.extend(all(document, name, OperationKind::Webhook, path_item, diagnostics));
    }
    check_ids(document, diagnostics);
    (operations, webhooks)
}

/// The operations of a path, of a webhook, or of an expression of a callback.
fn all<'a>(
    document: &'a Document,
    path: Spanned<&'a str>,
    kind: OperationKind,
    path_item: &'a PathItem,
    diagnostics: &mut Diagnostics,
) -> Vec<ResolvedOperation<'a>> {
    let one = |(method, operation): &'a (Spanned<Method>, Operation)| {
        one(document, path, kind, path_item, *method, operation, diagnostics)
    };
    path_item.operations.iter().filter_map(one).collect()
}

fn one<'a>(
    document: &'a Document,
    path: Spanned<&'a str>,
    kind: OperationKind,
    path_item: &'a PathItem,
    method: Spanned<Method>,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Option<ResolvedOperation<'a>> {
    let (parameters, undeclared) =
        parameters::merge(document, path, kind, path_item, operation, diagnostics);
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
        kind,
        path_item,
        operation,
        parameters,
        undeclared,
        request_body: body.and_then(|body| target::follow(document, body)),
        responses: responses.collect(),
        security,
        servers: match (&operation.servers, &path_item.servers) {
            (Some(own), _) => own,
            (None, Some(inherited)) => inherited,
            (None, None) => &document.servers,
        },
        policy: policy::effective(document, path_item, operation),
        callbacks: match kind {
            OperationKind::Path | OperationKind::Webhook => {
                callbacks(document, operation, diagnostics)
            }
            // Nobody needs them, and references could lead around in a circle.
            OperationKind::Callback => Vec::new(),
        },
    })
}

/// Every operation of every callback.
fn callbacks<'a>(
    document: &'a Document,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Vec<ResolvedCallback<'a>> {
    let mut callbacks = Vec::new();
    for (name, written) in operation.callbacks.iter() {
        let component = written.as_ref().and_then(|reference| {
            let name = reference.pointer.strip_prefix("#/components/callbacks/")?;
            document.components.callbacks.entry(name).map(|(name, _)| name.value)
        });
        let Some(callback) = target::follow(document, written) else { continue };
        for (expression, written) in callback.expressions.iter() {
            let Some(written) = target::follow(document, written) else { continue };
            let Some(path_item) = path_item(document, written, diagnostics) else { continue };
            let all = all(document, expression, OperationKind::Callback, path_item, diagnostics);
            callbacks.extend(all.into_iter().map(|operation| ResolvedCallback {
                name,
                component,
                operation,
            }));
        }
    }
    callbacks
}

impl ResolvedOperation<'_> {
    /// What people call it: its `operationId`, or method and path.
    pub fn name(&self) -> String {
        match &self.operation.operation_id {
            Some(id) => id.value.clone(),
            None => format!("{} {}", self.method.value.as_str(), self.path.value),
        }
    }

    /// Where it is named: its `operationId`, or its method.
    pub fn name_span(&self) -> Span {
        self.operation.operation_id.as_ref().map_or(self.method.span, |id| id.span)
    }
}

/// The path item of a path, its `$ref` followed; `None` after a report, which for a broken one is `check`'s.
fn path_item<'a>(
    document: &'a Document,
    written: &'a PathItem,
    diagnostics: &mut Diagnostics,
) -> Option<&'a PathItem> {
    let mut item = written;
    for _ in 0..=target::MOST_STEPS {
        let Some(pointer) = &item.reference else { return Some(item) };
        // 3.1 §4.8.9.1: what members beside it mean is undefined.
        let alone = item.operations.is_empty()
            && item.parameters.is_empty()
            && item.servers.is_none()
            && item.portcullis.is_none();
        if !alone {
            let message = "the path item has other members beside `$ref`".to_owned();
            let help = "what they mean together is undefined: move them into the path item of the reference";
            diagnostics.report(
                Diagnostic::error("unsupported-reference", pointer.span, message).help(help),
            );
            return None;
        }
        item = match target::find::<PathItem>(document, pointer).ok()? {
            Target::Found(found) => target::follow(document, found)?,
            Target::Other(Place::PathItem(path)) => path,
            Target::Other(place) => {
                let message =
                    format!("`{}` is {}, not a path item", pointer.value, place.describe());
                diagnostics.report(
                    Diagnostic::error("unsupported-reference", pointer.span, message)
                        .help("refer to a path item"),
                );
                return None;
            }
        };
    }
    if let Some(pointer) = &written.reference {
        diagnostics.report(check::cycle(pointer));
    }
    None
}

/// 3.0.4 §4.7.10.1: `operationId` is unique among all operations, webhooks included.
fn check_ids(document: &Document, diagnostics: &mut Diagnostics) {
    let webhooks = document.webhooks.values().filter_map(RefOr::as_item);
    let shared = document.components.path_items.values().chain(document.linked.path_items.values());
    let shared = shared.filter_map(RefOr::as_item);
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
    let mut seen: HashMap<Key, &Spanned<String>> = HashMap::new();
    for pointer in document.paths.values().filter_map(|item| item.reference.as_ref()) {
        let Located::Place(key) = document.linked.locate(pointer) else { continue };
        if let Some(first) = seen.insert(key, pointer) {
            let message = format!("two paths share the path item `{}`", pointer.value);
            diagnostics.report(
                Diagnostic::error("duplicate-operation-id", pointer.span, message)
                    .also(first.span, "first here")
                    .help("write a path item for each path, with operation ids of its own"),
            );
        }
    }
}
