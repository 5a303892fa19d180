//! Operations about whose callers the document says nothing.
//!
//! **Invariant:** every public operation without a `security` of its own or of the root is found.

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Access, Api};

const LINT: Lint =
    Lint { name: "missing-auth-decision", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct MissingAuthDecision;

impl Rule for MissingAuthDecision {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("missing-auth-decision.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        for operation in api.all_operations() {
            match (&operation.access, operation.access_span) {
                (Access::Public { reason: None }, None) => {}
                (Access::Public { .. } | Access::AnyOf(_), _) => continue,
            }
            let id = &operation.id;
            let message = format!("nothing says who may call operation `{}`", id.value);
            findings.add(
                Diagnostic::error(LINT.name, id.span, message)
                    .label("no `security` here and none at the root")
                    .help(format!("write who may call it: `security: [{}]`", example(api)))
                    .help(
                        "or say that anybody may, and why: `security: []` and \
                         `x-portcullis: { public: \"…\" }`",
                    ),
            );
        }
    }
}

/// A requirement in the words of the document.
fn example(api: &Api) -> String {
    let Some(scheme) = api.schemes.first() else { return "{ <scheme>: [] }".to_owned() };
    let scope = scheme.scopes.first().map_or("", |scope| scope.name.value.as_str());
    format!("{{ {}: [{scope}] }}", scheme.name.value)
}
