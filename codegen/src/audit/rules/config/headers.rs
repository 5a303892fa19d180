//! The names of headers in requests.
//!
//! **Invariant:** each name is there once for each place where the document writes it: of parameters, and of
//! API keys.

use std::collections::HashSet;

use crate::audit::Subject;
use crate::ir::{ApiKeyIn, ParameterIn};
use crate::openapi::SecuritySchemeKind;
use crate::span::Spanned;

/// The headers that requests may have.
pub(super) fn of_requests<'a>(subject: &Subject<'a>) -> Vec<Spanned<&'a str>> {
    let parameters =
        subject.operations().flat_map(|operation| operation.parameters.iter().copied());
    let parameters = parameters.filter(|one| one.location.value == ParameterIn::Header);
    let parameters = parameters.map(|one| Spanned::new(one.name.value.as_str(), one.name.span));
    let keys = subject.document.schemes.iter().filter_map(|(_, scheme)| match &scheme.kind {
        SecuritySchemeKind::ApiKey { name, location } if location.value == ApiKeyIn::Header => {
            Some(Spanned::new(name.value.as_str(), name.span))
        }
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. }
        | SecuritySchemeKind::MutualTls => None,
    });
    let mut seen = HashSet::new();
    parameters.chain(keys).filter(|name| seen.insert(name.span)).collect()
}

/// The headers that answers may have.
pub(super) fn of_responses<'a>(subject: &Subject<'a>) -> Vec<Spanned<&'a str>> {
    let responses = subject.operations().flat_map(|operation| &operation.responses);
    let names = responses.flat_map(|found| found.response.headers.iter().map(|(name, _)| name));
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(name.span)).collect()
}
