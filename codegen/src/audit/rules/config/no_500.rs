//! Operations whose answer to a fault of the server the document does not describe.
//!
//! **Invariant:** `500`, `5XX` and `default` all describe it.

use super::statuses;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-500", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-500.md"),
    covers: &["CONF-11"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in statuses::without(subject, &[500]) {
        statuses::report(
            operation,
            "to a fault of the server",
            "no response `500`, `5XX` or `default`",
            "add the response `'500'` with the schema of your errors",
            findings,
        );
    }
}
