//! Operations that pages of any origin may call.
//!
//! **Invariant:** each `*` is found once, however many operations inherit it.

use std::collections::HashSet;

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Api;

const LINT: Lint =
    Lint { name: "cors-any-origin", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct CorsAnyOrigin;

impl Rule for CorsAnyOrigin {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("cors-any-origin.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        let mut seen = HashSet::new();
        let origins = api.operations.iter().flat_map(|operation| &operation.cors);
        for origin in origins.flat_map(|cors| &cors.origins).filter(|origin| origin.value == "*") {
            if seen.insert(origin.span) {
                findings.add(
                    Diagnostic::error(LINT.name, origin.span, "pages of any origin may call")
                        .label("any origin")
                        .help("list the origins that are meant, such as `https://app.example.com`"),
                );
            }
        }
    }
}
