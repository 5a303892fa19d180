//! Members and parameters that hold secrets or personal numbers and are not marked.
//!
//! **Invariant:** a name counts by its last words. Every text and number that the value can be, in arrays and
//! maps as well, is marked, or something around it is; or the value is found.

use std::collections::HashSet;

use serde_json::json;

use super::secrets::{self, Secret};
use crate::audit::leaves::values;
use crate::audit::repairs::in_place;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Format, Kind, Type, TypeId};
use crate::span::{Span, Spanned};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unmarked-sensitive", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unmarked-sensitive.md"),
    covers: &["PROP-12"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for parameter in api.all_operations().flat_map(|operation| &operation.parameters) {
        look(api, "parameter", &parameter.name, parameter.ty, parameter.span, findings);
    }
    for visit in subject.types() {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        if visit.ty.sensitive.is_some() {
            continue;
        }
        for property in &object.properties {
            look(api, "member", &property.name, property.ty, visit.ty.span, findings);
        }
    }
}

fn look(
    api: &Api,
    what: &str,
    name: &Spanned<String>,
    ty: TypeId,
    around: Span,
    findings: &mut Findings<'_>,
) {
    let by_name = by_name(&name.value);
    let marks: Vec<(&Type, &str)> = unmarked(api, ty)
        .filter_map(|leaf| Some((leaf, by_name.or_else(|| by_format(leaf))?)))
        .collect();
    let Some((_, mask)) = marks.first() else { return };
    let message = format!("{what} `{}` looks sensitive and is not marked", name.value);
    // Types of one schema, as of `type: [string, integer]`, are marked together.
    let mut seen = HashSet::new();
    let repairs =
        marks.iter().filter(|(leaf, _)| seen.insert(leaf.span)).filter_map(|(leaf, mask)| {
            in_place(around, leaf, "x-portcullis", json!({ "sensitive": mask }))
        });
    findings.add(
        Diagnostic::error(RULE.lint.name, name.span, message)
            .label("logs and debug output would show it")
            .help(format!("write on its schema: `x-portcullis: {{ sensitive: {mask} }}`"))
            .repair(repairs),
    );
}

/// The types of the values, those of maps included, that can hold a secret and are not marked, nor is
/// anything around them.
fn unmarked(api: &Api, id: TypeId) -> impl Iterator<Item = &Type> {
    let is_held = |kind: &Kind| matches!(kind, Kind::Text(_) | Kind::Integer(_) | Kind::Number(_));
    let unmarked = values(api, id).into_iter().filter(|leaf| leaf.mask.is_none());
    unmarked.map(|leaf| leaf.ty).filter(move |ty| is_held(&ty.kind))
}

fn by_name(name: &str) -> Option<&'static str> {
    secrets::by_name(name).map(|secret| match secret {
        Secret::CardNumber => "pan",
        Secret::Credential | Secret::CardAuthentication | Secret::Personal => "full",
    })
}

fn by_format(ty: &Type) -> Option<&'static str> {
    let Kind::Text(text) = &ty.kind else { return None };
    match &text.format.as_ref()?.value {
        Format::Checked(name) | Format::Unknown(name) => by_name(name),
        Format::Password => Some("full"),
        Format::DateTime
        | Format::Date
        | Format::Time
        | Format::Duration
        | Format::Uuid
        | Format::Uri
        | Format::UriReference
        | Format::Email
        | Format::Hostname
        | Format::Ipv4
        | Format::Ipv6
        | Format::Byte
        | Format::JsonPointer => None,
    }
}
