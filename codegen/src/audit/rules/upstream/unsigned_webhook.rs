//! Events that anybody may have sent.
//!
//! **Invariant:** every operation of a webhook or a callback is found once unless it has a header for a
//! signature, a signed body, or a `security` of its own. What it inherits from the root is about callers of
//! this server and not about whom this server calls.

use std::collections::HashSet;

use crate::audit::words::words;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ParameterIn;
use crate::resolve::{ResolvedOperation, SecurityOrigin};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unsigned-webhook", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unsigned-webhook.md"),
    covers: &["UNSF-01"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    let callbacks = subject.operations().flat_map(|operation| &operation.callbacks);
    let callbacks = callbacks.map(|callback| (callback.name.value, &callback.operation));
    let webhooks = subject.document.webhooks.iter().map(|webhook| (webhook.path.value, webhook));
    for (name, operation) in webhooks.chain(callbacks) {
        let is_known =
            is_secured(operation) || has_signature_header(operation) || has_signed_body(operation);
        let at = operation.method.span;
        if is_known || !seen.insert(at) {
            continue;
        }
        let message = format!("whoever receives `{name}` cannot tell who sent it");
        findings.add(
            Diagnostic::error(RULE.lint.name, at, message)
                .label("no signature")
                .help("declare a header for it: `webhook-signature` (Standard Webhooks), or `Signature` and `Signature-Input` (RFC 9421)")
                .help("or a `security` of its own, such as `mutualTLS`"),
        );
    }
}

fn is_secured(operation: &ResolvedOperation<'_>) -> bool {
    let security = &operation.security;
    security.origin == SecurityOrigin::Operation
        && !security.alternatives.is_empty()
        && security.alternatives.iter().all(|one| !one.requirements.is_empty())
}

fn has_signature_header(operation: &ResolvedOperation<'_>) -> bool {
    let signs = |word: &String| ["hmac", "jws", "signature"].contains(&word.as_str());
    let mut headers =
        operation.parameters.iter().filter(|one| one.location.value == ParameterIn::Header);
    headers.any(|header| words(&header.name.value).iter().any(signs))
}

/// Whether the body is a signed text: RFC 7515 §9.2, RFC 7519 §10.3, RFC 8417 §2.3.
fn has_signed_body(operation: &ResolvedOperation<'_>) -> bool {
    let mut names = operation.request_body.into_iter().flat_map(|body| body.content.names());
    names.any(|name| {
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let subtype = name.strip_prefix("application/").unwrap_or_default();
        ["jwt", "jose", "jose+json"].contains(&subtype) || subtype.ends_with("+jwt")
    })
}
