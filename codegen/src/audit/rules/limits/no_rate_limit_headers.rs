//! Answers of limited operations that do not mention the limit.
//!
//! **Invariant:** for each operation with a rate limit, every success and every `429` without a header that
//! tells the limit is found, in one finding. Names are compared without case.

use serde_json::json;

use crate::audit::repairs::header;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::{Operation, Response, Status};
use crate::sentence::enumerate;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-rate-limit-headers", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-rate-limit-headers.md"),
    covers: &["LIM-16"],
    check,
};

/// Any of them tells a client that there is a limit. In lower case.
const HEADERS: [&str; 5] =
    ["ratelimit", "ratelimit-limit", "ratelimit-policy", "x-rate-limit-limit", "x-ratelimit-limit"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    // What a webhook answers is not ours, and an operation without a limit sends no such headers.
    let limited = subject.api.operations.iter().filter(|one| !one.policy.rates.is_empty());
    for operation in limited {
        let silent = silent(operation);
        let Some(first) = silent.first() else { continue };
        let statuses: Vec<String> = silent.iter().map(|response| words(response)).collect();
        let list = enumerate(statuses.iter().map(String::as_str));
        let message = format!(
            "answers of operation `{}` do not mention its rate limit: {list}",
            operation.id.value
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, first.status.span, message)
                .label("none of the headers that the server sends is declared")
                .help(
                    "declare `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset`",
                )
                .repair(silent.iter().flat_map(|response| counts(response))),
        );
    }
}

/// The answers that should declare the headers and do not.
fn silent(operation: &Operation) -> Vec<&Response> {
    let is_counted = |status: Status| match status {
        Status::Code(code) => (200..300).contains(&code) || code == 429,
        Status::Range(digit) => digit == 2,
        Status::Default => false,
    };
    let declares = |response: &Response| {
        response.declared_headers.iter().any(|name| HEADERS.contains(&name.as_str()))
    };
    operation
        .responses
        .iter()
        .filter(|response| is_counted(response.status.value) && !declares(response))
        .collect()
}

/// The headers that the server sends.
fn counts(response: &Response) -> impl Iterator<Item = Repair> {
    let schema = json!({ "type": "integer", "minimum": 0 });
    let names = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];
    names.into_iter().map(move |name| header(response.span, name, &schema))
}

fn words(response: &Response) -> String {
    match response.status.value {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}
