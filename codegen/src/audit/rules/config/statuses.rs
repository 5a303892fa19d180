//! What operations say of the statuses that they answer.
//!
//! Only operations under paths are asked: whoever receives a webhook answers it, and what the document
//! says of that is for them.
//!
//! **Invariant:** a code, its range and `default` all describe a status.

use crate::audit::Subject;
use crate::diag::Diagnostic;
use crate::ir::Status;
use crate::resolve::ResolvedOperation;

/// The operations in which no response describes any of some codes.
pub(super) fn without<'a>(
    subject: &Subject<'a>,
    codes: &'static [u16],
) -> impl Iterator<Item = &'a ResolvedOperation<'a>> {
    let document = subject.document;
    document.operations.iter().filter(|one| !codes.iter().any(|code| describes(one, *code)))
}

/// Whether a response describes the code.
pub(super) fn describes(operation: &ResolvedOperation<'_>, code: u16) -> bool {
    operation.responses.iter().any(|response| match response.status {
        Status::Code(own) => own == code,
        Status::Range(digit) => u16::from(digit) == code / 100,
        Status::Default => true,
    })
}

/// Whether some caller has to show who it is. One that need not may do so all the same, and be refused.
pub(super) fn is_secured(operation: &ResolvedOperation<'_>) -> bool {
    operation.security.alternatives.iter().any(|one| !one.requirements.is_empty())
}

/// Whether a caller who is known may lack a scope.
pub(super) fn has_scopes(operation: &ResolvedOperation<'_>) -> bool {
    let requirements = operation.security.alternatives.iter().flat_map(|one| &one.requirements);
    requirements.into_iter().any(|requirement| !requirement.scopes.is_empty())
}

/// An answer that an operation does not describe. `what` follows "describes no answer".
pub(super) fn undescribed(operation: &ResolvedOperation<'_>, what: &str) -> Diagnostic {
    let message = format!("operation `{}` describes no answer {what}", operation.name());
    Diagnostic::error("", operation.name_span(), message)
}
