//! Tokens that are handed out in the fragment of a URL.
//!
//! **Invariant:** every implicit flow of a scheme in use is found.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::OAuthFlowKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("implicit-flow", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("implicit-flow.md"),
    covers: &["AUTH-23"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (scheme, flow) in in_use::flows(subject) {
        if flow.kind.value != OAuthFlowKind::Implicit {
            continue;
        }
        let name = &scheme.enforced.name.value;
        let message = format!("scheme `{name}` hands out tokens in URLs");
        findings.add(
            Diagnostic::error(RULE.lint.name, flow.kind.span, message)
                .label("the implicit flow")
                .help("write `authorizationCode`, whose clients use PKCE"),
        );
    }
}
