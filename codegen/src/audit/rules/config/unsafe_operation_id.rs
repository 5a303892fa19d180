//! Operation ids that cannot stand in a URL, or in a log, as they are.
//!
//! **Invariant:** unreserved characters (RFC 3986 §2.3) are safe.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::spelling::snake;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unsafe-operation-id", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unsafe-operation-id.md"),
    covers: &["CONF-28"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in subject.operations() {
        let Some(id) = &operation.operation.operation_id else { continue };
        let is_safe = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        if !id.value.is_empty() && id.value.chars().all(is_safe) {
            continue;
        }
        let message = format!("the operationId `{}` is not safe in URLs and logs", id.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, id.span, message)
                .label("has more than letters, digits and `-._~`")
                .help(format!("write `{}`", snake(&id.value))),
        );
    }
}
