//! A well-made document without any annotation of Portcullis passes the profile `standard`: what that profile denies
//! is a hole, and what it warns of is worth a look in a document that somebody took care of.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use portcullis_codegen::diag::{Profile, Severity};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check};

/// In OpenAPI 3.1.
const DOCUMENT: &str = include_str!("fixtures/well-made.yaml");

/// The same in OpenAPI 3.0: what 3.1 says in another way, and what only 3.1 has.
fn as_3_0() -> String {
    let mut text = DOCUMENT.to_owned();
    for (new, old) in [
        ("openapi: 3.1.1", "openapi: 3.0.4"),
        ("  summary: Balances of accounts, and payments from them.\n", ""),
        ("type: [string, 'null']", "type: string\n          nullable: true"),
    ] {
        assert_eq!(text.matches(new).count(), 1, "{new}");
        text = text.replace(new, old);
    }
    text
}

fn checked(text: &str, profile: Profile) -> Checked {
    let options = Options { profile: Some(profile), ..Options::default() };
    check(Path::new("openapi.yaml"), &Memory::new().with("openapi.yaml", text), &options)
}

fn found(checked: &Checked) -> Vec<(&'static str, usize)> {
    let sorted = checked.diagnostics.sorted();
    sorted.iter().map(|one| (one.code, checked.sources.line(one.primary.span))).collect()
}

#[test]
fn a_well_made_document_passes_standard() {
    assert!(!DOCUMENT.contains("x-portcullis"));
    for text in [DOCUMENT.to_owned(), as_3_0()] {
        let checked = checked(&text, Profile::Standard);
        let report = checked.report();
        assert!(checked.api.is_some(), "{}", report.text());
        // Plain OpenAPI has no word for a limit. Portcullis answers refusals itself, and this document has
        // errors of another shape.
        let schema = text.lines().position(|line| line == "    Error:").unwrap() + 2;
        let expected = [("no-rate-limit", 2), ("mixed-errors", schema)];
        assert_eq!(found(&checked), expected, "{}", report.text());
    }
}

#[test]
fn nothing_is_said_of_it_at_lenient() {
    for text in [DOCUMENT.to_owned(), as_3_0()] {
        let checked = checked(&text, Profile::Lenient);
        assert_eq!(found(&checked), [], "{}", checked.report().text());
    }
}

/// The test would not see much if the document could be spoiled unnoticed.
#[test]
fn it_does_not_pass_without_its_care() {
    for (care, without) in [
        ("https://api.northbank.dev/v1", "http://api.northbank.dev/v1"),
        ("  - partner: [accounts.read]\n", "  []\n"),
        ("description: In minor units.", "description: '<script>x</script>'"),
        ("name: Idempotency-Key", "name: X-HTTP-Method-Override"),
        ("message: {", "stackTrace: {"),
    ] {
        assert!(DOCUMENT.contains(care), "{care}");
        let checked = checked(&DOCUMENT.replacen(care, without, 1), Profile::Standard);
        let sorted = checked.diagnostics.sorted();
        let errors = sorted.iter().filter(|found| found.severity == Severity::Error);
        assert!(errors.count() > 0, "{without}: {}", checked.report().text());
    }
}
