//! Request integers without bounds of their own.
//!
//! The bounds of `int32` and `int64` are the machine's and not the use's, so they do not count.
//!
//! **Invariant:** every integer that a request can hold has both bounds in the document, or is found.

use crate::audit::walk::{Direction, walk};
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind};

const LINT: Lint =
    Lint { name: "unbounded-integer", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct UnboundedInteger;

impl Rule for UnboundedInteger {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("unbounded-integer.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        walk(api, &mut |visit| {
            if visit.direction != Direction::Request {
                return;
            }
            let Kind::Integer(integer) = &visit.ty.kind else { return };
            let missing = match (integer.has_minimum, integer.has_maximum) {
                (true, true) => return,
                (true, false) => "`maximum`",
                (false, true) => "`minimum`",
                (false, false) => "`minimum` and `maximum`",
            };
            let message = format!("an integer without {missing}: {}", visit.place);
            findings.add(
                Diagnostic::error(LINT.name, visit.ty.span, message)
                    .label("bounded by the machine only")
                    .help(format!("write {missing}, as narrow as the use allows")),
            );
        });
    }
}
