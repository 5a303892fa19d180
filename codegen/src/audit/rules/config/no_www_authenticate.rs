//! Answers 401 that do not say how to authenticate.
//!
//! **Invariant:** each response is found once, however many operations refer to it. Header names have no case.

use std::collections::HashSet;

use serde_json::json;

use super::statuses;
use crate::audit::repairs::header;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Status;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-www-authenticate", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-www-authenticate.md"),
    covers: &["CONF-08"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    let secured = subject.document.operations.iter().filter(|one| statuses::is_secured(one));
    for found in secured.flat_map(|operation| &operation.responses) {
        let response = found.response;
        let mut names = response.headers.names();
        if found.status != Status::Code(401)
            || names.any(|name| name.eq_ignore_ascii_case("www-authenticate"))
            || !seen.insert(response.span)
        {
            continue;
        }
        let message = "the answer 401 is described without its header `WWW-Authenticate`";
        findings.add(
            Diagnostic::error(RULE.lint.name, response.description.span, message)
                .label("a response 401 has this header (RFC 9110 §15.5.2)")
                .help("add it: `headers: { WWW-Authenticate: { schema: { type: string } } }`")
                .repair([header(response.span, "WWW-Authenticate", &json!({ "type": "string" }))]),
        );
    }
}
