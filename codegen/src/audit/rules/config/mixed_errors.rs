//! Errors of another shape than those that Portcullis writes.
//!
//! **Invariant:** each shape is found once, at the schema that has it first.

use std::collections::HashSet;

use super::error_shape;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ErrorFormat;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("mixed-errors", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("mixed-errors.md"),
    covers: &["CONF-13"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let (own, help) = match subject.api.errors {
        ErrorFormat::Envelope => (
            "an object `error` with `code`, `message` and `request_id`",
            "describe the error in that shape, or all of them as problem documents (RFC 9457) with \
             `x-portcullis: { errors: problem+json }` at the root",
        ),
        ErrorFormat::Problem => {
            ("`application/problem+json`", "describe the error as such a document")
        }
    };
    let mut seen = HashSet::new();
    for shape in error_shape::foreign(subject) {
        if !seen.insert(shape.key(subject.api)) {
            continue;
        }
        let message = format!(
            "operation `{}` has errors of another shape than those of the request path",
            shape.operation.id.value
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, shape.ty.span, message)
                .label(format!("an error as `{}`", shape.media.name.value))
                .also(shape.response.status.span, "of this response")
                .note(format!("refused credentials, values and limits are answered as {own}"))
                .help(help),
        );
    }
}
