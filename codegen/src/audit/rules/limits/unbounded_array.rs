//! Request arrays without a greatest number of items.
//!
//! **Invariant:** every array that a request can hold has `maxItems`, or is found.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-array", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-array.md"),
    covers: &["LIM-01"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Array(array) = &visit.ty.kind else { continue };
        if array.max_items.is_some() {
            continue;
        }
        let message = format!("an array without a greatest number of items: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("as many as the body limit allows")
                .help("write `maxItems`, as small as the use allows")
                .repair([Repair::add(visit.ty.span, "maxItems", array.min_items.max(100))]),
        );
    }
}
