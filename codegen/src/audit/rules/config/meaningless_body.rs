//! Bodies in requests for which HTTP gives them no meaning.
//!
//! **Invariant:** GET, HEAD and DELETE; QUERY is what has a body in place of GET.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Method;
use crate::openapi::RefOr;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("meaningless-body", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("meaningless-body.md"),
    covers: &["CONF-18"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in subject.operations() {
        let method = operation.method.value;
        let Some(body) = &operation.operation.request_body else { continue };
        if !matches!(method, Method::Get | Method::Head | Method::Delete) {
            continue;
        }
        let span = match body {
            RefOr::Ref(reference) => reference.span,
            RefOr::Item(body) => body.span,
        };
        let message =
            format!("operation `{}` takes a body with {}", operation.name(), method.as_str());
        findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label("HTTP gives it no meaning (RFC 9110 §9.3)")
                .help("move its members into the query, or use POST"),
        );
    }
}
