//! Passwords sent with every call.
//!
//! **Invariant:** every scheme of HTTP Basic that an operation takes is found.

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, SchemeKind};

const LINT: Lint = Lint { name: "http-basic", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct HttpBasic;

impl Rule for HttpBasic {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("http-basic.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        let basic = |kind: &SchemeKind| matches!(kind, SchemeKind::Basic);
        for scheme in api.schemes.iter().filter(|scheme| scheme.is_used() && basic(&scheme.kind)) {
            let name = &scheme.name;
            let message = format!("scheme `{}` sends a password with every call", name.value);
            findings.add(
                Diagnostic::error(LINT.name, name.span, message).label("HTTP Basic").help(
                    "take short-lived tokens instead: `type: oauth2`, or \
                         `{ type: http, scheme: bearer }`",
                ),
            );
        }
    }
}
