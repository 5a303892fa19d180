//! Request objects about whose other members nothing is said.
//!
//! **Invariant:** every object that a request can hold and that is not closed is found once.

use std::collections::HashSet;
use std::fmt;

use super::shape::{has_branches, says_nothing};
use crate::audit::schemas::SchemaVisit;
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::{Additional, Kind};
use crate::openapi::{SchemaObject, SchemaType};
use crate::pattern::Pattern;
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("open-request-object", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("open-request-object.md"),
    covers: &["PROP-04", "PROP-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.types_in(Direction::Request) {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        match object.additional {
            Additional::Open => {}
            Additional::Closed | Additional::Typed(_) => continue,
        }
        if seen.insert(visit.ty.span) {
            findings.add(finding(subject, visit.ty.span, &visit.place));
        }
    }
    // Types keep the members whose names match `patternProperties`, and with them all others.
    for visit in subject.schemas_in(Direction::Request) {
        if is_open_beside_patterns(subject, visit) && seen.insert(visit.object.span) {
            findings.add(finding(subject, visit.object.span, visit));
        }
    }
}

fn finding(subject: &Subject<'_>, span: Span, place: &dyn fmt::Display) -> Diagnostic {
    // Beside branches it would refuse the members that the branches declare.
    let closed = || Repair::add(span, "additionalProperties", false);
    let message = format!("members that the document does not name are let in: {place}");
    Diagnostic::error(RULE.lint.name, span, message)
        .label("an open object")
        .help("write `additionalProperties: false`")
        .help("or say what other members may be: `additionalProperties: { type: … }`")
        .repair(subject.stands_alone(span).then(closed))
}

/// Whether members pass whose names match none of the patterns of `patternProperties`.
fn is_open_beside_patterns<'a>(subject: &Subject<'a>, visit: &SchemaVisit<'a>) -> bool {
    let (object, rare) = (visit.object, visit.object.rare());
    let is_object = object.types.is_none_or(|types| types.value.contains(SchemaType::Object));
    visit.role.is_value()
        && is_object
        && visit.branch.is_none()
        && !has_branches(object)
        && !rare.pattern_properties.is_empty()
        && says_nothing(object.additional_properties.as_deref())
        && says_nothing(rare.unevaluated_properties.as_ref())
        && !rare.pattern_properties.iter().any(|(name, _)| matches_every_name(name.value))
        && !are_names_limited(subject, object)
}

fn matches_every_name(pattern: &str) -> bool {
    Pattern::parse(pattern).is_ok_and(|pattern| pattern.is_broad())
}

/// Whether `propertyNames` lists the names, or lets those of a pattern of `patternProperties` in only.
fn are_names_limited<'a>(subject: &Subject<'a>, object: &'a SchemaObject) -> bool {
    let rare = object.rare();
    let names = rare.property_names.as_ref().and_then(|names| subject.schema_object(names));
    names.is_some_and(|names| {
        let pattern = names.pattern.as_ref();
        names.enumeration.is_some()
            || pattern.is_some_and(|own| rare.pattern_properties.get(&own.value).is_some())
    })
}
