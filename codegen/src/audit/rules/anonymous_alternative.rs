//! The empty requirement `{}` in a list of alternatives.
//!
//! **Invariant:** every alternative that demands nothing is found.

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Access, Api};

const LINT: Lint =
    Lint { name: "anonymous-alternative", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct AnonymousAlternative;

impl Rule for AnonymousAlternative {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("anonymous-alternative.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        for operation in api.all_operations() {
            let alternatives = match &operation.access {
                Access::Public { .. } => continue,
                Access::AnyOf(alternatives) => alternatives,
            };
            for alternative in alternatives.iter().filter(|a| a.requirements.is_empty()) {
                let message = format!(
                    "operation `{}` can be called without any credential",
                    operation.id.value
                );
                findings.add(
                    Diagnostic::error(LINT.name, alternative.span, message)
                        .label("demands nothing of the caller")
                        .also(operation.id.span, "this operation")
                        .help("remove the empty requirement `{}`")
                        .help("or split the operation in two, one for callers that are known"),
                );
            }
        }
    }
}
