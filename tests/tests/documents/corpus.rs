//! Real documents, where they are present: `../shared/corpus` beside the workspace, or the
//! directory that `PORTCULLIS_CORPUS` names.
//!
//! Whether the crates that are made of them compile and run is for `tests/new_crates.sh`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use portcullis_codegen::cases::{self, Expected};
use portcullis_codegen::diag::Profile;
use portcullis_codegen::source::FileSystem;
use portcullis_codegen::{Checked, Options, check, generate};
use portcullis_tests::corpus;

/// Documents that must pass, be generated, and be short.
const TEN: [&str; 10] = [
    "oai-petstore",
    "oai-petstore-expanded",
    "obuk-eventnotif-4.0",
    "obuk-cof-4.0",
    "adyen-dispute-v30",
    "moov-watchman",
    "xero-files",
    "twilio-lookups-v2",
    "pagerduty-scim",
    "twilio-verify-v2",
];

/// The most lines an operation may take, its types aside.
const LINES_PER_OPERATION: usize = 40;

fn folder() -> Option<PathBuf> {
    let found = corpus::folder();
    if found.is_none() {
        eprintln!("skipped: no ../shared/corpus, and PORTCULLIS_CORPUS is not set");
    }
    found
}

fn check_file(path: &Path, profile: Profile) -> Checked {
    check(path, &FileSystem, &Options { profile: Some(profile), ..Options::default() })
}

/// All lines of a generated module, and those of them that are types: the modules `schemas` and
/// `scopes`, the struct `Security`, and the structs and enums of the operations' own modules, each
/// with its attributes and documentation.
fn lines(module: &str) -> (usize, usize) {
    let (mut all, mut types) = (0, 0);
    let mut top = "";
    let mut open: Option<usize> = None;
    for line in module.lines() {
        all += 1;
        let depth = line.len() - line.trim_start().len();
        let text = line.trim_start();
        if depth == 0 && text.starts_with("pub mod ") {
            top = text.trim_start_matches("pub mod ").trim_end_matches(" {");
        } else if depth == 0 && !text.starts_with('}') && !text.starts_with(['#', '/']) {
            top = "";
        }
        let messages = !matches!(top, "" | "scopes" | "operations");
        if top == "schemas" || top == "scopes" {
            types += 1;
        } else if depth == 0 && text.starts_with("pub struct Security") {
            // Its documentation and its derive stand on the two lines before.
            types += 3;
            open = text.ends_with('{').then_some(0);
        } else if let Some(start) = open {
            types += 1;
            if depth == start && text.starts_with('}') {
                open = None;
            }
        } else if messages && depth == 4 && is_of_a_type(text) {
            types += 1;
            let declares = text.starts_with("pub ");
            open = (declares && text.ends_with('{')).then_some(depth);
        }
    }
    (all, types)
}

/// Whether a line at the level of items belongs to a declaration: its documentation, its derives,
/// or its head.
fn is_of_a_type(text: &str) -> bool {
    ["///", "#[derive", "pub struct ", "pub enum "].iter().any(|start| text.starts_with(start))
}

#[test]
fn lines_are_counted() {
    let module = "\
// header
pub mod schemas {
    pub struct A {
        pub b: bool,
    }
}
pub mod operations {
    pub struct Op;
}
pub mod op {
    use super::*;
    /// The request, validated.
    #[derive(Debug, Request)]
    pub struct Request {
        pub a: bool,
    }
    pub enum Error {
        Internal(Internal),
    }
}
pub fn router() {}
";
    assert_eq!(lines(module), (21, 5 + 8));
}

#[test]
fn ten_documents_pass_and_are_short() {
    let Some(folder) = folder() else { return };
    eprintln!("{:>22} {:>5} {:>7} {:>9} {:>8}", "", "ops", "lines", "lines/op", "no types");
    for name in TEN {
        let path = corpus::document(&folder, name).unwrap_or_else(|| panic!("{name} is not there"));
        let checked = check_file(&path, Profile::Lenient);
        let Some(audited) = &checked.api else { panic!("{name}: {}", checked.report().text()) };
        let module = generate(audited, &checked.sources);
        let operations = audited.api().operations.len();
        let (all, types) = lines(&module);
        let rest = (all - types).div_ceil(operations);
        eprintln!("{name:>22} {operations:>5} {all:>7} {:>9} {rest:>8}", all.div_ceil(operations));
        assert!(rest <= LINES_PER_OPERATION, "{name}: {rest} lines an operation");
    }
}

#[test]
fn every_document_is_read_to_its_end() {
    let Some(folder) = folder() else { return };
    let mut passed = BTreeSet::new();
    let mut refused = Vec::new();
    let names = corpus::names(&folder).unwrap();
    for name in &names {
        let Some(path) = corpus::document(&folder, name) else { continue };
        let checked = check_file(&path, Profile::Lenient);
        let mut errors = BTreeSet::new();
        for finding in checked.diagnostics.sorted() {
            let file = checked.sources.file(finding.primary.span.file);
            assert!(finding.primary.span.end as usize <= file.text().len(), "{name}");
            assert!(checked.sources.line(finding.primary.span) >= 1, "{name}");
            assert!(!finding.help.is_empty(), "{name}: {} has no help", finding.code);
            if finding.severity == portcullis_codegen::diag::Severity::Error {
                errors.insert(finding.code);
            }
        }
        match &checked.api {
            Some(audited) => {
                let module = generate(audited, &checked.sources);
                assert!(module.starts_with("// @generated"), "{name}");
                passed.insert(name);
            }
            None => refused.push(format!("{name}: {errors:?}")),
        }
    }
    eprintln!("{} of {} pass lenient; refused:", passed.len(), passed.len() + refused.len());
    for line in &refused {
        eprintln!("    {line}");
    }
    assert!(TEN.iter().all(|name| passed.contains(&(*name).to_owned())));
}

#[test]
fn tests_are_derived_of_ten_documents() {
    let Some(folder) = folder() else { return };
    eprintln!("{:>22} {:>5} {:>6} {:>7} {:>11}", "", "ops", "cases", "example", "not derived");
    for name in TEN {
        let path = corpus::document(&folder, name).unwrap_or_else(|| panic!("{name} is not there"));
        let checked = check_file(&path, Profile::Lenient);
        let api = checked.api.as_ref().expect("it passes").api();
        let (mut sent, mut complete, mut notes) = (0, 0, 0);
        for operation in &api.operations {
            let derived = cases::derive(api, operation);
            sent += derived.parameters.len() + derived.body.len();
            complete += usize::from(derived.complete);
            notes += derived.notes.len();
            // What may be refused is said, and never expected to be accepted.
            let accepted = derived.parameters.iter().any(|c| c.expected == Expected::Accepted);
            assert!(derived.complete || !accepted, "{name} {}", operation.id.value);
            assert!(derived.complete || !derived.notes.is_empty(), "{name} {}", operation.id.value);
        }
        let operations = api.operations.len();
        eprintln!("{name:>22} {operations:>5} {sent:>6} {complete:>7} {notes:>11}");
        assert!(sent >= operations, "{name}: {sent} cases of {operations} operations");
    }
}
