//! Scopes that no token can carry.
//!
//! **Invariant:** every scope that a scheme in use declares, or that is required of `openIdConnect`, is
//! found once unless it is a scope token.

use std::collections::HashSet;

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{SecurityScheme, SecuritySchemeKind};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("invalid-scope", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("invalid-scope.md"),
    covers: &["AUTH-11"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::schemes(subject) {
        for scope in declared(scheme.written).filter(|scope| !is_scope_token(&scope.value)) {
            findings.add(found(scope));
        }
    }
    let mut seen = HashSet::new();
    for demand in in_use::demands(subject, |_| true) {
        for requirement in &demand.alternative.requirements {
            // OAuth's are declared, or reported as undeclared.
            let SecuritySchemeKind::OpenIdConnect { .. } = requirement.scheme.kind else {
                continue;
            };
            let bad = requirement.scopes.iter().filter(|scope| !is_scope_token(&scope.value));
            for scope in bad.filter(|scope| seen.insert(scope.value.as_str())) {
                findings.add(found(scope));
            }
        }
    }
}

fn found(scope: &Spanned<String>) -> Diagnostic {
    let message = format!("no token can carry the scope `{}`", scope.value.escape_debug());
    Diagnostic::error(RULE.lint.name, scope.span, message)
        .label("not a scope token")
        .note("a scope is visible ASCII without spaces, `\"` and `\\` (RFC 6749 section 3.3)")
        .help("name each scope by itself, without spaces")
}

fn declared(scheme: &SecurityScheme) -> impl Iterator<Item = &Spanned<String>> {
    let scopes = match &scheme.kind {
        SecuritySchemeKind::OAuth2 { flows, metadata_url: _ } => flows.scopes(),
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::OpenIdConnect { .. }
        | SecuritySchemeKind::MutualTls => Vec::new(),
    };
    scopes.into_iter().map(|(name, _)| name)
}

/// RFC 6749 §3.3: `1*( %x21 / %x23-5B / %x5D-7E )`
fn is_scope_token(scope: &str) -> bool {
    !scope.is_empty() && scope.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

#[cfg(test)]
mod tests {
    use super::is_scope_token;

    #[test]
    fn scope_tokens() {
        for (scope, expected) in [
            ("payments:read", true),
            ("https://example.com/auth/read", true),
            ("!", true),
            ("", false),
            ("read write", false),
            ("say\"so", false),
            ("back\\slash", false),
            ("über", false),
            ("tab\t", false),
        ] {
            assert_eq!(is_scope_token(scope), expected, "{scope}");
        }
    }
}
