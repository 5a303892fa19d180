//! Answers that say "later" and not when.
//!
//! **Invariant:** every response `429` and `503` of a served operation without `Retry-After`, in any case, is
//! found once, at the component where it is one.

use std::collections::HashSet;

use crate::audit::repairs::{header, retry_after};
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Status;
use crate::resolve::ResolvedResponse;
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-retry-after", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-retry-after.md"),
    covers: &["FIN-10", "LIM-17"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in &subject.document.operations {
        for response in &operation.responses {
            let is_later = match response.status {
                Status::Code(code) => code == 429 || code == 503,
                Status::Range(_) | Status::Default => false,
            };
            let mut headers = response.response.headers.names();
            if !is_later
                || headers.any(|name| name.eq_ignore_ascii_case("retry-after"))
                || !seen.insert(response.response.span)
            {
                continue;
            }
            let message = format!(
                "the answer {} of operation `{}` does not say when to come back",
                response.key.value,
                operation.name()
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, place(subject, response), message)
                    .label("no header `Retry-After`")
                    .help("declare it: `headers: { Retry-After: { schema: { type: integer, minimum: 0, maximum: 86400 } } }`")
                    .repair([header(response.response.span, "Retry-After", &retry_after())]),
            );
        }
    }
}

/// The name of the component, or the status where the response is written.
fn place(subject: &Subject<'_>, response: &ResolvedResponse<'_>) -> Span {
    let shared = &subject.document.document.components.responses;
    let component = response.component.and_then(|name| shared.entry(name));
    component.map_or(response.key.span, |(name, _)| name.span)
}
