//! Findings repaired in whole documents: what was found is gone, and nothing else has changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_codegen::diag::Profile;
use portcullis_codegen::fix::fix;
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, audit, check, lints};

fn strict(text: &str) -> Checked {
    let options = Options { profile: Some(Profile::Strict), ..Options::default() };
    check(Path::new("openapi.yaml"), &Memory::new().with("openapi.yaml", text), &options)
}

fn codes(checked: &Checked) -> BTreeSet<&'static str> {
    checked.diagnostics.sorted().iter().map(|found| found.code).collect()
}

/// The first example of a rule's page, without its marks.
fn example(name: &str) -> Option<String> {
    let page = audit::page(name)?;
    let block = page.split("```yaml\n").nth(1)?.split("```").next()?;
    block.starts_with("openapi:").then(|| block.replace(" # <- finding", " # a comment"))
}

/// How often a rule finds something that it can repair.
fn repairable(checked: &Checked, name: &str) -> usize {
    let all = checked.diagnostics.sorted().into_iter();
    all.filter(|found| found.code == name && found.repair.is_some()).count()
}

#[test]
fn what_a_rule_can_repair_is_repaired_in_its_example() {
    let mut repaired = BTreeSet::new();
    for lint in lints() {
        let Some(before) = example(lint.name) else { continue };
        let checked = strict(&before);
        if repairable(&checked, lint.name) == 0 {
            continue;
        }
        let [file] = &fix(&checked, |found| found.code == lint.name)[..] else { panic!() };
        assert_eq!(file.left, 0, "{}:\n{}", lint.name, file.after);
        let after = strict(&file.after);
        assert_eq!(repairable(&after, lint.name), 0, "{}:\n{}", lint.name, file.after);
        let new: Vec<&str> = codes(&after).difference(&codes(&checked)).copied().collect();
        assert_eq!(new, [""; 0], "{}:\n{}", lint.name, file.after);
        // Comments stay, and a second run has nothing to do.
        assert_eq!(
            file.after.matches("# a comment").count(),
            before.matches("# a comment").count()
        );
        assert_eq!(fix(&after, |found| found.code == lint.name), []);
        repaired.insert(lint.name);
    }
    for name in ["unbounded-string", "unbounded-array", "open-request-object", "no-429"] {
        assert!(repaired.contains(name), "{name}");
    }
}

/// An object that has branches is not closed: it would refuse what the branches declare.
#[test]
fn an_object_beside_branches_is_left_open() {
    let text = "openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: { a: { type: boolean } }
              allOf: [{ type: object, properties: { b: { type: boolean } } }]
      responses: { '204': { description: Done. } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    let checked = strict(text);
    assert!(codes(&checked).contains("open-request-object"));
    assert_eq!(fix(&checked, |found| found.code == "open-request-object"), []);
    let [file] = &fix(&checked, |_| true)[..] else { panic!() };
    assert!(
        file.after.contains("'429': { description: Too many calls., headers: { Retry-After:"),
        "{}",
        file.after
    );
    assert!(!file.after.contains("additionalProperties"), "{}", file.after);
}

#[test]
fn every_answer_to_too_many_calls_counts() {
    for (status, found) in
        [("'204'", true), ("5XX", true), ("'429'", false), ("4XX", false), ("default", false)]
    {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    get:\n      \
             operationId: a\n      responses: {{ {status}: {{ description: Done. }} }}\n"
        );
        assert_eq!(codes(&strict(&text)).contains("no-429"), found, "{status}");
    }
}
