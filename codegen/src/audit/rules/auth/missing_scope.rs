//! Requirements of OAuth that any token of the issuer meets.
//!
//! **Invariant:** every requirement in force of an `oauth2` or `openIdConnect` scheme without a scope
//! is found once.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{SecurityScheme, SecuritySchemeKind};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("missing-scope", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("missing-scope.md"),
    covers: &["AUTH-10"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for demand in in_use::demands(subject, |_| true) {
        for requirement in &demand.alternative.requirements {
            if !requirement.scopes.is_empty() || !has_scopes(requirement.scheme) {
                continue;
            }
            let name = requirement.name;
            let message = format!("any token of scheme `{}` will do here", name.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label(format!("no scope, in operation `{}`", demand.operation.name()))
                    .help(format!("name the scope: `{}: [<scope>]`", name.value)),
            );
        }
    }
}

fn has_scopes(scheme: &SecurityScheme) -> bool {
    match &scheme.kind {
        SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect { .. } => true,
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::MutualTls => false,
    }
}
