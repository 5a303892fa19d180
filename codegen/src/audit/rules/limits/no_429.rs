//! Operations whose answer to too many calls the document does not describe.
//!
//! **Invariant:** `429`, `4XX` and `default` all describe it.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::Status;
use crate::resolve::ResolvedOperation;
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-429", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("no-429.md"),
    covers: &["LIM-18"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in subject.operations() {
        let describes = |status: Status| match status {
            Status::Code(code) => code == 429,
            Status::Range(digit) => digit == 4,
            Status::Default => true,
        };
        if operation.responses.iter().any(|response| describes(response.status)) {
            continue;
        }
        let message =
            format!("operation `{}` describes no answer to too many calls", operation.name());
        let mut finding = Diagnostic::error(RULE.lint.name, place(operation), message)
            .label("no response `429`, `4XX` or `default`")
            .help("add the response: `'429': { description: Too many calls. }`");
        finding.repair = operation.operation.responses.as_ref().map(|responses| {
            let response = serde_json::json!({
                "description": "Too many calls.",
                "headers": { "Retry-After": { "schema": { "type": "integer", "minimum": 0, "maximum": 86_400 } } },
            });
            Repair::add(responses.span, "429", response)
        });
        findings.add(finding);
    }
}

/// Where an operation is named.
fn place(operation: &ResolvedOperation<'_>) -> Span {
    operation.operation.operation_id.as_ref().map_or(operation.method.span, |id| id.span)
}
