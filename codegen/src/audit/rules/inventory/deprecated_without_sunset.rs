//! Operations that will go, and nobody knows when.
//!
//! **Invariant:** every deprecated operation that is served is found unless an answer declares `Sunset`,
//! in any case.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("deprecated-without-sunset", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("deprecated-without-sunset.md"),
    covers: &["INV-04"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.document.operations {
        let Some(deprecated) = operation.operation.deprecated.filter(|word| word.value) else {
            continue;
        };
        let mut headers =
            operation.responses.iter().flat_map(|response| response.response.headers.names());
        if headers.any(|name| name.eq_ignore_ascii_case("sunset")) {
            continue;
        }
        let message = format!("nothing says until when operation `{}` lasts", operation.name());
        findings.add(
            Diagnostic::error(RULE.lint.name, deprecated.span, message)
                .label("no answer has a header `Sunset`")
                .help("declare the header `Sunset` (RFC 8594) in the answers of success"),
        );
    }
}
