//! Errors that nobody can find in a log.
//!
//! **Invariant:** a member of the error, or of an object within it, or a header of the answer is enough; each
//! shape is found once.

use std::collections::HashSet;

use super::error_shape::{self, ErrorShape};
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Object};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-request-id", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-request-id.md"),
    covers: &["CONF-15"],
    check,
};

/// Names of members and headers without case, `-` and `_`.
const NAMES: &[&str] = &[
    "correlationid",
    "errorid",
    "eventid",
    "incidentid",
    "interactionid",
    "requestid",
    "traceid",
    "traceparent",
    "transactionid",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for shape in error_shape::foreign(subject) {
        let Some(object) = error_shape::object(api, shape.media.ty) else { continue };
        if has_member(api, object) || has_header(&shape) || !seen.insert(shape.key(api)) {
            continue;
        }
        let message = "an error has neither a member nor a header that names the request";
        findings.add(
            Diagnostic::error(RULE.lint.name, shape.ty.span, message)
                .label("nothing to look for in a log")
                .also(shape.response.status.span, "of this response")
                .help("add a member `request_id`, or the header `X-Request-Id`, which every answer has"),
        );
    }
}

fn has_member(api: &Api, object: &Object) -> bool {
    let within = object.properties.iter().filter_map(|one| error_shape::object(api, one.ty));
    [object].into_iter().chain(within).any(|object| {
        // RFC 9457 §3.1.5: `instance` names the occurrence.
        let is_problem = ["type", "title", "instance"]
            .iter()
            .all(|name| object.properties.iter().any(|one| one.name.value == *name));
        is_problem || object.properties.iter().any(|one| is_id(&one.name.value))
    })
}

fn has_header(shape: &ErrorShape<'_>) -> bool {
    shape.response.declared_headers.iter().any(|name| is_id(name))
}

/// `X-Request-Id`, `x-fapi-interaction-id` and `requestId` all end in what they are.
fn is_id(name: &str) -> bool {
    let name = folded(name);
    NAMES.iter().any(|known| name.ends_with(known))
}
