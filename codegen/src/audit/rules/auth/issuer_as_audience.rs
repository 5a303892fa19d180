//! Tokens that are meant for their own issuer.
//!
//! **Invariant:** a slash at the end makes no difference.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("issuer-as-audience", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("issuer-as-audience.md"),
    covers: &["AUTH-29"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::token_schemes(subject) {
        let (Some(issuer), Some(audience)) = (&scheme.enforced.issuer, &scheme.enforced.audience)
        else {
            continue;
        };
        if issuer.value.trim_end_matches('/') != audience.value.trim_end_matches('/') {
            continue;
        }
        let name = &scheme.enforced.name.value;
        let message = format!("scheme `{name}` takes tokens that are meant for their issuer");
        findings.add(
            Diagnostic::error(RULE.lint.name, audience.span, message)
                .label("is the issuer")
                .also(issuer.span, "the issuer")
                .help("write the identifier of this API, which its tokens name in `aud`"),
        );
    }
}
