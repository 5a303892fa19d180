//! Operations with `DPoP` whose answer without a valid proof is not described.
//!
//! **Invariant:** an operation that describes no 401 at all is not found: that is another finding.

use std::collections::HashSet;

use super::headers::{declares, response_of, takes};
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::SecuritySchemeKind;
use crate::resolve::ResolvedOperation;
use crate::sentence::enumerate;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-dpop-nonce", [Level::Allow, Level::Allow, Level::Allow]).fapi(Level::Deny),
    page: include_str!("no-dpop-nonce.md"),
    covers: &["FIN-09"],
    check,
};

const HEADERS: [&str; 2] = ["WWW-Authenticate", "DPoP-Nonce"];

/// Whether an alternative has a scheme `dpop` (RFC 9449 §7.1).
fn demands_dpop(operation: &ResolvedOperation<'_>) -> bool {
    let requirements = operation.security.alternatives.iter().flat_map(|one| &one.requirements);
    requirements.map(|requirement| &requirement.scheme.kind).any(|kind| match kind {
        SecuritySchemeKind::Http { scheme, bearer_format: _ } => {
            scheme.value.eq_ignore_ascii_case("dpop")
        }
        SecuritySchemeKind::ApiKey { name: _, location: _ }
        | SecuritySchemeKind::OAuth2 { flows: _, metadata_url: _ }
        | SecuritySchemeKind::OpenIdConnect { url: _ }
        | SecuritySchemeKind::MutualTls => false,
    })
}

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in &subject.document.operations {
        if !takes(operation, "DPoP") && !demands_dpop(operation) {
            continue;
        }
        let Some(response) = response_of(operation, 401) else { continue };
        let missing = HEADERS.into_iter().filter(|name| !declares(response, name));
        let missing: Vec<&str> = missing.collect();
        if missing.is_empty() || !seen.insert(response.response.span) {
            continue;
        }
        let message = format!(
            "response `{}` of operation `{}` has no {}",
            response.key.value,
            operation.name(),
            enumerate(missing)
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, response.key.span, message)
                .label("a client learns the nonce from it, and which algorithms are taken")
                .help("add the headers `WWW-Authenticate` and `DPoP-Nonce`"),
        );
    }
}
