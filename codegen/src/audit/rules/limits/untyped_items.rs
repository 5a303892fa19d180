//! Request arrays that do not say what they hold.
//!
//! **Invariant:** every array that a request can hold and that has no `items` is found; `items: {}` says that
//! anything goes, which is another matter.

use std::collections::HashSet;

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("untyped-items", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("untyped-items.md"),
    covers: &["LIM-02"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    // 3.1: these say what stands where, and the check knows.
    let by_place: HashSet<Span> = subject
        .schemas_in(Direction::Request)
        .filter(|visit| visit.object.rare().prefix_items.is_some())
        .map(|visit| visit.object.span)
        .collect();
    for visit in subject.types_in(Direction::Request) {
        let Kind::Array(array) = &visit.ty.kind else { continue };
        let items = subject.api.types.get(array.items);
        // What nobody wrote has the place of the array.
        let is_written = items.span != visit.ty.span;
        if is_written || !matches!(items.kind, Kind::Any) || by_place.contains(&visit.ty.span) {
            continue;
        }
        let message = format!("an array of anything: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("no `items`, so that each item is any JSON value")
                .help("write the schema of an item as `items`"),
        );
    }
}
