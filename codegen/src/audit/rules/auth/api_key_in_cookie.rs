//! Cookies that alone open operations which change something.
//!
//! **Invariant:** a scheme is found once when an unsafe operation takes its cookie together with nothing
//! that another site's page could not make a browser send.

use std::collections::HashSet;

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ApiKeyIn;
use crate::openapi::{SecurityScheme, SecuritySchemeKind};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("api-key-in-cookie", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("api-key-in-cookie.md"),
    covers: &["AUTH-18"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    // The first operation that each cookie opens.
    let mut first = HashSet::new();
    for demand in in_use::demands(subject, |operation| !operation.method.value.is_safe()) {
        let requirements = &demand.alternative.requirements;
        if !requirements.iter().all(|requirement| is_ambient(requirement.scheme)) {
            continue;
        }
        for requirement in requirements.iter().filter(|one| is_cookie(one.scheme)) {
            let name = requirement.name.value;
            if !first.insert(name) {
                continue;
            }
            let Some(declared) = in_use::declaration(subject, name) else { continue };
            let operation = demand.operation;
            let message = format!("a page of another site can call with the cookie of `{name}`");
            findings.add(
                Diagnostic::error(RULE.lint.name, declared.span, message)
                    .label("browsers send a cookie whoever makes them call")
                    .also(operation.method.span, format!("opens `{}`", operation.name()))
                    .help("send the key in a header: `{ type: apiKey, in: header, name: … }`")
                    .help("or demand a header beside it: a second scheme in the same requirement"),
            );
        }
    }
}

fn is_cookie(scheme: &SecurityScheme) -> bool {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { location, name: _ } => location.value == ApiKeyIn::Cookie,
        SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. }
        | SecuritySchemeKind::MutualTls => false,
    }
}

/// Whether browsers send the credential by themselves.
fn is_ambient(scheme: &SecurityScheme) -> bool {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { .. } => is_cookie(scheme),
        SecuritySchemeKind::Http { scheme, bearer_format: _ } => {
            let remembered = ["basic", "digest", "negotiate", "ntlm"];
            remembered.iter().any(|name| scheme.value.eq_ignore_ascii_case(name))
        }
        SecuritySchemeKind::MutualTls => true,
        SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect { .. } => false,
    }
}
