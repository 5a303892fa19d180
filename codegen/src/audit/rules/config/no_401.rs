//! Operations whose answer to missing or invalid credentials the document does not describe.
//!
//! **Invariant:** `401`, `4XX` and `default` all describe it; an operation that asks nobody who they are
//! has no such answer.

use serde_json::json;

use super::statuses;
use crate::audit::repairs::Answers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-401", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-401.md"),
    covers: &["CONF-08"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let answers = Answers::of(subject, "401", "No credentials, or invalid ones.")
        .with_headers(json!({ "WWW-Authenticate": { "schema": { "type": "string" } } }));
    for operation in statuses::without(subject, &[401]) {
        if statuses::is_secured(operation) {
            findings.add(
                statuses::undescribed(operation, "to missing or invalid credentials")
                    .label("no response `401`, `4XX` or `default`")
                    .help("add the response `'401'` with the header `WWW-Authenticate` and the schema of your errors")
                    .repair(answers.add_to(operation)),
            );
        }
    }
}
