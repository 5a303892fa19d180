//! Request objects about whose other members nothing is said.
//!
//! **Invariant:** every object that a request can hold and that is not closed is found once.

use crate::audit::walk::{Direction, walk};
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Additional, Api, Kind};

const LINT: Lint =
    Lint { name: "open-request-object", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct OpenRequestObject;

impl Rule for OpenRequestObject {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("open-request-object.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        walk(api, &mut |visit| {
            if visit.direction != Direction::Request {
                return;
            }
            let Kind::Object(object) = &visit.ty.kind else { return };
            match object.additional {
                Additional::Open => {}
                Additional::Closed | Additional::Typed(_) => return,
            }
            let message =
                format!("members that the document does not name are let in: {}", visit.place);
            findings.add(
                Diagnostic::error(LINT.name, visit.ty.span, message)
                    .label("an open object")
                    .help("write `additionalProperties: false`")
                    .help("or say what other members may be: `additionalProperties: { type: … }`"),
            );
        });
    }
}
