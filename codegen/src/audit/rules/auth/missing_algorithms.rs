//! Signed tokens without a list of algorithms.
//!
//! **Invariant:** every scheme of tokens in use without `x-portcullis.algorithms` is found once. What a
//! list may hold, its reader checks.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    // Opaque tokens have no signature that this server sees, and the document cannot say that they are.
    lint: &Lint::new("missing-algorithms", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("missing-algorithms.md"),
    covers: &["AUTH-28"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::token_schemes(subject) {
        if !scheme.enforced.algorithms.is_empty() {
            continue;
        }
        let name = &scheme.enforced.name;
        let message =
            format!("the document does not say how tokens of scheme `{}` are signed", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("no `algorithms`")
                .help("add to the scheme: `x-portcullis: { algorithms: [PS256, ES256] }`")
                .help("or allow it, where the authorization server is asked about opaque tokens"),
        );
    }
}
