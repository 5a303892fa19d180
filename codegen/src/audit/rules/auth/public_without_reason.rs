//! Operations that the document opens to anybody without a word on why.
//!
//! **Invariant:** every `security: []` in force is found unless `x-portcullis.public` justifies it, and every
//! list of which all alternatives are empty: nothing can justify that one.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Access;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("public-without-reason", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("public-without-reason.md"),
    covers: &["AUTH-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operation in api.all_operations() {
        let Some(span) = operation.access_span.filter(|_| operation.access.is_open()) else {
            continue;
        };
        let say_why = match &operation.access {
            Access::Public { reason: None } => {
                "say why on the operation: `x-portcullis: { public: \"…\" }`"
            }
            Access::Public { reason: Some(_) } => continue,
            Access::AnyOf(_) => {
                "write `security: []`, and say why on the operation: `x-portcullis: { public: \"…\" }`"
            }
        };
        let message =
            format!("anybody may call operation `{}`, and nothing says why", operation.id.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label("opens the operation")
                .also(operation.id.span, "this operation")
                .help(say_why)
                .help("or name a scheme in its `security`"),
        );
    }
}
