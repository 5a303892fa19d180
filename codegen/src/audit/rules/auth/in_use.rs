//! The schemes and requirements that are in force: what rules about them have in common.
//!
//! **Invariant:** a Security Requirement Object is given once, however many operations inherit it; a
//! scheme that no operation takes is not given.

use std::collections::HashSet;

use crate::audit::Subject;
use crate::ir::Scheme;
use crate::openapi::{OAuthFlow, SecurityScheme, SecuritySchemeKind};
use crate::resolve::{ResolvedOperation, SecurityAlternative};
use crate::span::Spanned;

/// An alternative of some operation's `security`, and the first operation that has it.
#[derive(Clone, Copy)]
pub(super) struct Demand<'a> {
    pub(super) operation: &'a ResolvedOperation<'a>,
    pub(super) alternative: &'a SecurityAlternative<'a>,
}

/// The alternatives of operations, those of webhooks included.
pub(super) fn demands<'a>(
    subject: &Subject<'a>,
    of: impl Fn(&ResolvedOperation<'a>) -> bool,
) -> Vec<Demand<'a>> {
    let mut seen = HashSet::new();
    let operations = subject.operations().filter(|operation| of(operation));
    operations
        .flat_map(|operation| {
            let alternatives = &operation.security.alternatives;
            alternatives.iter().map(move |alternative| Demand { operation, alternative })
        })
        .filter(|demand| seen.insert(demand.alternative.span))
        .collect()
}

/// A scheme that operations take.
#[derive(Clone, Copy)]
pub(super) struct InUse<'a> {
    /// As the document writes it.
    pub(super) written: &'a SecurityScheme,
    /// As it is enforced.
    pub(super) enforced: &'a Scheme,
}

/// The schemes that operations take, those of webhooks included, in the document's order.
pub(super) fn schemes<'a>(subject: &Subject<'a>) -> impl Iterator<Item = InUse<'a>> {
    // Both lists are those of `components.securitySchemes`.
    let both = subject.document.schemes.iter().zip(&subject.api.schemes);
    both.map(|((_, written), enforced)| InUse { written, enforced })
        .filter(|scheme| scheme.enforced.is_used())
}

/// Where the document declares a scheme.
pub(super) fn declaration<'a>(subject: &Subject<'a>, name: &str) -> Option<Spanned<&'a str>> {
    subject.document.schemes.iter().map(|(own, _)| *own).find(|own| own.value == name)
}

/// The schemes whose tokens this server verifies.
pub(super) fn token_schemes<'a>(subject: &Subject<'a>) -> impl Iterator<Item = InUse<'a>> {
    schemes(subject).filter(|scheme| scheme.enforced.used && scheme.enforced.kind.has_tokens())
}

/// The OAuth flows of the schemes that operations take.
pub(super) fn flows<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (InUse<'a>, &'a OAuthFlow)> {
    schemes(subject).flat_map(|scheme| {
        let flows = match &scheme.written.kind {
            SecuritySchemeKind::OAuth2 { flows, metadata_url: _ } => flows.flows.as_slice(),
            SecuritySchemeKind::ApiKey { .. }
            | SecuritySchemeKind::Http { .. }
            | SecuritySchemeKind::OpenIdConnect { .. }
            | SecuritySchemeKind::MutualTls => &[],
        };
        flows.iter().map(move |flow| (scheme, flow))
    })
}

/// A URL at which clients of a scheme get their tokens: its keyword and its text.
pub(super) fn urls<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = (&'static str, &'a Spanned<String>)> {
    let of_flows = flows(subject).flat_map(|(_, flow)| {
        [
            ("authorizationUrl", &flow.authorization_url),
            ("deviceAuthorizationUrl", &flow.device_authorization_url),
            ("tokenUrl", &flow.token_url),
            ("refreshUrl", &flow.refresh_url),
        ]
    });
    let of_flows = of_flows.filter_map(|(keyword, url)| Some((keyword, url.as_ref()?)));
    let of_schemes = schemes(subject).filter_map(|scheme| match &scheme.written.kind {
        SecuritySchemeKind::OAuth2 { flows: _, metadata_url } => {
            Some(("oauth2MetadataUrl", metadata_url.as_ref()?))
        }
        SecuritySchemeKind::OpenIdConnect { url } => Some(("openIdConnectUrl", url)),
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::MutualTls => None,
    });
    of_flows.chain(of_schemes)
}
