//! Defaults of what is always there.
//!
//! **Invariant:** every required member and parameter of requests that has a default is found once. What is
//! `readOnly` is no part of requests: there `required` is about answers.

use std::collections::HashSet;

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::lower::read_only;
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::span::{Span, Spanned};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("required-default", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("required-default.md"),
    covers: &["PROP-15"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for parameter in subject.operations().flat_map(|operation| &operation.parameters) {
        let name = parameter.name.as_ref().map(String::as_str);
        if parameter.is_required()
            && let Some(default) = parameter.schema.as_ref().and_then(|one| default(subject, one))
            && seen.insert(name.span)
        {
            findings.add(finding("parameter", name, name.span, default));
        }
    }
    for visit in subject.schemas_in(Direction::Request) {
        for required in &visit.object.required {
            if let Some((name, property)) = visit.object.properties.entry(&required.value)
                && read_only(subject.document, property).is_none()
                && let Some(default) = default(subject, property)
                && seen.insert(name.span)
            {
                findings.add(finding("member", name, required.span, default));
            }
        }
    }
}

/// Where a default is written: beside the reference, or where it leads.
fn default<'a>(subject: &Subject<'a>, schema: &'a RefOr<Schema>) -> Option<Span> {
    let beside =
        schema.as_ref().and_then(|reference| reference.siblings.as_deref()?.default.as_ref());
    let object = subject.schema_object(schema);
    // Where there is one value, the default only repeats it.
    let is_fixed = |object: &&SchemaObject| {
        let listed = object.enumeration.as_ref();
        object.constant.is_some() || listed.is_some_and(|list| list.value.len() == 1)
    };
    if object.as_ref().is_some_and(is_fixed) {
        return None;
    }
    let own = || object?.default.as_ref();
    beside.or_else(own).map(|node| node.span)
}

fn finding(what: &str, name: Spanned<&str>, required: Span, default: Span) -> Diagnostic {
    let message = format!("{what} `{}` is required, and has a default", name.value);
    Diagnostic::error(RULE.lint.name, required, message)
        .label("never absent")
        .also(default, "never used")
        .help("remove one of them: a request without it is either refused, or means the default")
}
