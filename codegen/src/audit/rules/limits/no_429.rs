//! Operations whose answer to too many calls the document does not describe.
//!
//! **Invariant:** `429`, `4XX` and `default` all describe it.

use serde_json::json;

use crate::audit::repairs::retry_after;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::Status;

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
        let repair = operation.operation.responses.as_ref().map(|responses| {
            let response = json!({
                "description": "Too many calls.",
                "headers": { "Retry-After": { "schema": retry_after() } },
            });
            Repair::add(responses.span, "429", response)
        });
        findings.add(
            Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                .label("no response `429`, `4XX` or `default`")
                .help("add the response: `'429': { description: Too many calls. }`")
                .repair(repair),
        );
    }
}
