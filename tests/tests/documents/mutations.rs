//! The example's document, weakened in twenty ways: each is caught by the audit when the server is compiled, or by the security
//! diff, or by both. That the suite derived from the document sees it as well is shown where that suite is.
//!
//! `cargo test -p portcullis-tests --test documents mutations -- --nocapture` prints the table.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use portcullis_codegen::diag::Severity;
use portcullis_codegen::diff::{Class, compare};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check};

use crate::support::workspace;

/// What is done, and the text that becomes another one. Every mutation changes its first occurrence behind a mark.
struct Mutation {
    what: &'static str,
    behind: &'static str,
    from: &'static str,
    to: &'static str,
}

const fn mutation(
    what: &'static str,
    behind: &'static str,
    from: &'static str,
    to: &'static str,
) -> Mutation {
    Mutation { what, behind, from, to }
}

const MUTATIONS: [Mutation; 20] = [
    mutation(
        "a scope dropped",
        "operationId: createPayment",
        "- oauth2: [payments:write]",
        "- oauth2: []",
    ),
    mutation(
        "a scope replaced by a weaker one",
        "operationId: revokeToken",
        "[tokens:revoke]",
        "[payments:read]",
    ),
    mutation(
        "authentication dropped",
        "operationId: getPayment",
        "security:\n        - oauth2: [payments:read]",
        "security: []",
    ),
    mutation(
        "an anonymous alternative added",
        "operationId: getPayment",
        "- oauth2: [payments:read]",
        "- oauth2: [payments:read]\n        - {}",
    ),
    mutation(
        "a weaker alternative added",
        "operationId: tokenizeCard",
        "- oauth2: [cards:write]",
        "- oauth2: [cards:write]\n        - partner: []",
    ),
    mutation(
        "AND made OR",
        "operationId: createSettlement",
        "- partner: []\n          oauth2: [settlements:write]",
        "- partner: []\n        - oauth2: [settlements:write]",
    ),
    mutation(
        "the rate limits of an operation removed",
        "operationId: createPayment",
        "        rate-limit:\n          - { name: burst, limit: 10, window: 1s }\n          - { name: hourly, limit: 1000, window: 1h }\n",
        "",
    ),
    mutation(
        "a rate limit raised",
        "operationId: createPayment",
        "name: burst, limit: 10",
        "name: burst, limit: 1000",
    ),
    mutation(
        "a body limit raised",
        "operationId: tokenizeCard",
        "body-limit: 1KiB",
        "body-limit: 10MiB",
    ),
    mutation("audit turned off", "operationId: createPayment", "audit: always", "audit: off"),
    mutation(
        "an object opened",
        "    NewPayment:",
        "additionalProperties: false",
        "additionalProperties: true",
    ),
    mutation(
        "a required member made optional",
        "    NewCard:",
        "required: [number, cvv, expiry]",
        "required: [number, expiry]",
    ),
    mutation("a maximum raised", "    NewPayment:", "maximum: 1000000", "maximum: 1000000000"),
    mutation("a minimum removed", "    NewPayment:", "minimum: 1, ", ""),
    mutation(
        "a pattern loosened",
        "    PaymentReference:",
        "'^[A-Za-z0-9-]{1,35}$'",
        "'^.{1,35}$'",
    ),
    mutation("a pattern removed", "        number:", "          pattern: '^[0-9]{12,19}$'\n", ""),
    mutation(
        "an enumeration opened",
        "    Currency:",
        "type: string\n      enum: [GBP, EUR, USD]",
        "type: string",
    ),
    mutation(
        "a sensitive mark removed",
        "        number:",
        "          x-portcullis: { sensitive: pan }\n",
        "",
    ),
    mutation("an algorithm added", "algorithms:", "[ES256, PS256]", "[ES256, PS256, RS256]"),
    mutation(
        "the audience removed",
        "issuer: https://auth",
        "        audience: https://api.payments.example\n",
        "",
    ),
];

fn original() -> String {
    std::fs::read_to_string(workspace().join("examples/payments/openapi.yaml")).unwrap()
}

fn mutated(text: &str, mutation: &Mutation) -> String {
    let start = text.find(mutation.behind).unwrap_or_else(|| panic!("{}: no mark", mutation.what));
    let (before, after) = text.split_at(start);
    assert!(after.contains(mutation.from), "{}: nothing to change", mutation.what);
    format!("{before}{}", after.replacen(mutation.from, mutation.to, 1))
}

fn compiled(text: &str) -> Checked {
    let files = Memory::new().with("openapi.yaml", text);
    check(Path::new("openapi.yaml"), &files, &Options::default())
}

/// The errors with which `api!` would end.
fn refusals(text: &str) -> BTreeSet<&'static str> {
    let checked = compiled(text);
    let errors = checked.diagnostics.sorted().into_iter();
    errors.filter(|found| found.severity == Severity::Error).map(|found| found.code).collect()
}

/// The kinds of the changes that weaken.
fn weakenings(text: &str) -> BTreeSet<String> {
    let files = Memory::new().with("old.yaml", original()).with("new.yaml", text);
    let (old, new) = (Path::new("old.yaml"), Path::new("new.yaml"));
    let comparison = compare(old, new, &files, &Options::default());
    assert!(comparison.uncompared.is_empty(), "{:?}", comparison.uncompared);
    let weakening = comparison.changes.iter().filter(|change| change.class == Class::Weakening);
    weakening.map(|change| change.kind.clone()).collect()
}

/// Names, comma-separated; a dash where there are none.
fn list<T: AsRef<str>>(names: &BTreeSet<T>) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { "-".to_owned() } else { names.join(", ") }
}

#[test]
fn the_original_is_compiled_and_no_weaker_than_itself() {
    let text = original();
    assert_eq!(refusals(&text), BTreeSet::new());
    assert_eq!(weakenings(&text), BTreeSet::new());
}

#[test]
fn twenty_mutations_are_caught() {
    let text = original();
    let mut table = String::from("| mutation | when compiled | security diff |\n|---|---|---|\n");
    let mut missed = Vec::new();
    for mutation in &MUTATIONS {
        let mutated = mutated(&text, mutation);
        let (refused, weakened) = (refusals(&mutated), weakenings(&mutated));
        if refused.is_empty() && weakened.is_empty() {
            missed.push(mutation.what);
        }
        // Writing to a String does not fail.
        let _ = writeln!(table, "| {} | {} | {} |", mutation.what, list(&refused), list(&weakened));
    }
    eprintln!("{table}");
    assert_eq!(missed, [""; 0], "caught by nothing");
}
