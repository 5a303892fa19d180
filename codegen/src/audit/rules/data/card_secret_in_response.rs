//! Verification values, PINs and track data of cards in answers.
//!
//! **Invariant:** every member of an answer whose name means one of them is found once.

use super::returned::returned;
use super::secrets::Secret;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("card-secret-in-response", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("card-secret-in-response.md"),
    covers: &["PROP-17"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for returned in returned(subject) {
        match returned.secret {
            Secret::CardAuthentication => {}
            Secret::Credential | Secret::CardNumber | Secret::Personal => continue,
        }
        let name = returned.name;
        let message =
            format!("`{}` in {} looks like a secret of a card", name.value, returned.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("nobody may have kept it once the payment is authorized")
                .help("write `writeOnly: true` on its schema, or leave it out of the answer"),
        );
    }
}
