//! Request arrays without a greatest number of items.
//!
//! **Invariant:** every array that a request can hold has `maxItems`, or is found.

use crate::audit::walk::{Direction, walk};
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind};

const LINT: Lint =
    Lint { name: "unbounded-array", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct UnboundedArray;

impl Rule for UnboundedArray {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("unbounded-array.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        walk(api, &mut |visit| {
            if visit.direction != Direction::Request {
                return;
            }
            let Kind::Array(array) = &visit.ty.kind else { return };
            if array.max_items.is_some() {
                return;
            }
            let message = format!("an array without a greatest number of items: {}", visit.place);
            findings.add(
                Diagnostic::error(LINT.name, visit.ty.span, message)
                    .label("as many as the body limit allows")
                    .help("write `maxItems`, as small as the use allows"),
            );
        });
    }
}
