//! Flows whose clients can keep a session only with long-lived tokens.
//!
//! **Invariant:** every flow in use that may issue refresh tokens, and that is not refused by a rule of
//! its own, is found unless it has `refreshUrl`.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::OAuthFlowKind;

pub(in crate::audit) const RULE: Rule = Rule {
    // A hint: where refresh tokens are taken at the token endpoint, the member may be left out.
    lint: &Lint::new("no-refresh-url", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-refresh-url.md"),
    covers: &["AUTH-26"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (scheme, flow) in in_use::flows(subject) {
        let refreshes = match flow.kind.value {
            OAuthFlowKind::AuthorizationCode | OAuthFlowKind::DeviceAuthorization => true,
            // RFC 6749 §4.2.2, §4.4.3: no refresh tokens. The password grant is a finding anyway.
            OAuthFlowKind::Implicit
            | OAuthFlowKind::ClientCredentials
            | OAuthFlowKind::Password => false,
        };
        if !refreshes || flow.refresh_url.is_some() {
            continue;
        }
        let name = &scheme.enforced.name.value;
        let message = format!("nothing says how tokens of scheme `{name}` are renewed");
        findings.add(
            Diagnostic::error(RULE.lint.name, flow.kind.span, message)
                .label("no `refreshUrl`")
                .help("issue tokens for minutes, and add `refreshUrl: https://…`"),
        );
    }
}
