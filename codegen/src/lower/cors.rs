//! `x-portcullis.cors` of an operation, defaults filled in.
//!
//! **Invariant:** nothing is open that no decision of the document opens.

use std::collections::HashSet;

use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::ir::{Access, ApiKeyIn, Cors, Operation, ParameterIn, Scheme, SchemeKind};
use crate::openapi::{CorsAnnotation, CorsDecision};
use crate::resolve::{OperationKind, Resolved, ResolvedOperation};
use crate::span::Spanned;

/// How long browsers keep the answer to a preflight where nobody decided: ten minutes.
const MAX_AGE: u32 = 600;

/// What the request path itself says in headers, whatever the document declares.
const EXPOSED: [&str; 7] = [
    "x-request-id",
    "retry-after",
    "ratelimit",
    "ratelimit-policy",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// The decision in force for an operation.
pub(super) fn cors(
    resolved: &ResolvedOperation<'_>,
    operation: &Operation,
    schemes: &[Scheme],
    diagnostics: &mut Diagnostics,
) -> Option<Cors> {
    match resolved.kind {
        OperationKind::Path => {}
        OperationKind::Webhook => {
            report_webhook(resolved, diagnostics);
            return None;
        }
        // Whoever is called decides.
        OperationKind::Callback => return None,
    }
    let CorsDecision::On(annotation) = resolved.policy.cors? else { return None };
    let method = operation.method.as_str();
    if annotation.methods.as_ref().is_some_and(|list| !list.iter().any(|m| m.value == method)) {
        return None;
    }
    let own = |list: &Spanned<Vec<Spanned<String>>>| -> Vec<String> {
        list.iter().map(|name| name.value.clone()).collect()
    };
    Some(Cors {
        origins: annotation.origins.value.clone(),
        headers: annotation.headers.as_ref().map_or_else(|| sent(operation, schemes), own),
        expose: annotation.expose.as_ref().map_or_else(|| told(operation, schemes), own),
        credentials: annotation.credentials,
        max_age: annotation.max_age.map_or(MAX_AGE, |seconds| seconds.value),
    })
}

/// The schemes that the operation takes.
fn schemes_of<'a>(
    operation: &'a Operation,
    schemes: &'a [Scheme],
) -> impl Iterator<Item = &'a Scheme> {
    let alternatives = match &operation.access {
        Access::Public { reason: _ } => &[][..],
        Access::AnyOf(alternatives) => alternatives.as_slice(),
    };
    let requirements = alternatives.iter().flat_map(|alternative| &alternative.requirements);
    requirements.filter_map(move |requirement| schemes.get(requirement.scheme.index()))
}

/// The headers that a call may have by the document, in lower case.
fn sent(operation: &Operation, schemes: &[Scheme]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for scheme in schemes_of(operation, schemes) {
        match &scheme.kind {
            SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { url: _ } | SchemeKind::Bearer => {
                // RFC 9449 §4.1: the proof stands in a header of its own.
                names.extend(["authorization".to_owned(), "dpop".to_owned()]);
            }
            SchemeKind::Basic | SchemeKind::Http { scheme: _ } => {
                names.push("authorization".to_owned());
            }
            SchemeKind::ApiKey { location: ApiKeyIn::Header, name } => names.push(name.clone()),
            SchemeKind::ApiKey { location: ApiKeyIn::Query | ApiKeyIn::Cookie, name: _ }
            | SchemeKind::MutualTls => {}
        }
    }
    if operation.body.is_some() {
        names.push("content-type".to_owned());
    }
    let parameters = operation.parameters.iter();
    let headers = parameters.filter(|parameter| parameter.location == ParameterIn::Header);
    names.extend(headers.map(|parameter| parameter.name.value.clone()));
    once_each(names)
}

/// The headers of answers that a page may want to read, in lower case.
fn told(operation: &Operation, schemes: &[Scheme]) -> Vec<String> {
    let mut names: Vec<String> = EXPOSED.map(str::to_owned).into();
    let mut taken = schemes_of(operation, schemes).peekable();
    if taken.peek().is_some() {
        names.push("www-authenticate".to_owned());
    }
    if taken.any(|scheme| scheme.kind.has_tokens()) {
        // RFC 9449 §8.2.
        names.push("dpop-nonce".to_owned());
    }
    for response in &operation.responses {
        names.extend(response.declared_headers.iter().cloned());
    }
    // Fetch, "Headers class": never readable, and always readable.
    names.retain(|name| name != "set-cookie" && name != "content-type");
    once_each(names)
}

fn once_each(names: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    let lower = names.into_iter().map(|name| name.to_ascii_lowercase());
    lower.filter(|name| seen.insert(name.clone())).collect()
}

/// Servers call webhooks, and servers have no origin. What the root says is not about them.
fn report_webhook(resolved: &ResolvedOperation<'_>, diagnostics: &mut Diagnostics) {
    let path = resolved.path_item.portcullis.as_ref().and_then(|own| own.cors.as_ref());
    let own = resolved.operation.portcullis.as_ref().and_then(|own| own.cors.as_ref());
    let Some(span) = own.or(path).map(CorsDecision::span) else { return };
    let message = "`cors` of a webhook would do nothing: servers call it, not pages";
    if !diagnostics.has_error_within(span) {
        let diagnostic = Diagnostic::error("invalid-annotation", span, message).help("remove it");
        diagnostics.report(diagnostic);
    }
}

/// A method that is listed and that nothing within reach of the decision has would do nothing.
pub(super) fn check_methods(resolved: &Resolved<'_>, diagnostics: &mut Diagnostics) {
    let all = || resolved.operations.iter();
    let root = resolved.document.portcullis.as_ref().and_then(|root| root.cors.as_ref());
    if let Some(CorsDecision::On(annotation)) = root {
        let declared: Vec<&str> = all().map(|operation| operation.method.value.as_str()).collect();
        check_list(annotation, &declared, "no path declares", diagnostics);
    }
    let mut seen = HashSet::new();
    for operation in all() {
        let annotation = operation.path_item.portcullis.as_ref().and_then(|own| own.cors.as_ref());
        let Some(CorsDecision::On(annotation)) = annotation else { continue };
        if seen.insert(annotation.span) {
            let methods = operation.path_item.operations.iter();
            let declared: Vec<&str> = methods.map(|(method, _)| method.value.as_str()).collect();
            check_list(annotation, &declared, "the path does not declare", diagnostics);
        }
    }
}

fn check_list(
    annotation: &CorsAnnotation,
    declared: &[&str],
    what: &str,
    diagnostics: &mut Diagnostics,
) {
    let listed = annotation.methods.iter().flat_map(|list| list.iter());
    for method in listed.filter(|method| !declared.contains(&method.value.as_str())) {
        let help = match did_you_mean(&method.value, declared.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it: pages may call what is declared".to_owned(),
        };
        let message = format!("{what} the method `{}`", method.value);
        let diagnostic = Diagnostic::error("invalid-annotation", method.span, message).help(help);
        diagnostics.report(diagnostic);
    }
}
