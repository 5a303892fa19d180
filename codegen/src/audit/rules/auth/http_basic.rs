//! Passwords sent with every call.
//!
//! **Invariant:** every scheme of HTTP Basic that an operation takes is found.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::SchemeKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("http-basic", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("http-basic.md"),
    covers: &["AUTH-14"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let basic = |kind: &SchemeKind| matches!(kind, SchemeKind::Basic);
    for scheme in api.schemes.iter().filter(|scheme| scheme.is_used() && basic(&scheme.kind)) {
        let name = &scheme.name;
        let message = format!("scheme `{}` sends a password with every call", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message).label("HTTP Basic").help(
                "take short-lived tokens instead: `type: oauth2`, or \
                     `{ type: http, scheme: bearer }`",
            ),
        );
    }
}
