//! The pages of the rules, executed: what they call a finding is found, and nothing else of theirs.

use std::collections::BTreeSet;

use portcullis_codegen::audit;
use portcullis_codegen::diag::Profile;
use portcullis_codegen::lints;

use crate::support::{check_text, line};

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

/// The lines on which a document has findings of one code at profile strict.
fn found(name: &str, document: &str) -> BTreeSet<usize> {
    let checked = check_text(document, Profile::Strict);
    let known: BTreeSet<&str> = lints().into_iter().map(|lint| lint.name).collect();
    let mut lines = BTreeSet::new();
    for finding in checked.diagnostics.sorted() {
        // What has no level is no matter of rules: the example itself would be wrong.
        let own = finding.code == name;
        assert!(own || known.contains(finding.code), "{name}: {}", checked.report().text());
        if own {
            lines.insert(line(&checked, finding));
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
        let (first, rest) = example.split_once('\n').unwrap();
        let annotation = format!("x-portcullis: {{ allow: {{ {}: It is an example. }} }}", lint.name);
        assert!(!rest.lines().any(|line| line.starts_with("x-portcullis")), "{}", lint.name);
        let document = format!("{first}\n{annotation}\n{rest}");
        assert_eq!(found(lint.name, &document), BTreeSet::new(), "{}", lint.name);
    }
}
