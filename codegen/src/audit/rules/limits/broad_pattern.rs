//! Patterns that let every string through.
//!
//! **Invariant:** a pattern is found if no string of one line that is not empty is refused by it.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("broad-pattern", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("broad-pattern.md"),
    covers: &["LIM-05"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Text(text) = &visit.ty.kind else { continue };
        let Some(pattern) = text.pattern.as_ref().filter(|pattern| pattern.value.is_broad()) else {
            continue;
        };
        let message = format!(
            "the pattern `{}` lets every string through: {}",
            pattern.value.text(),
            visit.place
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, pattern.span, message)
                .label("restricts nothing")
                .help("write the characters that are meant, bound at both ends: `^[A-Z0-9]{1,35}$`")
                .help("or remove it; `minLength` and `maxLength` say lengths"),
        );
    }
}
