//! Request maps whose names may be any texts.
//!
//! OpenAPI 3.0 has no word for the names of members, so that nothing is found there.
//!
//! **Invariant:** every map that a request can hold has `propertyNames`, or is found.

use std::collections::HashSet;

use super::shape::says_nothing;
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{SchemaObject, Version};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("loose-map-names", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("loose-map-names.md"),
    covers: &["PROP-05"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if subject.document.document.version.value < Version::V3_1 {
        return;
    }
    let mut seen = HashSet::new();
    for visit in subject.schemas_in(Direction::Request) {
        let object = visit.object;
        if visit.branch.is_some() || object.rare().property_names.is_some() || !is_map(object) {
            continue;
        }
        if seen.insert(object.span) {
            findings.add(
                Diagnostic::error(
                    RULE.lint.name,
                    object.span,
                    format!("a map whose names may be any texts: {visit}"),
                )
                .label("no `propertyNames`")
                .help("write `propertyNames: { pattern: '^[a-z][a-z0-9_]{0,39}$' }`, or an `enum`"),
            );
        }
    }
}

/// Whether members that are not named are kept, under a schema.
fn is_map(object: &SchemaObject) -> bool {
    let schemas =
        [object.additional_properties.as_deref(), object.rare().unevaluated_properties.as_ref()];
    schemas.into_iter().flatten().any(|schema| {
        let is_closed = schema.as_item().is_some_and(|schema| match schema {
            crate::openapi::Schema::Boolean(value) => !value.value,
            crate::openapi::Schema::Object(_) => false,
        });
        !is_closed && !says_nothing(Some(schema))
    })
}
