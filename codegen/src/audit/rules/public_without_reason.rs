//! Operations that the document opens to anybody without a word on why.
//!
//! **Invariant:** every `security: []` in force is found unless `x-portcullis.public` justifies it.

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Access, Api};

const LINT: Lint =
    Lint { name: "public-without-reason", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct PublicWithoutReason;

impl Rule for PublicWithoutReason {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("public-without-reason.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        for operation in api.all_operations() {
            let (Access::Public { reason: None }, Some(span)) =
                (&operation.access, operation.access_span)
            else {
                continue;
            };
            let message = format!(
                "anybody may call operation `{}`, and nothing says why",
                operation.id.value
            );
            findings.add(
                Diagnostic::error(LINT.name, span, message)
                    .label("opens the operation")
                    .also(operation.id.span, "this operation")
                    .help("say why on the operation: `x-portcullis: { public: \"…\" }`")
                    .help("or name a scheme in its `security`"),
            );
        }
    }
}
