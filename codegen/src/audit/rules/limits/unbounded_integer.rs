//! Request integers without bounds of their own.
//!
//! The bounds of `int32` and `int64` are the machine's and not the use's, so they do not count.
//!
//! **Invariant:** every integer that a request can hold has both bounds in the document, or is found.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-integer", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-integer.md"),
    covers: &["LIM-07"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Integer(integer) = &visit.ty.kind else { continue };
        let missing = match (integer.has_minimum, integer.has_maximum) {
            (true, true) => continue,
            (true, false) => "`maximum`",
            (false, true) => "`minimum`",
            (false, false) => "`minimum` and `maximum`",
        };
        let message = format!("an integer without {missing}: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("bounded by the machine only")
                .help(format!("write {missing}, as narrow as the use allows")),
        );
    }
}
