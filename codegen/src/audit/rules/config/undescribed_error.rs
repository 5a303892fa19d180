//! Errors whose content the document does not describe.
//!
//! **Invariant:** each response is found once, however many operations refer to it. Answers to HEAD have
//! no content, and 429 is told by its status and `Retry-After`.

use std::collections::HashSet;

use crate::audit::walk::is_error_status;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Method, Status};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("undescribed-error", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("undescribed-error.md"),
    covers: &["CONF-08", "CONF-09", "CONF-11"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in &subject.document.operations {
        if operation.method.value == Method::Head {
            continue;
        }
        for found in &operation.responses {
            let response = found.response;
            let is_told = !is_error_status(found.status) || found.status == Status::Code(429);
            let is_described = is_told || !response.content.is_empty();
            if is_described || !seen.insert(response.span) {
                continue;
            }
            let message =
                format!("the content of the error `{}` is not described", found.key.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, response.description.span, message)
                    .label("no `content`")
                    .help("refer to the schema of your errors under `content`"),
            );
        }
    }
}
