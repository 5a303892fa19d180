//! API keys in the query string.
//!
//! **Invariant:** every scheme in use whose key is sent in the URL is found.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{ApiKeyIn, SchemeKind};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("api-key-in-url", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("api-key-in-url.md"),
    covers: &["AUTH-17"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for scheme in api.schemes.iter().filter(|scheme| scheme.is_used()) {
        let SchemeKind::ApiKey { location: ApiKeyIn::Query, name: parameter } = &scheme.kind else {
            continue;
        };
        let name = &scheme.name;
        let message = format!("the key of scheme `{}` is sent in the URL", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label(format!("sent as `?{parameter}=…`, which logs and histories keep"))
                .help("send it in a header: `{ type: apiKey, in: header, name: X-Api-Key }`"),
        );
    }
}
