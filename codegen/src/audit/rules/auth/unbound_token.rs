//! Tokens that are good for whoever has them.
//!
//! **Invariant:** every scheme of tokens is found once when an alternative in force takes its token
//! without a client certificate or a proof of a key beside it (RFC 9449).

use std::collections::HashSet;

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ParameterIn;
use crate::openapi::{SecurityScheme, SecuritySchemeKind};
use crate::resolve::ResolvedOperation;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unbound-token", [Level::Allow, Level::Allow, Level::Allow]).fapi(Level::Deny),
    page: include_str!("unbound-token.md"),
    covers: &["AUTH-32"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for demand in in_use::demands(subject, |operation| !declares_proof(operation)) {
        let requirements = &demand.alternative.requirements;
        let token = requirements.iter().find(|one| takes(one.scheme) == Some(Takes::Bearer));
        let Some(token) = token else { continue };
        if requirements.iter().any(|one| takes(one.scheme) == Some(Takes::Proof)) {
            continue;
        }
        let name = token.name.value;
        if !seen.insert(name) {
            continue;
        }
        let Some(declared) = in_use::declaration(subject, name) else { continue };
        let message = format!("a stolen token of scheme `{name}` is as good as the client's own");
        findings.add(
            Diagnostic::error(RULE.lint.name, declared.span, message)
                .label("bound to no key")
                .also(token.name.span, format!("in operation `{}`", demand.operation.name()))
                .help("demand a scheme of `type: mutualTLS` in the same requirement")
                .help("or declare the header parameter `DPoP`")
                .help("or allow it, where the verifier refuses tokens that are not bound"),
        );
    }
}

#[derive(PartialEq, Eq)]
enum Takes {
    /// A token that says nothing of who sends it.
    Bearer,
    /// Proof of a key.
    Proof,
}

fn takes(scheme: &SecurityScheme) -> Option<Takes> {
    match &scheme.kind {
        SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect { .. } => {
            Some(Takes::Bearer)
        }
        SecuritySchemeKind::Http { scheme, bearer_format: _ } => {
            if scheme.value.eq_ignore_ascii_case("bearer") {
                Some(Takes::Bearer)
            } else {
                scheme.value.eq_ignore_ascii_case("dpop").then_some(Takes::Proof)
            }
        }
        SecuritySchemeKind::MutualTls => Some(Takes::Proof),
        SecuritySchemeKind::ApiKey { .. } => None,
    }
}

/// Whether the operation takes the proofs of RFC 9449 §4.1.
fn declares_proof(operation: &ResolvedOperation<'_>) -> bool {
    operation.parameters.iter().any(|parameter| {
        parameter.location.value == ParameterIn::Header
            && parameter.name.value.eq_ignore_ascii_case("dpop")
    })
}
