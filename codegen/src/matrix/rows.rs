//! The rows of the matrix: operations, and the schemes that are its columns.
//!
//! **Invariant:** what stands in a row is what is enforced: it is read from the interface, not from the document.

use serde_json::{Value, json};

use super::{Matrix, flows};
use crate::diag::{Diagnostic, Severity};
use crate::ir::{
    Access, Api, ApiKeyIn, Audit, Operation, Rate, RatePer, Revocation, Scheme, SchemeKind,
};

/// The schemes with what their credentials are held to.
pub(super) fn schemes(api: &Api) -> Vec<Value> {
    let scheme = |scheme: &Scheme| {
        let used_by = api.all_operations().filter(|operation| uses(api, operation, scheme)).count();
        let scopes: Vec<Value> = scheme
            .scopes
            .iter()
            .map(|scope| {
                let rule = scheme.scope_rules.iter().find(|rule| rule.scope == scope.name.value);
                json!({
                    "name": scope.name.value,
                    "description": scope.description,
                    "held_by": rule.map(|rule| rule.held_by.join(", ")),
                    "used_by": needing(api, scheme, &scope.name.value),
                })
            })
            .collect();
        json!({
            "name": scheme.name.value,
            "kind": kind(&scheme.kind),
            "description": scheme.description,
            "issuer": scheme.issuer.as_ref().map(|issuer| &issuer.value),
            "audience": scheme.audience.as_ref().map(|audience| &audience.value),
            "algorithms": scheme.algorithms.iter().map(|a| a.value.as_str()).collect::<Vec<_>>().join(", "),
            "revocation": revocation(scheme),
            "used_by": used_by,
            "scopes": scopes,
        })
    };
    api.schemes.iter().map(scheme).collect()
}

/// The names of the schemes that operations use.
pub(super) fn columns(api: &Api) -> Vec<&str> {
    api.schemes
        .iter()
        .filter(|scheme| scheme.is_used())
        .map(|scheme| scheme.name.value.as_str())
        .collect()
}

/// One row an operation, those of webhooks last.
pub(super) fn operations(matrix: &Matrix<'_>) -> Vec<Value> {
    let api = matrix.api;
    let findings = matrix.diagnostics.sorted();
    let served = api.operations.iter().map(|operation| (operation, false));
    let all = served.chain(api.webhooks.iter().map(|operation| (operation, true)));
    all.map(|(operation, is_webhook)| row(matrix, operation, is_webhook, &findings)).collect()
}

fn row(
    matrix: &Matrix<'_>,
    operation: &Operation,
    is_webhook: bool,
    findings: &[&Diagnostic],
) -> Value {
    let api = matrix.api;
    let within = |severity: Severity| {
        let here = |found: &&&Diagnostic| {
            found.severity == severity && operation.span.contains(found.primary.span)
        };
        findings.iter().filter(here).count()
    };
    let sensitive = flows::of_operation(api, operation);
    let reason = match &operation.access {
        Access::Public { reason } => reason.as_ref().map(|reason| reason.value.as_str()),
        Access::AnyOf(_) => None,
    };
    let columns = api.schemes.iter().filter(|scheme| scheme.is_used());
    json!({
        "id": operation.id.value,
        "method": operation.method.as_str(),
        "path": operation.path.text.value,
        "summary": operation.summary,
        "deprecated": operation.deprecated,
        "webhook": is_webhook,
        "place": matrix.place(operation.id.span),
        "public": operation.access.is_open(),
        "anybody": operation.access.admits_anybody(),
        "anonymous": anonymous(&operation.access),
        "reason": reason,
        "cells": columns.map(|scheme| cell(api, operation, scheme)).collect::<Vec<_>>(),
        "rates": operation.policy.rates.iter().map(rate).collect::<Vec<_>>(),
        "body_limit": operation.body.is_some().then(|| bytes(operation.policy.body_limit)),
        "audit": audit(operation.policy.audit),
        "origins": operation.cors.as_ref().map(|cors| {
            cors.origins.iter().map(|origin| origin.value.as_str()).collect::<Vec<_>>().join(", ")
        }),
        "received": sensitive.received,
        "sent": sensitive.sent,
        "errors": within(Severity::Error),
        "warnings": within(Severity::Warning),
    })
}

