//! Clients that ask people for their password.
//!
//! **Invariant:** every password flow of a scheme in use is found.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::OAuthFlowKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("password-grant", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("password-grant.md"),
    covers: &["AUTH-24"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (scheme, flow) in in_use::flows(subject) {
        if flow.kind.value != OAuthFlowKind::Password {
            continue;
        }
        let name = &scheme.enforced.name.value;
        let message = format!("clients of scheme `{name}` see the passwords of people");
        findings.add(
            Diagnostic::error(RULE.lint.name, flow.kind.span, message)
                .label("the password grant")
                .help(
                    "write `authorizationCode` where a person is there, else `clientCredentials`",
                ),
        );
    }
}
