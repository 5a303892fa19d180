//! Operations that move money and may do so twice for one request.
//!
//! **Invariant:** an operation by which money moves takes a key in a header, or in its body, that
//! every request must have, or is found once.

use std::collections::HashMap;

use super::headers::header_parameters;
use super::names::moves_money;
use crate::audit::leaves::leaves;
use crate::audit::words::words;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, Method, Operation};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-idempotency-key", [Level::Allow, Level::Warn, Level::Warn]),
    page: include_str!("no-idempotency-key.md"),
    covers: &["FIN-02"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let lowered: HashMap<Span, &Operation> =
        api.operations.iter().map(|operation| (operation.span, operation)).collect();
    for operation in &subject.document.operations {
        // What PUT and DELETE do twice, they have done once (RFC 9110 §9.2.2).
        let repeats = [Method::Post, Method::Patch].contains(&operation.method.value);
        if !repeats || !moves_money(operation.path.value) {
            continue;
        }
        let lowered = lowered.get(&operation.operation.span);
        if lowered.is_some_and(|lowered| has_key_in_body(api, lowered)) {
            continue;
        }
        let key = header_parameters(operation).find(|one| is_key(&one.name.value));
        let name = operation.name();
        let finding = match key {
            Some(key) if key.is_required() => continue,
            Some(key) => {
                let message =
                    format!("operation `{name}` moves money, also without an idempotency key");
                Diagnostic::error(RULE.lint.name, key.name.span, message)
                    .label("may be absent")
                    .help("write `required: true` on the parameter")
            }
            None => {
                let message =
                    format!("operation `{name}` moves money, and takes no idempotency key");
                Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                    .label("a request that is sent again moves it again")
                    .help("add a required header parameter `Idempotency-Key`: `type: string, format: uuid`")
            }
        };
        findings.add(finding);
    }
}

/// Whether a name means such a key: `Idempotency-Key`, `x-idempotency-key`, `idempotencyKey`.
pub(super) fn is_key(name: &str) -> bool {
    words(name).iter().any(|word| word == "idempotency" || word == "idempotent")
}

/// Whether every request has such a key in the object that is its body.
fn has_key_in_body(api: &Api, operation: &Operation) -> bool {
    let Some(body) = operation.body.as_ref().filter(|body| body.required) else { return false };
    let mut values = body.media.iter().flat_map(|media| leaves(api, media.ty)).peekable();
    values.peek().is_some()
        && values.all(|leaf| {
            let Kind::Object(object) = &leaf.ty.kind else { return false };
            object.properties.iter().any(|one| one.required && is_key(&one.name.value))
        })
}
