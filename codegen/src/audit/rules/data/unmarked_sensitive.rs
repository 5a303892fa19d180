//! Members and parameters that hold secrets or personal numbers and are not marked.
//!
//! **Invariant:** a name counts by its last words, and a mark anywhere on the value's type, its
//! items or its non-null part is a mark.

use serde_json::json;

use super::secrets::{self, Secret};
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
    let Some(leaf) = unmarked_leaf(api, ty) else { return };
    let Some(mask) = by_name(&name.value).or_else(|| by_format(leaf)) else { return };
    let message = format!("{what} `{}` looks sensitive and is not marked", name.value);
    findings.add(
        Diagnostic::error(RULE.lint.name, name.span, message)
            .label("logs and debug output would show it")
            .help(format!("write on its schema: `x-portcullis: {{ sensitive: {mask} }}`"))
            .repair(in_place(around, leaf, "x-portcullis", json!({ "sensitive": mask }))),
    );
}

/// The type of the values, where they can hold a secret and neither they nor what is around them
/// are marked.
fn unmarked_leaf(api: &Api, mut id: TypeId) -> Option<&Type> {
    // Arrays of arrays of themselves are no leaf; sixteen levels are more than any document has.
    for _ in 0..16 {
        let ty = api.types.get(id);
        if ty.sensitive.is_some() {
            return None;
        }
        match &ty.kind {
            Kind::Nullable(inner) => id = *inner,
            Kind::Checked(checked) => id = checked.inner,
            Kind::Array(array) => id = array.items,
            Kind::Map(map) => id = map.values,
            Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) => return Some(ty),
            Kind::Any
            | Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::External(_)
            | Kind::Boolean
            | Kind::Enumeration(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Binary => return None,
        }
    }
    None
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
