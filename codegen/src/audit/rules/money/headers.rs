//! Headers of operations and of their responses.
//!
//! **Invariant:** names are compared without case (RFC 9110 §5.1).

use crate::ir::{ParameterIn, Status};
use crate::openapi::Parameter;
use crate::resolve::{ResolvedOperation, ResolvedResponse};

/// The header parameters of an operation.
pub(super) fn header_parameters<'o, 'a>(
    operation: &'o ResolvedOperation<'a>,
) -> impl Iterator<Item = &'a Parameter> + 'o {
    let parameters = operation.parameters.iter().copied();
    parameters.filter(|parameter| parameter.location.value == ParameterIn::Header)
}

/// Whether an operation has a header parameter of a name.
pub(super) fn takes(operation: &ResolvedOperation<'_>, name: &str) -> bool {
    header_parameters(operation).any(|one| one.name.value.eq_ignore_ascii_case(name))
}

/// Whether a response has a header of a name.
pub(super) fn declares(response: &ResolvedResponse<'_>, name: &str) -> bool {
    response.response.headers.names().any(|own| own.eq_ignore_ascii_case(name))
}

/// The response that describes a status: its own, that of its range, or `default`.
pub(super) fn response_of<'o, 'a>(
    operation: &'o ResolvedOperation<'a>,
    code: u16,
) -> Option<&'o ResolvedResponse<'a>> {
    let range = u8::try_from(code / 100).ok()?;
    [Status::Code(code), Status::Range(range), Status::Default]
        .into_iter()
        .find_map(|status| operation.responses.iter().find(|one| one.status == status))
}
