//! The pages of the rules, executed: what they call a finding is found, and nothing else of theirs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_codegen::audit;
use portcullis_codegen::audit::catalogue::{CHECKS, ELSEWHERE, Elsewhere};
use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Options, check, lints};

const MARK: &str = "# <- finding";

/// The documents in a page.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// Every page with its name.
fn pages() -> Vec<(&'static str, &'static str)> {
    let named = |name| audit::page(name).map(|page| (name, page));
    let errors = audit::diagnostic_pages().iter().map(|(name, _)| *name);
    lints().into_iter().map(|lint| lint.name).chain(errors).filter_map(named).collect()
}

/// What the overlays of pages are applied to.
const OVERLAID: &str = "openapi: 3.1.0
info: { title: Payments, version: 1.0.0 }
security: [{ key: [] }]
paths:
  /payments: { get: { operationId: listPayments, responses: { '204': { description: Done. } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";

fn is_overlay(block: &str) -> bool {
    block.starts_with("overlay:")
}

/// The lines on which a document, or an overlay, has findings of one code at profile strict. A rule
/// that is allowed there, because another profile has it, is denied.
fn found(name: &str, document: &str) -> BTreeSet<usize> {
    let known: BTreeSet<&str> = lints().into_iter().map(|lint| lint.name).collect();
    let mut levels = Levels::new(Profile::Strict);
    if known.contains(name) {
        levels.set(name, Level::Deny);
    }
    let mut options = Options { profile: Some(Profile::Strict), levels, ..Options::default() };
    let checked = if is_overlay(document) {
        let files = Memory::new().with("openapi.yaml", OVERLAID).with("overlay.yaml", document);
        options.overlays = vec!["overlay.yaml".into()];
        check(Path::new("openapi.yaml"), &files, &options)
    } else {
        check(Path::new("openapi.yaml"), &Memory::new().with("openapi.yaml", document), &options)
    };
    let mut lines = BTreeSet::new();
    for finding in checked.diagnostics.sorted() {
        // What has no level is no matter of rules: the example itself would be wrong.
        let own = finding.code == name;
        assert!(own || known.contains(finding.code), "{name}: {}", checked.report().text());
        if own {
            lines.insert(checked.sources.line(finding.primary.span));
        }
    }
    lines
}

#[test]
fn examples_are_found_on_the_marked_lines_and_nowhere_else() {
    for (name, page) in pages() {
        let [example, instead] = blocks(page)[..] else { panic!("{name}: not two documents") };
        let marked: BTreeSet<usize> = (1..)
            .zip(example.lines())
            .filter(|(_, line)| line.ends_with(MARK))
            .map(|(number, _)| number)
            .collect();
        assert!(!marked.is_empty(), "{name}");
        assert_eq!(found(name, example), marked, "{name}: the example");
        assert_eq!(found(name, instead), BTreeSet::new(), "{name}: what to use instead");
    }
}

#[test]
fn every_name_that_allow_takes_has_a_page() {
    let missing: Vec<&str> = lints()
        .into_iter()
        .map(|lint| lint.name)
        .filter(|name| audit::page(name).is_none())
        .collect();
    assert_eq!(missing, [""; 0], "without a page");
}

#[test]
fn an_acknowledged_example_passes() {
    // The example of each rule, acknowledged at the root: nothing of the rule is left.
    for lint in lints() {
        let Some(page) = audit::page(lint.name) else { continue };
        let [example, _] = blocks(page)[..] else { panic!("{}", lint.name) };
        if is_overlay(example) {
            // What is acknowledged there is the document's matter, and about the document.
            continue;
        }
        let (first, rest) = example.split_once('\n').unwrap();
        let annotation =
            format!("x-portcullis: {{ allow: {{ {}: It is an example. }} }}", lint.name);
        assert!(!rest.lines().any(|line| line.starts_with("x-portcullis")), "{}", lint.name);
        let document = format!("{first}\n{annotation}\n{rest}");
        assert_eq!(found(lint.name, &document), BTreeSet::new(), "{}", lint.name);
    }
}

/// Prints what becomes of each check of the catalogue: `cargo test -p portcullis-codegen --test rules -- --nocapture catalogue`.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what it is run for")]
fn every_check_of_the_catalogue_is_made_or_left_out_for_a_reason() {
    let mut missing = Vec::new();
    for (id, name) in CHECKS {
        let rules: Vec<&str> = audit::rules()
            .iter()
            .filter(|rule| rule.covers.contains(id))
            .map(|rule| rule.lint.name)
            .collect();
        let elsewhere: Vec<Elsewhere> =
            ELSEWHERE.iter().filter(|(other, _)| other == id).map(|(_, what)| *what).collect();
        let becomes = match (rules.as_slice(), elsewhere.as_slice()) {
            ([], []) => {
                missing.push(*id);
                continue;
            }
            (rules, []) => rules.join(", "),
            ([], [Elsewhere::Diagnostics(codes)]) => {
                format!("{} (before the audit)", codes.join(", "))
            }
            ([], [Elsewhere::LeftOut(reason)]) => format!("left out: {reason}"),
            (_, _) => panic!("{id}: more than one answer"),
        };
        println!("{id} {name}: {becomes}");
    }
    assert_eq!(missing, [""; 0], "neither made nor left out");
}

#[test]
fn rules_name_checks_that_are_in_the_catalogue() {
    let known: BTreeSet<&str> = CHECKS.iter().map(|(id, _)| *id).collect();
    assert_eq!(known.len(), CHECKS.len());
    let named = audit::rules().iter().flat_map(|rule| rule.covers);
    let named = named.chain(ELSEWHERE.iter().map(|(id, _)| id));
    let unknown: Vec<&&str> = named.filter(|id| !known.contains(**id)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
