//! Passwords, tokens and keys in answers.
//!
//! **Invariant:** every member of an answer whose name means a credential is found once.

use super::returned::returned;
use super::secrets::Secret;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("secret-in-response", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("secret-in-response.md"),
    covers: &["PROP-11"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for returned in returned(subject) {
        match returned.secret {
            Secret::Credential => {}
            // `card-secret-in-response` has the first; the others may be shown, masked.
            Secret::CardAuthentication | Secret::CardNumber | Secret::Personal => continue,
        }
        let name = returned.name;
        let message = format!("`{}` in {} looks like a secret", name.value, returned.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("whoever reads it may act with it")
                .help("write `writeOnly: true` on its schema, or leave it out of the answer")
                .help("where the answer hands out a new secret, acknowledge that: `allow`"),
        );
    }
}
