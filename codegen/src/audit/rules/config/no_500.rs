//! Operations whose answer to a fault of the server the document does not describe.
//!
//! **Invariant:** `500`, `5XX` and `default` all describe it.

use super::statuses;
use crate::audit::repairs::Answers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-500", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-500.md"),
    covers: &["CONF-11"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let answers = Answers::of(subject, "500", "A fault of the server.");
    for operation in statuses::without(subject, &[500]) {
        findings.add(
            statuses::undescribed(operation, "to a fault of the server")
                .label("no response `500`, `5XX` or `default`")
                .help("add the response `'500'` with the schema of your errors")
                .repair(answers.add_to(operation)),
        );
    }
}
