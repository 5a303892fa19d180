//! Request strings of which nothing but their length is said.
//!
//! **Invariant:** every string that a request can hold has a pattern, a format or its values, or is found.
//! A format that is not known is the matter of `unknown-format`.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unrestricted-string", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unrestricted-string.md"),
    covers: &["LIM-04"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Text(text) = &visit.ty.kind else { continue };
        if text.pattern.is_some() || text.format.is_some() {
            continue;
        }
        let message = format!("a string of any characters: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, visit.ty.span, message)
                .label("control characters, markup and line breaks as well")
                .help("write what it looks like: `pattern: '^[A-Za-z0-9 ._-]{1,64}$'`, `enum` or `format`"),
        );
    }
}
