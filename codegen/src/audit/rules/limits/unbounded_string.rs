//! Request strings without a greatest length.
//!
//! **Invariant:** every string that a request can hold is bounded by its own schema, or found. Files in forms are
//! bytes: the body limit bounds them.

use crate::audit::walk::{Direction, files};
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::{Format, Kind, Text};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-string", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-string.md"),
    covers: &["LIM-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let files = files(subject.api);
    for visit in subject.types_in(Direction::Request) {
        let Kind::Text(text) = &visit.ty.kind else { continue };
        if is_bounded(text) || files.contains(&visit.id) {
            continue;
        }
        let message = format!("a string without a greatest length: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("as long as the body limit allows")
                .help("write `maxLength`, as small as the use allows")
                .repair([Repair::add(visit.ty.span, "maxLength", text.min_length.max(255))])
                .help("or an `enum`, or a `pattern` bound at both ends: `^[A-Z0-9]{1,35}$`"),
        );
    }
}

fn is_bounded(text: &Text) -> bool {
    let by_pattern = || text.pattern.as_ref().is_some_and(|p| p.value.max_length().is_some());
    let by_format = || text.format.as_ref().is_some_and(|format| has_bounded_length(&format.value));
    text.max_length.is_some() || by_pattern() || by_format()
}

/// Whether the format itself sets a greatest length. RFC 3339 lets fractions of a second go on, but
/// a date-time is held at nanoseconds.
fn has_bounded_length(format: &Format) -> bool {
    match format {
        Format::DateTime
        | Format::Date
        | Format::Time
        | Format::Uuid
        | Format::Hostname
        | Format::Ipv4
        | Format::Ipv6 => true,
        Format::Duration
        | Format::Uri
        | Format::UriReference
        | Format::Email
        | Format::Byte
        | Format::JsonPointer
        | Format::Password
        | Format::Checked(_)
        | Format::Unknown(_) => false,
    }
}
