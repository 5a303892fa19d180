//! Tokens of which the document does not say who issues them, and for whom.
//!
//! **Invariant:** every scheme of tokens in use is found once unless it names both issuer and audience.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("missing-token-profile", [Level::Allow, Level::Allow, Level::Deny]),
    page: include_str!("missing-token-profile.md"),
    covers: &["AUTH-27", "AUTH-29"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::token_schemes(subject) {
        let label = match (&scheme.enforced.issuer, &scheme.enforced.audience) {
            (Some(_), Some(_)) => continue,
            (None, Some(_)) => "no `issuer`",
            (Some(_), None) => "no `audience`",
            (None, None) => "no `issuer`, no `audience`",
        };
        let name = &scheme.enforced.name;
        let message =
            format!("the document does not say whose tokens scheme `{}` takes", name.value);
        findings.add(Diagnostic::error(RULE.lint.name, name.span, message).label(label).help(
            "add to the scheme: `x-portcullis: { issuer: \"https://…\", audience: \"https://…\" }`",
        ));
    }
}
