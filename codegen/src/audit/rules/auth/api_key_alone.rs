//! Operations that change something for whoever has a key.
//!
//! **Invariant:** a scheme is found once when its key, and nothing beside it, opens an unsafe operation.

use std::collections::HashSet;

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ApiKeyIn;
use crate::openapi::SecuritySchemeKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("api-key-alone", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("api-key-alone.md"),
    covers: &["AUTH-19"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for demand in in_use::demands(subject, |operation| !operation.method.value.is_safe()) {
        let [only] = demand.alternative.requirements.as_slice() else { continue };
        let SecuritySchemeKind::ApiKey { location, name: _ } = &only.scheme.kind else { continue };
        // A cookie is a session, and `api-key-in-cookie`'s.
        if location.value == ApiKeyIn::Cookie {
            continue;
        }
        let name = only.name.value;
        if !seen.insert(name) {
            continue;
        }
        let Some(declared) = in_use::declaration(subject, name) else { continue };
        let operation = demand.operation;
        let message = format!("the key of `{name}` alone opens operations that change something");
        findings.add(
            Diagnostic::error(RULE.lint.name, declared.span, message)
                .label("names a client, carries no scope, does not expire by itself")
                .also(operation.method.span, format!("opens `{}`", operation.name()))
                .help("demand a token as well, in one requirement: `{ <key>: [], <oauth2>: [<scope>] }`")
                .help("or take tokens in place of the key"),
        );
    }
}
