//! Request maps without a greatest number of members.
//!
//! **Invariant:** every map that a request can hold, and every object that keeps members which the
//! document does not name, has `maxProperties` or a list of names, or is found.

use std::collections::HashSet;

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::{Additional, Kind, TypeId};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-map", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-map.md"),
    covers: &["PROP-05", "PROP-07"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut listed: Option<HashSet<Span>> = None;
    for visit in subject.types_in(Direction::Request) {
        let Some(values) = unbounded(&visit.ty.kind) else { continue };
        // An object about which nothing is said is `shapeless-object`'s.
        if matches!(subject.api.types.get(values).kind, Kind::Any) {
            continue;
        }
        let listed = listed.get_or_insert_with(|| with_listed_names(subject));
        if listed.contains(&visit.ty.span) {
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

/// The type of the members that are not named, where there may be any number of them.
fn unbounded(kind: &Kind) -> Option<TypeId> {
    if let Kind::Map(map) = kind {
        return map.max_properties.is_none().then_some(map.values);
    }
    let Kind::Object(object) = kind else { return None };
    match object.additional {
        Additional::Typed(values) => object.max_properties.is_none().then_some(values),
        Additional::Closed | Additional::Open => None,
    }
}

/// The schemas whose `propertyNames` lists all names there are.
fn with_listed_names(subject: &Subject<'_>) -> HashSet<Span> {
    let mut listed = HashSet::new();
    for visit in subject.schemas_in(Direction::Request) {
        let names = visit.object.rare().property_names.as_ref();
        let names = names.and_then(|names| subject.schema_object(names));
        if names.is_some_and(|names| names.enumeration.is_some()) {
            listed.insert(visit.object.span);
        }
    }
    listed
}
