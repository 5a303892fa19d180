//! Request integers without bounds of their own.
//!
//! The bounds of `int32` and `int64` are the machine's and not the use's, so they do not count.
//!
//! **Invariant:** every integer that a request can hold has both bounds in the document, or is found.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Bound, Kind, NumberRepr};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-integer", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-integer.md"),
    covers: &["LIM-07", "LIM-24"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Some(bounds) = bounds(&visit.ty.kind) else { continue };
        let missing = match bounds {
            (true, true) => continue,
            (true, false) => "`maximum`",
            (false, true) => "`minimum`",
            (false, false) => "`minimum` and `maximum`",
        };
        let message = format!("an integer without {missing}: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("bounded by the machine only")
                .help(format!("write {missing}, as narrow as the use allows")),
        );
    }
}

/// Whether the document gives an integer its least and its greatest value.
fn bounds(kind: &Kind) -> Option<(bool, bool)> {
    if let Kind::Integer(integer) = kind {
        return Some((integer.has_minimum, integer.has_maximum));
    }
    let Kind::Number(number) = kind else { return None };
    // Beyond 64 bits: what `uint64` says is the machine's bound as well.
    let is_own = |bound: &Option<Bound>| {
        bound.as_ref().is_some_and(|bound| bound.value != u64::MAX.to_string())
    };
    (number.repr == NumberRepr::BigInteger)
        .then(|| (is_own(&number.minimum), is_own(&number.maximum)))
}
