//! Request maps without a greatest number of members.
//!
//! **Invariant:** every map that a request can hold, and every object that keeps members which the
//! document does not name, has `maxProperties` or a list of names, or is found: here, or by `shapeless-object`.

use std::collections::HashSet;

use super::shapeless_object;
use crate::audit::schemas::SchemaVisit;
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::{Additional, Kind};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-map", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-map.md"),
    covers: &["PROP-05", "PROP-07"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut passed: Option<HashSet<Span>> = None;
    for visit in subject.types_in(Direction::Request) {
        if !is_unbounded(&visit.ty.kind) {
            continue;
        }
        let passed = passed.get_or_insert_with(|| passed_over(subject));
        if passed.contains(&visit.ty.span) {
            continue;
        }
        let message = format!("a map without a greatest number of members: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("as many as the body limit allows")
                .help("write `maxProperties`, as small as the use allows")
                .repair([Repair::add(visit.ty.span, "maxProperties", 100)]),
        );
    }
}

/// Whether there may be any number of members that are not named.
fn is_unbounded(kind: &Kind) -> bool {
    if let Kind::Map(map) = kind {
        return map.max_properties.is_none();
    }
    let Kind::Object(object) = kind else { return false };
    match object.additional {
        Additional::Typed(_) => object.max_properties.is_none(),
        Additional::Closed | Additional::Open => false,
    }
}

/// The schemas whose `propertyNames` lists all names there are, and those about which nothing is said:
/// they are `shapeless-object`'s, and only what it finds is.
fn passed_over(subject: &Subject<'_>) -> HashSet<Span> {
    let visits = subject.schemas_in(Direction::Request);
    let passed = visits
        .filter(|visit| has_listed_names(subject, visit) || shapeless_object::is_found(visit));
    passed.map(|visit| visit.object.span).collect()
}

fn has_listed_names<'a>(subject: &Subject<'a>, visit: &SchemaVisit<'a>) -> bool {
    let names = visit.object.rare().property_names.as_ref();
    let names = names.and_then(|names| subject.schema_object(names));
    names.is_some_and(|names| names.enumeration.is_some())
}
