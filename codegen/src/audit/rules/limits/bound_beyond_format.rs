//! Bounds of integers that their format does not reach.
//!
//! **Invariant:** every `minimum` and `maximum` beside a format of integers that lies outside of it is found
//! once. The narrower of both is enforced.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::lower::{compare_numbers, integer_range};
use crate::openapi::{Exclusive, NumberText, SchemaObject};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("bound-beyond-format", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("bound-beyond-format.md"),
    covers: &["LIM-09"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.schemas() {
        let object = visit.object;
        let Some(format) = &object.format else { continue };
        let Some((least, greatest)) = integer_range(&format.value) else { continue };
        let (least, greatest) = (least.to_string(), greatest.to_string());
        for (keyword, bound) in bounds(object) {
            let is_within = compare_numbers(&bound.value, &least) != Ordering::Less
                && compare_numbers(&bound.value, &greatest) != Ordering::Greater;
            if is_within || !seen.insert(bound.span) {
                continue;
            }
            let message = format!("`{keyword}` is beyond what `{}` holds: {visit}", format.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, bound.span, message)
                    .label(format!("`{}` goes from {least} to {greatest}", format.value))
                    .also(format.span, "the format")
                    .help("write a bound within the format, or a wider format"),
            );
        }
    }
}

fn bounds(object: &SchemaObject) -> impl Iterator<Item = (&'static str, &NumberText)> {
    [
        ("minimum", object.minimum.as_deref()),
        ("maximum", object.maximum.as_deref()),
        ("exclusiveMinimum", own(object.exclusive_minimum.as_deref())),
        ("exclusiveMaximum", own(object.exclusive_maximum.as_deref())),
    ]
    .into_iter()
    .filter_map(|(keyword, bound)| Some((keyword, bound?)))
}

/// 3.1: a bound of its own. In 3.0 the keyword says something about `minimum` or `maximum`.
fn own(exclusive: Option<&Exclusive>) -> Option<&NumberText> {
    match exclusive? {
        Exclusive::Bound(bound) => Some(bound),
        Exclusive::Flag(_) => None,
    }
}
