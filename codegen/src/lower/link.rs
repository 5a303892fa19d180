//! Links of responses.
//!
//! **Invariant:** a link that is generated leads to an operation that there is, by parameters that it has; one to
//! another document is kept as it is written. Nothing enforces a link: a broken one is left out.

use super::{Lowering, expression, lints, operation};
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::ir::{Link, LinkTarget, LinkValue, ParameterIn};
use crate::openapi::{self, Located};
use crate::resolve::{OperationKind, ResolvedOperation};
use crate::source::{Node, Value};
use crate::span::{Span, Spanned};

/// What a link leads to.
enum Found<'a> {
    Operation(&'a ResolvedOperation<'a>),
    /// Another document.
    Elsewhere(String),
}

impl<'a> Lowering<'a> {
    /// The links of a response of `operation`.
    pub(super) fn links(
        &self,
        response: &'a openapi::Response,
        operation: &ResolvedOperation<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Link> {
        let mut links = Vec::with_capacity(response.links.len());
        for (name, written) in response.links.iter() {
            // A broken reference was reported.
            let Some(source) = self.resolved.link(written) else { continue };
            links.extend(self.link(name, source, operation, diagnostics));
        }
        links
    }

    fn link(
        &self,
        name: Spanned<&str>,
        source: &'a openapi::Link,
        operation: &ResolvedOperation<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Link> {
        let found = self.target(name, source, diagnostics);
        let mut complete = true;
        let mut parameters = Vec::with_capacity(source.parameters.len());
        for (name, node) in source.parameters.iter() {
            if let Some(Found::Operation(target)) = &found {
                complete &= has_parameter(target, name, diagnostics);
            }
            let value = value(node, operation, diagnostics);
            complete &= value.is_some();
            parameters.extend(value.map(|value| (name.value.to_owned(), value)));
        }
        let body = source.request_body.as_ref().map(|node| value(node, operation, diagnostics));
        complete &= !matches!(body, Some(None));
        complete &= takes_body(found.as_ref(), source, diagnostics);
        let target = match found? {
            Found::Operation(target) => LinkTarget::Operation(operation::name_of(target)),
            Found::Elsewhere(reference) => LinkTarget::Reference(reference),
        };
        complete.then_some(Link {
            name: name.map(str::to_owned),
            target,
            parameters,
            body: body.flatten(),
            description: source.description.as_ref().map(|text| text.value.clone()),
            server: source.server.as_ref().map(|server| server.url.value.clone()),
        })
    }

    fn target(
        &self,
        name: Spanned<&str>,
        source: &openapi::Link,
        diagnostics: &mut Diagnostics,
    ) -> Option<Found<'a>> {
        match (&source.operation_id, &source.operation_ref) {
            (Some(id), None) => self.by_id(id, diagnostics).map(Found::Operation),
            (None, Some(reference)) => self.by_reference(reference, diagnostics),
            (Some(id), Some(reference)) => {
                let message = format!("the link `{}` has two targets", name.value);
                let diagnostic = broken(reference.span, message)
                    .also(id.span, "the other")
                    .help("remove `operationRef`, or `operationId`");
                diagnostics.lint(&lints::BROKEN_LINK, diagnostic);
                None
            }
            (None, None) => {
                let message = format!("the link `{}` leads to no operation", name.value);
                // The object itself may stand in a component that several responses share.
                let diagnostic =
                    broken(source.span, message).help("add `operationId: …`, or `operationRef: …`");
                diagnostics.lint(&lints::BROKEN_LINK, diagnostic);
                None
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = &'a ResolvedOperation<'a>> + use<'a> {
        self.resolved.operations.iter().chain(&self.resolved.webhooks)
    }

    fn by_id(
        &self,
        id: &Spanned<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a ResolvedOperation<'a>> {
        let ids = || {
            let all =
                self.all().filter_map(|one| Some((one.operation.operation_id.as_ref()?, one)));
            all.map(|(id, one)| (id.value.as_str(), one))
        };
        if let Some((_, found)) = ids().find(|(own, _)| *own == id.value) {
            return Some(found);
        }
        let diagnostic = broken(id.span, format!("there is no operation `{}`", id.value));
        let help = match did_you_mean(&id.value, ids().map(|(own, _)| own)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the `operationId` of an operation".to_owned(),
        };
        diagnostics.lint(&lints::BROKEN_LINK, diagnostic.help(help));
        None
    }

    fn by_reference(
        &self,
        reference: &Spanned<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Found<'a>> {
        let linked = &self.resolved.document.linked;
        let tokens = match linked.locate(reference) {
            Located::Place((file, tokens)) if Some(file) == linked.root() => tokens,
            // Other documents are not opened for links.
            Located::Place(_) | Located::No(_) => {
                return Some(Found::Elsewhere(reference.value.clone()));
            }
            Located::Anchor | Located::Malformed(_) => Vec::new(),
        };
        if let Some(found) = self.all().find(|one| stands_at(one, &tokens)) {
            return Some(Found::Operation(found));
        }
        let message = format!("there is no operation at `{}`", reference.value);
        let diagnostic = broken(reference.span, message)
            .note("in a pointer, a `/` of a path is `~1`")
            .help("write a reference such as `#/paths/~1payments~1{id}/get`, or use `operationId`");
        diagnostics.lint(&lints::BROKEN_LINK, diagnostic);
        None
    }
}

fn broken(span: Span, message: String) -> Diagnostic {
    Diagnostic::error("", span, message).note("allowed, the link is not generated")
}

/// Whether a pointer leads to an operation.
fn stands_at(operation: &ResolvedOperation<'_>, tokens: &[String]) -> bool {
    let method = operation.method.value.as_str();
    let (path, is_method) = match tokens {
        [root, path, own] if root == "paths" || root == "webhooks" => {
            (path, *own == method.to_ascii_lowercase())
        }
        [root, path, additional, own]
            if root == "paths" && additional == "additionalOperations" =>
        {
            (path, own == method)
        }
        _ => return false,
    };
    let is_webhook = operation.kind == OperationKind::Webhook;
    let root_fits = tokens.first().is_some_and(|root| (root == "webhooks") == is_webhook);
    root_fits && is_method && operation.path.value == path
}

/// Whether the name, which may start with a place, is that of one parameter.
fn has_parameter(
    target: &ResolvedOperation<'_>,
    name: Spanned<&str>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let declared =
        target.parameters.iter().map(|one| (one.location.value, one.name.value.as_str()));
    let undeclared = target.undeclared.iter().map(|name| (ParameterIn::Path, name.value));
    let all: Vec<(ParameterIn, &str)> = declared.chain(undeclared).collect();
    let qualified = name.value.split_once('.').and_then(|(place, rest)| {
        all.iter().find(|(location, own)| location.as_str() == place && *own == rest)
    });
    let count = all.iter().filter(|(_, own)| *own == name.value).count();
    let id = operation::name_of(target);
    let diagnostic = match count {
        1 => return true,
        _ if qualified.is_some() => return true,
        0 => {
            let message = format!("`{id}` has no parameter `{}`", name.value);
            let help = match did_you_mean(name.value, all.iter().map(|(_, own)| *own)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the name of one of its parameters".to_owned(),
            };
            broken(name.span, message).help(help)
        }
        _ => broken(name.span, format!("`{id}` has several parameters `{}`", name.value))
            .help(format!("write where it is sent as well, such as `query.{}`", name.value)),
    };
    diagnostics.lint(&lints::BROKEN_LINK, diagnostic.also(target.operation.span, "the operation"));
    false
}

fn takes_body(
    found: Option<&Found<'_>>,
    source: &openapi::Link,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (Some(Found::Operation(target)), Some(body)) = (found, &source.request_body) else {
        return true;
    };
    // A broken reference to a body was reported.
    if target.operation.request_body.is_some() {
        return true;
    }
    let message = format!("`{}` takes no body", operation::name_of(target));
    let diagnostic = broken(body.span, message)
        .also(target.operation.span, "the operation")
        .help("remove `requestBody`");
    diagnostics.lint(&lints::BROKEN_LINK, diagnostic);
    false
}

/// A text that starts with `$` or has a `{$` is made of expressions; everything else is a constant.
fn value(
    node: &Node,
    operation: &ResolvedOperation<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<LinkValue> {
    match &node.value {
        Value::String(text) if text.starts_with('$') || text.contains("{$") => {
            let text = Spanned::new(text.clone(), node.span);
            expression::check(&text, operation, diagnostics)?;
            Some(LinkValue::Expression(text.value))
        }
        Value::String(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Array(_)
        | Value::Object(_) => Some(LinkValue::Constant(node.to_json())),
    }
}
