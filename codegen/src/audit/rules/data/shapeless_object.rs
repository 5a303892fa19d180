//! Objects about whose members nothing is said.
//!
//! **Invariant:** every such object that a message can hold is found once, unless another schema
//! applies to the same value.

use std::collections::HashSet;

use super::shape::{has_branches, says_nothing};
use crate::audit::schemas::SchemaVisit;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{SchemaObject, SchemaType, count};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("shapeless-object", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("shapeless-object.md"),
    covers: &["PROP-09"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.schemas() {
        if is_found(visit) && seen.insert(visit.object.span) {
            findings.add(
                Diagnostic::error(
                    RULE.lint.name,
                    visit.object.span,
                    format!("an object about which nothing is said: {visit}"),
                )
                .label("it may have any members")
                .help("describe its `properties`, and close it: `additionalProperties: false`")
                .help("or say what its members are: `additionalProperties: { type: … }`"),
            );
        }
    }
}

/// Whether the rule finds a schema where it stands.
pub(super) fn is_found(visit: &SchemaVisit<'_>) -> bool {
    visit.role.is_value() && visit.branch.is_none() && is_shapeless(visit.object)
}

fn is_shapeless(object: &SchemaObject) -> bool {
    let rare = object.rare();
    let is_object = object
        .types
        .is_some_and(|types| types.value.without_null().iter().eq([SchemaType::Object]));
    let is_empty = object.max_properties.as_ref().is_some_and(|most| count(&most.value) == Some(0));
    let by_value =
        object.enumeration.is_some() || object.constant.is_some() || rare.rust_type.is_some();
    is_object
        && !by_value
        && !is_empty
        && !has_branches(object)
        && object.properties.is_empty()
        && rare.pattern_properties.is_empty()
        && rare.property_names.is_none()
        && says_nothing(object.additional_properties.as_deref())
        && says_nothing(rare.unevaluated_properties.as_ref())
}
