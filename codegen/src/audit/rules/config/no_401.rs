//! Operations whose answer to missing or invalid credentials the document does not describe.
//!
//! **Invariant:** `401`, `4XX` and `default` all describe it; an operation that asks nobody who they are
//! has no such answer.

use super::statuses;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-401", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-401.md"),
    covers: &["CONF-08"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in statuses::without(subject, &[401]) {
        if statuses::is_secured(operation) {
            statuses::report(
                operation,
                "to missing or invalid credentials",
                "no response `401`, `4XX` or `default`",
                "add the response `'401'` with the header `WWW-Authenticate` and the schema of your errors",
                findings,
            );
        }
    }
}
