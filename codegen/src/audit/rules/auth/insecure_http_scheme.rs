//! HTTP authentication schemes that have had their day.
//!
//! **Invariant:** every such scheme in use is found, whatever its case. Basic has a rule of its own.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::SchemeKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("insecure-http-scheme", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("insecure-http-scheme.md"),
    covers: &["AUTH-15"],
    check,
};

/// In lower case, and what is wrong with each.
const SCHEMES: &[(&str, &str)] = &[
    ("digest", "a hash of the password, which the server has to keep as good as plain"),
    ("hoba", "an experiment without a successor"),
    ("kerberos", "authenticates a connection and not each call"),
    ("negotiate", "authenticates a connection and not each call"),
    ("ntlm", "authenticates a connection and not each call, with broken hashes"),
    ("oauth", "OAuth 1.0, obsolete since RFC 6749"),
];

/// What is wrong with a scheme, by its name in lower case.
pub(super) fn weakness(scheme: &str) -> Option<&'static str> {
    SCHEMES.iter().find(|(name, _)| *name == scheme).map(|(_, why)| *why)
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in subject.api.schemes.iter().filter(|scheme| scheme.is_used()) {
        let SchemeKind::Http { scheme: http } = &scheme.kind else { continue };
        let Some(why) = weakness(http) else { continue };
        let name = &scheme.name;
        let message = format!("scheme `{}` authenticates by `{http}`", name.value);
        findings.add(Diagnostic::error(RULE.lint.name, name.span, message).label(why).help(
            "take access tokens instead: `type: oauth2`, or `{ type: http, scheme: bearer }`",
        ));
    }
}
