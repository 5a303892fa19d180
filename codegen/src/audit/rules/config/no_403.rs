//! Operations whose answer to a caller without the scopes the document does not describe.
//!
//! **Invariant:** `403`, `4XX` and `default` all describe it; an operation without scopes has no such answer.

use super::statuses;
use crate::audit::repairs::Answers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-403", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-403.md"),
    covers: &["CONF-09"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let answers = Answers::of(subject, "403", "The caller may not do this.");
    for operation in statuses::without(subject, &[403]) {
        if statuses::has_scopes(operation) {
            findings.add(
                statuses::undescribed(operation, "to a caller without its scopes")
                    .label("no response `403`, `4XX` or `default`")
                    .help("add the response `'403'` with the schema of your errors")
                    .repair(answers.add_to(operation)),
            );
        }
    }
}
