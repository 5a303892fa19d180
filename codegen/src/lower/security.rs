//! Security schemes and requirements.
//!
//! **Invariant:** the OR of ANDs leaves this file as it came in.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{
    Access, Alternative, Requirement, Revocation, Scheme, SchemeId, SchemeKind, Scope,
};
use crate::openapi::{SecurityScheme, SecuritySchemeKind};
use crate::resolve::{OperationKind, Resolved, ResolvedOperation};

/// The schemes of the document, in its order.
pub(super) fn schemes(resolved: &Resolved<'_>, diagnostics: &mut Diagnostics) -> Vec<Scheme> {
    for (_, scheme) in &resolved.schemes {
        report_useless(scheme, diagnostics);
    }
    let default = revocation(resolved, diagnostics);
    resolved
        .schemes
        .iter()
        .map(|(name, scheme)| {
            let scope_rules = super::scopes::rules(scheme, diagnostics);
            let annotation = scheme.portcullis.as_ref();
            let algorithms = annotation.and_then(|annotation| annotation.algorithms.as_ref());
            Scheme {
                name: name.map(str::to_owned),
                kind: kind(scheme),
                description: scheme.description.as_ref().map(|text| text.value.clone()),
                scopes: scopes(scheme),
                scope_rules,
                issuer: annotation.and_then(|annotation| annotation.issuer.clone()),
                audience: annotation.and_then(|annotation| annotation.audience.clone()),
                algorithms: algorithms.map(|list| list.value.clone()).unwrap_or_default(),
                revocation: match annotation.and_then(|annotation| annotation.revocation) {
                    Some(own) => own.value,
                    None if kind(scheme).has_tokens() => default,
                    None => Revocation::None,
                },
                used: false,
                used_by_webhooks: false,
            }
        })
        .collect()
}

/// What is said of tokens holds for schemes whose credentials are tokens; elsewhere it would do
/// nothing, and somebody would believe in it.
fn report_useless(scheme: &SecurityScheme, diagnostics: &mut Diagnostics) {
    let Some(annotation) = &scheme.portcullis else { return };
    if kind(scheme).has_tokens() {
        return;
    }
    let members = [
        ("issuer", annotation.issuer.as_ref().map(|text| text.span)),
        ("audience", annotation.audience.as_ref().map(|text| text.span)),
        ("algorithms", annotation.algorithms.as_ref().map(|list| list.span)),
        ("revocation", annotation.revocation.map(|decision| decision.span)),
    ];
    for (member, span) in members {
        let Some(span) = span else { continue };
        let diagnostic = Diagnostic::error(
            "invalid-annotation",
            span,
            format!("`{member}` is about tokens, and this scheme has none"),
        )
        .also(scheme.span, "the scheme")
        .help("remove it, or use `oauth2`, `openIdConnect` or `http` with `bearer`");
        diagnostics.report(diagnostic);
    }
}

/// What the root says of the stores of revoked tokens.
fn revocation(resolved: &Resolved<'_>, diagnostics: &mut Diagnostics) -> Revocation {
    let root = resolved.document.portcullis.as_ref();
    let Some(decision) = root.and_then(|root| root.revocation) else { return Revocation::None };
    if !resolved.schemes.iter().any(|(_, scheme)| kind(scheme).has_tokens()) {
        let message = "`revocation` is about tokens, and no scheme of the document has any";
        let diagnostic = Diagnostic::error("invalid-annotation", decision.span, message)
            .help("remove it, or declare a scheme that takes tokens");
        diagnostics.report(diagnostic);
    }
    decision.value
}

fn kind(scheme: &SecurityScheme) -> SchemeKind {
    match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } => {
            SchemeKind::ApiKey { location: location.value, name: name.value.clone() }
        }
        // Scheme names do not distinguish case: RFC 9110 section 11.1.
        SecuritySchemeKind::Http { scheme, bearer_format: _ } => {
            match scheme.value.to_ascii_lowercase().as_str() {
                "bearer" => SchemeKind::Bearer,
                "basic" => SchemeKind::Basic,
                other => SchemeKind::Http { scheme: other.to_owned() },
            }
        }
        SecuritySchemeKind::OAuth2 { .. } => SchemeKind::OAuth2,
        SecuritySchemeKind::OpenIdConnect { url } => {
            SchemeKind::OpenIdConnect { url: url.value.clone() }
        }
        SecuritySchemeKind::MutualTls => SchemeKind::MutualTls,
    }
}

fn scopes(scheme: &SecurityScheme) -> Vec<Scope> {
    match &scheme.kind {
        SecuritySchemeKind::OAuth2 { flows, metadata_url: _ } => flows
            .scopes()
            .into_iter()
            .map(|(name, text)| Scope { name: name.clone(), description: text.value.clone() })
            .collect(),
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::OpenIdConnect { .. }
        | SecuritySchemeKind::MutualTls => Vec::new(),
    }
}

/// What an operation demands of its caller; marks the schemes it uses.
pub(super) fn access(
    operation: &ResolvedOperation<'_>,
    resolved: &Resolved<'_>,
    schemes: &mut [Scheme],
) -> Access {
    let access = demanded(operation, resolved);
    if let Access::AnyOf(alternatives) = &access {
        for requirement in alternatives.iter().flat_map(|one| &one.requirements) {
            let Some(scheme) = schemes.get_mut(requirement.scheme.index()) else { continue };
            match operation.kind {
                OperationKind::Path => scheme.used = true,
                OperationKind::Webhook => scheme.used_by_webhooks = true,
                // The receiver verifies.
                OperationKind::Callback => {}
            }
        }
    }
    access
}

/// What an operation demands of its caller.
pub(super) fn demanded(operation: &ResolvedOperation<'_>, resolved: &Resolved<'_>) -> Access {
    if operation.security.alternatives.is_empty() {
        let annotation = operation.operation.portcullis.as_ref();
        let reason = annotation.and_then(|annotation| annotation.public.clone());
        return Access::Public { reason };
    }
    let mut alternatives = Vec::with_capacity(operation.security.alternatives.len());
    for alternative in &operation.security.alternatives {
        let mut requirements = Vec::with_capacity(alternative.requirements.len());
        for requirement in &alternative.requirements {
            let name = requirement.name.value;
            let position = resolved.schemes.iter().position(|(own, _)| own.value == name);
            // `resolve` leaves out operations whose schemes cannot be found, so there is one.
            if let Some(index) = position {
                requirements.push(Requirement {
                    scheme: SchemeId(u32::try_from(index).unwrap_or(u32::MAX)),
                    scopes: requirement.scopes.to_vec(),
                });
            }
        }
        // Should it ever fail to, the alternative is lost and not shortened: cannot decide means
        // refuse, and without any alternative nobody may call.
        if requirements.len() == alternative.requirements.len() {
            alternatives.push(Alternative { span: alternative.span, requirements });
        }
    }
    Access::AnyOf(alternatives)
}
