//! Properties that are neither in requests nor in answers.
//!
//! **Invariant:** every property of which `readOnly: true` and `writeOnly: true` are said is found once, wherever
//! on the way to its schema they stand.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::lower::{read_only, write_only};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("contradicting-direction", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("contradicting-direction.md"),
    covers: &["PROP-14"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    // Such a property is in no value, so that it is looked for from the objects that declare it.
    for visit in subject.schemas() {
        for (name, property) in visit.object.properties.iter() {
            let (Some(read_only), Some(write_only)) =
                (read_only(subject.document, property), write_only(subject.document, property))
            else {
                continue;
            };
            if seen.insert((read_only, write_only)) {
                findings.add(finding(name.value, property.span(), read_only, write_only));
            }
        }
    }
}

fn finding(name: &str, property: Span, read_only: Span, write_only: Span) -> Diagnostic {
    let never_sent = (read_only, "`readOnly`: never in a request");
    let never_answered = (write_only, "`writeOnly`: never in an answer");
    // What a shared schema says may be right elsewhere: what is written for this property comes first.
    let is_own = |span| property.contains(span);
    let (first, second) = if is_own(read_only) && !is_own(write_only) {
        (never_sent, never_answered)
    } else {
        (never_answered, never_sent)
    };
    let message = format!("property `{name}` is neither in requests nor in answers");
    Diagnostic::error(RULE.lint.name, first.0, message)
        .label(first.1)
        .also(second.0, second.1)
        .help("keep the one that is meant; OpenAPI does not allow both")
}
