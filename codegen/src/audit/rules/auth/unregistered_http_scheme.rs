//! HTTP authentication schemes that nobody registered.
//!
//! **Invariant:** every scheme in use is found whose name is neither in IANA's registry nor known to be
//! insecure, which is another rule's finding.

use super::insecure_http_scheme;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, did_you_mean};
use crate::ir::SchemeKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unregistered-http-scheme", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unregistered-http-scheme.md"),
    covers: &["AUTH-16"],
    check,
};

/// IANA's HTTP Authentication Scheme Registry (RFC 9110 §16.4.1), in lower case.
const REGISTERED: &[&str] = &[
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in subject.api.schemes.iter().filter(|scheme| scheme.is_used()) {
        // In lower case already.
        let SchemeKind::Http { scheme: http } = &scheme.kind else { continue };
        if REGISTERED.contains(&http.as_str()) || insecure_http_scheme::weakness(http).is_some() {
            continue;
        }
        let help = match did_you_mean(http, REGISTERED.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "take a registered scheme, or `type: apiKey` for a header of your own".into(),
        };
        let name = &scheme.name;
        let message = format!("scheme `{}` takes the unregistered scheme `{http}`", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("not in the registry of HTTP authentication schemes")
                .help(help),
        );
    }
}
