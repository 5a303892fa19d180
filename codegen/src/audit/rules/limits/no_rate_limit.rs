//! Operations that anybody may call as often as the machine allows.
//!
//! **Invariant:** every served operation without a rate limit in force is found; where none has one, the
//! document is found, once.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-rate-limit", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-rate-limit.md"),
    covers: &["LIM-19"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let all = &subject.api.operations;
    let without: Vec<_> = all.iter().filter(|one| one.policy.rates.is_empty()).collect();
    let mut add = |span: Span, message: String, label: &str| {
        findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label(label)
                .help("write one for all: `x-portcullis: { rate-limit: { limit: 100, window: 1m } }` at the root")
                .help("or at the path or the operation"),
        );
    };
    if all.len() > 1 && without.len() == all.len() {
        let message = "no operation has a rate limit".to_owned();
        add(subject.document.document.version.span, message, "nor has the document");
        return;
    }
    for operation in without {
        let message = format!("operation `{}` has no rate limit", operation.id.value);
        add(operation.id.span, message, "called as often as the machine allows");
    }
}
