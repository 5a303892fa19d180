//! Schemas that do not say which type their values have.
//!
//! **Invariant:** every such schema that a message can hold is found once, unless another schema
//! applies to the same value.

use std::collections::HashSet;

use super::shape::is_untyped;
use crate::audit::schemas::{Role, SchemaVisit};
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("untyped-schema", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("untyped-schema.md"),
    covers: &["PROP-10"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.schemas() {
        if visit.branch.is_none()
            && is_value(visit)
            && is_untyped(visit.object)
            && seen.insert(visit.object.span)
        {
            findings.add(finding(visit.object.span, &format!("of any type: {visit}")));
        }
        for span in written_true(visit.object) {
            if !visit.is_condition() && seen.insert(span) {
                findings.add(finding(span, &format!("of any type, within {visit}")));
            }
        }
    }
}

fn finding(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(RULE.lint.name, span, format!("a value {what}"))
        .label("no `type`: keywords for texts or numbers do not make it one")
        .help("write its `type`, or refer to a schema that has one")
}

/// Whether values of a message are held against it. A body that is no JSON is bytes, and what a map says
/// nothing about is found at the map.
fn is_value(visit: &SchemaVisit<'_>) -> bool {
    match visit.role {
        Role::Body(media_type) => {
            let name = media_type.split(';').next().unwrap_or_default().trim();
            let name = name.to_ascii_lowercase();
            name.ends_with("json") || name.ends_with("x-www-form-urlencoded")
        }
        Role::Parameter(_) | Role::Header(_) | Role::Property(_) | Role::Item => true,
        Role::Value | Role::Other(_) => false,
    }
}

/// The places within a schema that say `true` where the schema of a member or of an item stands.
fn written_true(object: &SchemaObject) -> impl Iterator<Item = Span> {
    let tuple = object.rare().prefix_items.iter().flat_map(|list| &list.value);
    let parts = object.properties.values().chain(object.items.as_deref()).chain(tuple);
    parts.filter_map(|schema| match schema {
        RefOr::Item(Schema::Boolean(value)) => value.value.then_some(value.span),
        RefOr::Item(Schema::Object(_)) | RefOr::Ref(_) => None,
    })
}
