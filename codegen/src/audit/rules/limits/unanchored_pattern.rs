//! Patterns that look at a part of the string only.
//!
//! **Invariant:** every pattern of a request that some string satisfies by a part of it is found, unless it
//! is found to be broad.

use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unanchored-pattern", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unanchored-pattern.md"),
    covers: &["LIM-12"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Request) {
        let Kind::Text(text) = &visit.ty.kind else { continue };
        let Some(pattern) = &text.pattern else { continue };
        if pattern.value.is_anchored() || pattern.value.is_broad() {
            continue;
        }
        let message = format!(
            "the pattern `{}` does not bind the whole string: {}",
            pattern.value.text(),
            visit.place
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, pattern.span, message)
                .label("anything may stand before or behind what it describes")
                .note("a pattern is searched for in the string (JSON Schema Validation 6.3.3)")
                .help("bind it at both ends: `^(?:…)$`"),
        );
    }
}
