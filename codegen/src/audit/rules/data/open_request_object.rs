//! Request objects about whose other members nothing is said.
//!
//! **Invariant:** every object that a request can hold and that is not closed is found once.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::{Additional, Kind};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("open-request-object", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("open-request-object.md"),
    covers: &["PROP-04", "PROP-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        match object.additional {
            Additional::Open => {}
            Additional::Closed | Additional::Typed(_) => continue,
        }
        let message =
            format!("members that the document does not name are let in: {}", visit.place);
        let span = visit.ty.span;
        // Beside branches it would refuse the members that the branches declare.
        let closed = || Repair::add(span, "additionalProperties", false);
        findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label("an open object")
                .help("write `additionalProperties: false`")
                .help("or say what other members may be: `additionalProperties: { type: … }`")
                .repair(subject.stands_alone(span).then(closed)),
        );
    }
}
