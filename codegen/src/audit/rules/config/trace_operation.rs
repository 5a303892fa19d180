//! Operations that repeat requests, or that tunnel.
//!
//! **Invariant:** TRACE and TRACK are found in any case; CONNECT is refused when the document is read.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("trace-operation", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("trace-operation.md"),
    covers: &["CONF-17"],
    check,
};

/// TRACK is the same method of another server. Methods have a case, but not every proxy knows.
const METHODS: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in subject.operations() {
        let method = operation.method;
        let name = method.value.as_str();
        if !METHODS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            continue;
        }
        let message = format!("operation `{}` serves the method {name}", operation.name());
        findings.add(
            Diagnostic::error(RULE.lint.name, method.span, message)
                .label("answers a request with itself, credentials included (RFC 9110 §9.3.8)")
                .help("remove the operation"),
        );
    }
}
