//! The empty requirement `{}` in a list of alternatives.
//!
//! **Invariant:** every alternative that demands nothing is found once, however many operations inherit it.
//! Where no alternative demands anything, the operation is public: `public-without-reason`.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Access;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("anonymous-alternative", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("anonymous-alternative.md"),
    covers: &["AUTH-03", "AUTH-05"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for operation in api.all_operations() {
        let alternatives = match &operation.access {
            Access::AnyOf(_) if operation.access.is_open() => continue,
            Access::Public { .. } => continue,
            Access::AnyOf(alternatives) => alternatives,
        };
        for alternative in alternatives.iter().filter(|a| a.requirements.is_empty()) {
            if !seen.insert(alternative.span) {
                continue;
            }
            let message =
                format!("operation `{}` can be called without any credential", operation.id.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, alternative.span, message)
                    .label("demands nothing of the caller")
                    .also(operation.id.span, "this operation")
                    .help("remove the empty requirement `{}`")
                    .help("or split the operation in two, one for callers that are known")
                    .help("or say that anybody may call, and why: `security: []` and `x-portcullis: { public: \"…\" }`"),
            );
        }
    }
}
