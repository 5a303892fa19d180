//! Operations with an idempotency key that do not describe how its misuse is answered.
//!
//! **Invariant:** a range and `default` describe a status as well as the status itself.

use super::headers::{header_parameters, response_of};
use super::no_idempotency_key::is_key;
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::sentence::enumerate;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-idempotency-errors", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("no-idempotency-errors.md"),
    covers: &["FIN-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.document.operations {
        let mut headers = header_parameters(operation);
        let Some(key) = headers.find(|one| is_key(&one.name.value)) else { continue };
        // Open Banking answers 400 to each of them.
        let needed: &[(u16, &str)] = match folded(&key.name.value).as_str() {
            "xidempotencykey" => &[(400, "400")],
            _ => &[(400, "400"), (409, "409"), (422, "422")],
        };
        let missing = needed.iter().filter(|(code, _)| response_of(operation, *code).is_none());
        let missing: Vec<&str> = missing.map(|(_, text)| *text).collect();
        if missing.is_empty() {
            continue;
        }
        let message = format!(
            "operation `{}` has an idempotency key, and does not describe {}",
            operation.name(),
            enumerate(missing.iter().copied())
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                .label("no answer to a key that is missing, in use or used for something else")
                .also(key.name.span, "the key")
                .help("add the responses: 400 without a key, 409 while the first call runs, 422 for another request"),
        );
    }
}
