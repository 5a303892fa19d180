//! The words of statuses.

use crate::ir::Status;
use crate::status::phrase;

/// The words of a status: its reason phrase where RFC 9110 or its kin give one.
pub(super) fn name(status: Status) -> String {
    let code = match status {
        Status::Code(code) => code,
        Status::Range(1) => return "informational".to_owned(),
        Status::Range(2) => return "success".to_owned(),
        Status::Range(3) => return "redirection".to_owned(),
        Status::Range(4) => return "client error".to_owned(),
        Status::Range(_) => return "server error".to_owned(),
        Status::Default => return "default".to_owned(),
    };
    phrase(code).map_or_else(|| format!("status {code}"), str::to_owned)
}
