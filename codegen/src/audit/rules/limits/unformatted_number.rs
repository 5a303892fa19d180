//! Numbers of which nothing says how clients should hold them.
//!
//! **Invariant:** every integer of a request that has neither a format nor both bounds is found, and every
//! number without a format; each once. What is only asked, or must not hold, describes no value.

use std::collections::HashSet;

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{SchemaObject, SchemaType};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unformatted-number", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unformatted-number.md"),
    covers: &["LIM-09"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.schemas_in(Direction::Request) {
        let object = visit.object;
        if object.format.is_some()
            || object.enumeration.is_some()
            || object.constant.is_some()
            || visit.is_condition()
        {
            continue;
        }
        let has = |ty| object.types.as_ref().is_some_and(|types| types.value.contains(ty));
        let (what, formats) = if has(SchemaType::Number) {
            ("number", "`float`, `double` or `decimal`")
        } else if has(SchemaType::Integer) && !is_bounded(object) {
            ("integer", "`int32` or `int64`")
        } else {
            continue;
        };
        if !seen.insert(object.span) {
            continue;
        }
        let message = format!("{what} of no format: {visit}");
        findings.add(
            Diagnostic::error(RULE.lint.name, object.span, message)
                .label("clients choose a type of their own")
                .help(format!("write `format`: {formats}")),
        );
    }
}

fn is_bounded(object: &SchemaObject) -> bool {
    (object.minimum.is_some() || object.exclusive_minimum.is_some())
        && (object.maximum.is_some() || object.exclusive_maximum.is_some())
}
