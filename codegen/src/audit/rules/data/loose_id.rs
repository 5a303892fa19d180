//! Parameters that name an object by a text of any form.
//!
//! **Invariant:** a schema is found once, however many parameters and operations share it.

use std::collections::HashSet;

use super::ids::is_id;
use crate::audit::leaves::leaves;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Format, Kind, Text};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("loose-id", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("loose-id.md"),
    covers: &["PROP-02"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        let name = &parameter.name;
        if !is_id(&name.value) {
            continue;
        }
        let leaves = leaves(api, parameter.ty);
        let loose = leaves.iter().find(|leaf| is_loose(&leaf.ty.kind));
        let Some(loose) = loose.filter(|leaf| seen.insert(leaf.ty.span)) else { continue };
        let message = format!("parameter `{}` may be a text of any form", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, loose.ty.span, message)
                .label("neither `format: uuid` nor a pattern bound at both ends")
                .also(name.span, "the parameter")
                .help("write `format: uuid`, or a pattern: `^[A-Za-z0-9_-]{1,40}$`"),
        );
    }
}

fn is_loose(kind: &Kind) -> bool {
    match kind {
        Kind::Text(text) => !has_form(text),
        Kind::Any | Kind::Other(_) => true,
        Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Checked(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Enumeration(_)
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_)
        | Kind::Nullable(_)
        | Kind::Binary => false,
    }
}

/// Whether a pattern bound at both ends, or a format that is asserted, says what the text looks like.
fn has_form(text: &Text) -> bool {
    let by_pattern = text.pattern.as_ref().is_some_and(|pattern| pattern.value.is_anchored());
    by_pattern || text.format.as_ref().is_some_and(|format| is_asserted(&format.value))
}

fn is_asserted(format: &Format) -> bool {
    match format {
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
        | Format::JsonPointer
        | Format::Checked(_) => true,
        Format::Password | Format::Unknown(_) => false,
    }
}
