//! Operations that pages of any origin may call.
//!
//! **Invariant:** each `*` is found once, however many operations inherit it.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("cors-any-origin", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("cors-any-origin.md"),
    covers: &["CONF-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    let origins = api.operations.iter().flat_map(|operation| &operation.cors);
    for origin in origins.flat_map(|cors| &cors.origins).filter(|origin| origin.value == "*") {
        if seen.insert(origin.span) {
            findings.add(
                Diagnostic::error(RULE.lint.name, origin.span, "pages of any origin may call")
                    .label("any origin")
                    .help("list the origins that are meant, such as `https://app.example.com`"),
            );
        }
    }
}
