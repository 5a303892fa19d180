//! Patterns that cannot be matched in linear time.
//!
//! **Invariant:** every pattern that runs by backtracking is found; it runs under a step limit even
//! where the finding is allowed.

use crate::audit::walk::walk_types;
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind};
use crate::pattern::Engine;

const LINT: Lint =
    Lint { name: "backtracking-pattern", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct BacktrackingPattern;

impl Rule for BacktrackingPattern {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("backtracking-pattern.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        walk_types(api, &mut |visit| {
            let Kind::Text(text) = &visit.ty.kind else { return };
            let Some(pattern) = &text.pattern else { return };
            match pattern.value.engine() {
                Engine::Backtracking(_) => {}
                Engine::Sequence(_) | Engine::Linear(_) | Engine::Conjunction(_) => return,
            }
            let message = format!("a pattern that needs backtracking: {}", visit.place);
            findings.add(
                Diagnostic::error(LINT.name, pattern.span, message)
                    .label("look-around or a back-reference")
                    .note("where it is allowed, a value that takes too many steps is refused")
                    .help("write it without back-references and look-behind, and look-ahead only right behind `^`")
                    .help(
                        "or leave `maxLength` and a plain class, and check the rest in the handler",
                    ),
            );
        });
    }
}
