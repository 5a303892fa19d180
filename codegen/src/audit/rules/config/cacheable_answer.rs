//! Answers for one caller that caches are not told to leave alone.
//!
//! **Invariant:** successful answers with content, of operations that ask who calls; each response once.

use std::collections::HashSet;

use super::statuses;
use crate::audit::walk::is_error_status;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("cacheable-answer", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("cacheable-answer.md"),
    covers: &["CONF-29"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    let secured = subject.document.operations.iter().filter(|one| statuses::is_secured(one));
    for operation in secured {
        for found in &operation.responses {
            let response = found.response;
            let has_header =
                response.headers.names().any(|name| name.eq_ignore_ascii_case("cache-control"));
            if has_header || response.content.is_empty() || is_error_status(found.status) {
                continue;
            }
            if seen.insert(response.span) {
                let message = format!(
                    "an answer of operation `{}` does not say that it must not be stored",
                    operation.name()
                );
                findings.add(
                    Diagnostic::error(RULE.lint.name, response.description.span, message)
                        .label("no header `Cache-Control`")
                        .note("Portcullis sends `no-store`; clients and proxies do not know from the document")
                        .help("add it: `headers: { Cache-Control: { schema: { type: string, enum: [no-store] } } }`"),
                );
            }
        }
    }
}
