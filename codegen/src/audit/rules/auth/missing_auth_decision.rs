//! Operations about whose callers the document says nothing.
//!
//! **Invariant:** every public operation without a `security` of its own or of the root is found.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Access, Api};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("missing-auth-decision", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("missing-auth-decision.md"),
    covers: &["AUTH-02", "AUTH-03", "AUTH-04"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operation in api.all_operations() {
        match (&operation.access, operation.access_span) {
            (Access::Public { reason: None }, None) => {}
            (Access::Public { .. } | Access::AnyOf(_), _) => continue,
        }
        let id = &operation.id;
        let message = format!("nothing says who may call operation `{}`", id.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, id.span, message)
                .label("no `security` here and none at the root")
                .help(format!("write who may call it: `security: [{}]`", example(api)))
                .help(
                    "or say that anybody may, and why: `security: []` and \
                     `x-portcullis: { public: \"…\" }`",
                ),
        );
    }
}

/// A requirement in the words of the document.
fn example(api: &Api) -> String {
    let Some(scheme) = api.schemes.first() else { return "{ <scheme>: [] }".to_owned() };
    let scope = scheme.scopes.first().map_or("", |scope| scope.name.value.as_str());
    format!("{{ {}: [{scope}] }}", scheme.name.value)
}
