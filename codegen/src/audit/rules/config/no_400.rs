//! Operations whose answer to values that are refused the document does not describe.
//!
//! **Invariant:** `400`, `422`, `4XX` and `default` all describe it; an operation that takes nothing
//! refuses no values.

use super::statuses;
use crate::audit::repairs::Answers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-400", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-400.md"),
    covers: &["CONF-07"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let answers = Answers::of(subject, "400", "Values that are refused.");
    for operation in statuses::without(subject, &[400, 422]) {
        let takes_nothing = operation.parameters.is_empty()
            && operation.undeclared.is_empty()
            && operation.request_body.is_none();
        if !takes_nothing {
            findings.add(
                statuses::undescribed(operation, "to values that are refused")
                    .label("no response `400`, `422`, `4XX` or `default`")
                    .help("add the response `'400'` with the schema of your errors")
                    .repair(answers.add_to(operation)),
            );
        }
    }
}
