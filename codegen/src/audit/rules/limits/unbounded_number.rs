//! Request numbers without bounds.
//!
//! **Invariant:** every number that a request can hold has both bounds, or is found. Integers are the matter
//! of `unbounded-integer`, decimals in strings have the digits of their type.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Kind, NumberRepr};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbounded-number", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unbounded-number.md"),
    covers: &["LIM-08"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Number(number) = &visit.ty.kind else { continue };
        match number.repr {
            NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal => {}
            NumberRepr::BigInteger | NumberRepr::DecimalString => continue,
        }
        let missing = match (&number.minimum, &number.maximum) {
            (Some(_), Some(_)) => continue,
            (Some(_), None) => "`maximum`",
            (None, Some(_)) => "`minimum`",
            (None, None) => "`minimum` and `maximum`",
        };
        let message = format!("a number without {missing}: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("bounded by its representation only")
                .help(format!("write {missing}, as narrow as the use allows")),
        );
    }
}
