//! Calls that `x-fapi-interaction-id` does not follow through.
//!
//! **Invariant:** an operation is found once for its request; a response is found once, however many
//! operations share it.

use std::collections::HashSet;

use serde_json::json;

use super::headers::{declares, takes};
use crate::audit::repairs::header;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-interaction-id", [Level::Allow, Level::Allow, Level::Allow])
        .open_banking(Level::Deny),
    page: include_str!("no-interaction-id.md"),
    covers: &["FIN-01"],
    check,
};

const HEADER: &str = "x-fapi-interaction-id";

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in &subject.document.operations {
        if !takes(operation, HEADER) {
            let message = format!("operation `{}` takes no `{HEADER}`", operation.name());
            findings.add(
                Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                    .label("a client cannot say which interaction the call belongs to")
                    .help(format!(
                        "add the header parameter `{HEADER}`: `type: string, format: uuid`"
                    )),
            );
        }
        for response in &operation.responses {
            if declares(response, HEADER) || !seen.insert(response.response.span) {
                continue;
            }
            let message = format!(
                "response `{}` of operation `{}` does not repeat `{HEADER}`",
                response.key.value,
                operation.name()
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, response.key.span, message)
                    .label("not told apart from other calls afterwards")
                    .help(format!(
                        "add the header `{HEADER}`: `schema: {{ type: string, format: uuid }}`"
                    ))
                    .repair([header(
                        response.response.span,
                        HEADER,
                        &json!({ "type": "string", "format": "uuid" }),
                    )]),
            );
        }
    }
}
