//! Signatures that FAPI does not take.
//!
//! **Invariant:** every algorithm of a scheme in use is found that is not among FAPI's.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("rs256-signature", [Level::Allow, Level::Allow, Level::Allow])
        .fapi(Level::Deny),
    page: include_str!("rs256-signature.md"),
    covers: &["AUTH-28"],
    check,
};

/// FAPI 2.0 Security Profile §5.4.1.
const TAKEN: &[&str] = &["PS256", "ES256", "EdDSA"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::token_schemes(subject) {
        for algorithm in &scheme.enforced.algorithms {
            if TAKEN.contains(&algorithm.value.as_str()) {
                continue;
            }
            let message = format!("FAPI does not take signatures of `{}`", algorithm.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, algorithm.span, message)
                    .label("none of those that it takes")
                    .help("write `PS256`, `ES256` or `EdDSA`"),
            );
        }
    }
}
