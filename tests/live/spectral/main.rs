//! What Spectral's OWASP rule set finds in real documents, the audit finds as well.
//!
//! Ten documents of the corpus are read by both. Every finding of Spectral must be met by one of ours at
//! the same place or around it, by a rule that makes the same check of the catalogue; or `wrong.toml`
//! says, for the rule and under a condition, why the finding is wrong or of no consequence. Ours
//! are those of all rules, whatever the profile, and nothing is acknowledged.
//!
//! **Invariant:** an entry of `wrong.toml` that excuses nothing fails the test, as does a rule of
//! Spectral that `RULES` does not know.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and the table is what it is run for"
)]

mod document;
mod theirs;
mod wrong;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use document::Document;
use theirs::Finding;
use wrong::Wrong;

/// Documents that Spectral reads in a few seconds each: 3.0 and 3.1, YAML and JSON, with and without
/// security, by nine authors.
const DOCUMENTS: [&str; 10] = [
    "adyen-dispute-v30/openapi.yaml",
    "moov-watchman/openapi.yaml",
    "oai-callback-example/openapi.yaml",
    "oai-petstore-expanded/openapi.yaml",
    "oai-webhook-example/openapi.yaml",
    "obuk-cof-4.0/openapi.yaml",
    "obuk-eventnotif-4.0/openapi.json",
    "pagerduty-scim/openapi.json",
    "twilio-lookups-v2/openapi.json",
    "xero-files/openapi.yaml",
];

/// The rules of `@stoplight/spectral-owasp-ruleset` and the checks of the catalogue that each is about.
const RULES: [(&str, &[&str]); 32] = [
    ("owasp:api1:2023-no-numeric-ids", &["PROP-01"]),
    ("owasp:api2:2023-auth-insecure-schemes", &["AUTH-15"]),
    ("owasp:api2:2023-jwt-best-practices", &["AUTH-27"]),
    ("owasp:api2:2023-no-api-keys-in-url", &["AUTH-17"]),
    ("owasp:api2:2023-no-credentials-in-url", &["AUTH-21", "AUTH-35"]),
    ("owasp:api2:2023-no-http-basic", &["AUTH-14"]),
    ("owasp:api2:2023-read-restricted", &["AUTH-02", "AUTH-04", "AUTH-05", "AUTH-06"]),
    ("owasp:api2:2023-short-lived-access-tokens", &["AUTH-26"]),
    ("owasp:api2:2023-write-restricted", &["AUTH-02", "AUTH-03", "AUTH-05", "AUTH-06"]),
    ("owasp:api3:2023-constrained-additionalProperties", &["PROP-05"]),
    ("owasp:api3:2023-constrained-unevaluatedProperties", &["PROP-07"]),
    ("owasp:api3:2023-no-additionalProperties", &["PROP-04", "PROP-05"]),
    ("owasp:api3:2023-no-unevaluatedProperties", &["PROP-06"]),
    ("owasp:api4:2023-array-limit", &["LIM-01"]),
    ("owasp:api4:2023-integer-format", &["LIM-09"]),
    ("owasp:api4:2023-integer-limit", &["LIM-07"]),
    ("owasp:api4:2023-integer-limit-legacy", &["LIM-07"]),
    // What tells of a limit is missing, or the limit itself.
    ("owasp:api4:2023-rate-limit", &["LIM-16", "LIM-19"]),
    ("owasp:api4:2023-rate-limit-responses-429", &["LIM-18"]),
    ("owasp:api4:2023-rate-limit-retry-after", &["LIM-17"]),
    ("owasp:api4:2023-string-limit", &["LIM-03"]),
    ("owasp:api4:2023-string-restricted", &["LIM-04"]),
    ("owasp:api5:2023-admin-security-unique", &["AUTH-13"]),
    ("owasp:api7:2023-concerning-url-parameter", &["SSRF-01"]),
    ("owasp:api8:2023-define-cors-origin", &["CONF-05"]),
    ("owasp:api8:2023-define-error-responses-401", &["CONF-08"]),
    ("owasp:api8:2023-define-error-responses-500", &["CONF-11"]),
    ("owasp:api8:2023-define-error-validation", &["CONF-07"]),
    ("owasp:api8:2023-no-scheme-http", &["CONF-02"]),
    ("owasp:api8:2023-no-server-http", &["CONF-01"]),
    ("owasp:api9:2023-inventory-access", &["INV-01"]),
    ("owasp:api9:2023-inventory-environment", &["INV-02"]),
];

/// What became of the findings of one rule.
#[derive(Default)]
struct Row {
    all: usize,
    matched: usize,
    /// By reason.
    excused: BTreeMap<String, usize>,
}

fn corpus() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = env::var_os("PORTCULLIS_CORPUS")
        .map_or_else(|| workspace.join("../shared/corpus"), PathBuf::from);
    // As Spectral names it.
    path.canonicalize().ok()
}

#[test]
fn what_spectral_finds_is_found_or_wrong() {
    let Some(corpus) = corpus() else {
        println!("skipped: no ../shared/corpus, and PORTCULLIS_CORPUS is not set");
        return;
    };
    let paths: Vec<PathBuf> = DOCUMENTS.iter().map(|name| corpus.join(name)).collect();
    let found = theirs::lint(&paths);
    assert!(found.len() > 1000, "Spectral found {} things in all", found.len());
    let documents: BTreeMap<&Path, Document> =
        paths.iter().map(|path| (path.as_path(), Document::read(path))).collect();
    let wrong = wrong::read();

    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut missed = Vec::new();
    for finding in &found {
        let document = &documents[finding.document.as_path()];
        let row = rows.entry(&finding.rule).or_default();
        row.all += 1;
        if document.finds(checks(&finding.rule), &finding.place) {
            row.matched += 1;
        } else if let Some((at, entry)) = excuse(&wrong, finding, document) {
            used.insert(at);
            *row.excused.entry(entry.reason.clone()).or_default() += 1;
        } else {
            missed.push(finding);
        }
    }
    print!("{}", table(&rows));
    for finding in &missed {
        eprintln!(
            "missed: {} {} /{}: {}",
            finding.rule,
            finding.document.display(),
            finding.place.join("/"),
            finding.message
        );
    }
    assert!(missed.is_empty(), "{} findings of Spectral are neither ours nor wrong", missed.len());
    let idle: Vec<&Wrong> =
        wrong.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, w)| w).collect();
    assert!(idle.is_empty(), "entries that excuse nothing: {idle:#?}");
}

/// The checks of the catalogue that a rule of Spectral is about.
fn checks(rule: &str) -> &'static [&'static str] {
    let known = RULES.iter().find(|(known, _)| *known == rule);
    known.unwrap_or_else(|| panic!("{rule}: a rule that is not in the table")).1
}

fn excuse<'a>(
    wrong: &'a [Wrong],
    finding: &Finding,
    document: &Document,
) -> Option<(usize, &'a Wrong)> {
    let mut entries = wrong.iter().enumerate();
    entries.find(|(_, one)| one.rule == finding.rule && one.when.holds(finding, document))
}

/// In Markdown.
fn table(rows: &BTreeMap<&str, Row>) -> String {
    let mut out =
        "| Spectral's rule | findings | matched | excused |\n|---|---|---|---|\n".to_owned();
    for (rule, row) in rows {
        let reasons: Vec<String> =
            row.excused.iter().map(|(reason, count)| format!("{count}: {reason}")).collect();
        let Row { all, matched, excused: _ } = row;
        let reasons = reasons.join("; ");
        let _ = writeln!(out, "| `{rule}` | {all} | {matched} | {reasons} |");
    }
    out
}
