//! Operations whose answer to too many calls the document does not describe.
//!
//! **Invariant:** `429`, `4XX` and `default` all describe it.

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Status};

const LINT: Lint = Lint { name: "no-429", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct No429;

impl Rule for No429 {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("no-429.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        for operation in api.all_operations() {
            let describes = |status: Status| match status {
                Status::Code(code) => code == 429,
                Status::Range(digit) => digit == 4,
                Status::Default => true,
            };
            if operation.responses.iter().any(|response| describes(response.status.value)) {
                continue;
            }
            let id = &operation.id;
            let message = format!("operation `{}` describes no answer to too many calls", id.value);
            findings.add(
                Diagnostic::error(LINT.name, id.span, message)
                    .label("no response `429`, `4XX` or `default`")
                    .help("add the response: `'429': { description: Too many calls. }`"),
            );
        }
    }
}
