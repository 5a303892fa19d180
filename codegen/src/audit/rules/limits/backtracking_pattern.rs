//! Patterns that cannot be matched in linear time.
//!
//! **Invariant:** every pattern that runs by backtracking is found; it runs under a step limit even
//! where the finding is allowed.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;
use crate::pattern::Engine;
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("backtracking-pattern", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("backtracking-pattern.md"),
    covers: &["LIM-13"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types() {
        for span in backtracking(&visit.ty.kind) {
            let message = format!("a pattern that needs backtracking: {}", visit.place);
            findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label("look-around or a back-reference")
                .note("where it is allowed, a value that takes too many steps is refused")
                .help("write it without back-references and look-behind, and look-ahead only right behind `^`")
                .help(
                    "or leave `maxLength` and a plain class, and check the rest in the handler",
                ),
        );
        }
    }
}

/// Where the patterns of a type are written that run by backtracking.
fn backtracking(kind: &Kind) -> Vec<Span> {
    if let Kind::Checked(checked) = kind {
        return checked.backtracking.clone();
    }
    let own = if let Kind::Text(text) = kind { text.pattern.as_ref() } else { None };
    own.filter(|pattern| match pattern.value.engine() {
        Engine::Backtracking(_) => true,
        Engine::Sequence(_) | Engine::Linear(_) | Engine::Conjunction(_) => false,
    })
    .map(|pattern| pattern.span)
    .into_iter()
    .collect()
}