/// The number of the alternative that demands nothing, beside others that demand something.
fn anonymous(access: &Access) -> Option<usize> {
    match access {
        Access::AnyOf(alternatives) if !access.is_open() => {
            let at = alternatives.iter().position(|one| one.requirements.is_empty());
            at.map(|at| at + 1)
        }
        Access::AnyOf(_) | Access::Public { .. } => None,
    }
}

/// What an operation demands of one scheme: the number of the alternative, where there are several, and the scopes.
fn cell(api: &Api, operation: &Operation, scheme: &Scheme) -> Vec<Value> {
    let Access::AnyOf(alternatives) = &operation.access else { return Vec::new() };
    let several = alternatives.len() > 1;
    let mut parts = Vec::new();
    for (number, alternative) in (1..).zip(alternatives) {
        for requirement in &alternative.requirements {
            if api.scheme(requirement.scheme).name.value == scheme.name.value {
                let scopes: Vec<&str> =
                    requirement.scopes.iter().map(|scope| scope.value.as_str()).collect();
                let joined = alternative.requirements.len() > 1;
                parts.push(json!({
                    "alternative": several.then_some(number),
                    "joined": joined,
                    "scopes": scopes,
                }));
            }
        }
    }
    parts
}

fn uses(api: &Api, operation: &Operation, scheme: &Scheme) -> bool {
    !cell(api, operation, scheme).is_empty()
}

/// How many operations need a scope.
fn needing(api: &Api, scheme: &Scheme, scope: &str) -> usize {
    let needs = |operation: &&Operation| match &operation.access {
        Access::Public { .. } => false,
        Access::AnyOf(alternatives) => {
            alternatives.iter().flat_map(|alternative| &alternative.requirements).any(|r| {
                api.scheme(r.scheme).name.value == scheme.name.value
                    && r.scopes.iter().any(|needed| needed.value == scope)
            })
        }
    };
    api.all_operations().filter(needs).count()
}

fn kind(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::OAuth2 => "OAuth 2.0 access token".to_owned(),
        SchemeKind::OpenIdConnect { url } => format!("OpenID Connect, {url}"),
        SchemeKind::Bearer => "bearer token".to_owned(),
        SchemeKind::Basic => "HTTP Basic".to_owned(),
        SchemeKind::Http { scheme } => format!("HTTP {scheme}"),
        SchemeKind::ApiKey { location, name } => {
            let location = match location {
                ApiKeyIn::Header => "header",
                ApiKeyIn::Query => "query parameter",
                ApiKeyIn::Cookie => "cookie",
            };
            format!("API key in {location} {name}")
        }
        SchemeKind::MutualTls => "client certificate (mutual TLS)".to_owned(),
    }
}

fn revocation(scheme: &Scheme) -> Option<&'static str> {
    let demand = match scheme.revocation {
        Revocation::None => "a store is not demanded",
        Revocation::Memory => "a store is demanded",
        Revocation::Shared => "a store that all nodes share is demanded",
    };
    scheme.kind.has_tokens().then_some(demand)
}

fn rate(rate: &Rate) -> String {
    let per = match rate.per {
        RatePer::Client => "each client",
        RatePer::Address => "each address",
        RatePer::Operation => "all callers together",
    };
    format!("{} in {}, {per}", rate.limit.value, duration(rate.window))
}

fn duration(seconds: u32) -> String {
    for (unit, size) in [("d", 86_400), ("h", 3_600), ("min", 60)] {
        if seconds >= size && seconds.is_multiple_of(size) {
            return format!("{} {unit}", seconds / size);
        }
    }
    format!("{seconds} s")
}

fn bytes(count: u64) -> String {
    for (unit, size) in [("MiB", 1_048_576), ("KiB", 1_024)] {
        if count >= size && count.is_multiple_of(size) {
            return format!("{} {unit}", count / size);
        }
    }
    format!("{count} bytes")
}

fn audit(audit: Audit) -> &'static str {
    match audit {
        Audit::Always => "every call",
        Audit::Denied => "refused and failed calls",
        Audit::Off => "off",
    }
}
