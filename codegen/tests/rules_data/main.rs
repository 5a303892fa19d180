//! The rules about values, addresses and money, on the edges that their pages do not show: forms of
//! 3.0 and 3.1, case, inheritance, and what must not be found.
//!
//! A line of a fragment that ends in `# <- finding` has a finding of the rule; no other line has.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod data;
mod early;
mod money;
mod ssrf;

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check};

const MARK: &str = "# <- finding";

/// A document of a version, with some paths and some members of `components`.
fn document(version: &str, paths: &str, components: &str) -> String {
    format!(
        "openapi: {version}
info: {{ title: Table, version: 1.0.0 }}
security: [{{ key: [] }}]
paths:
{paths}
components:
  securitySchemes:
    key: {{ type: apiKey, in: header, name: X-Api-Key }}
    token: {{ type: http, scheme: bearer }}
    proof: {{ type: http, scheme: DPoP }}
{components}"
    )
}

fn indented(text: &str, by: usize) -> String {
    let start = " ".repeat(by);
    let lines: Vec<String> =
        text.trim_matches('\n').lines().map(|line| format!("{start}{line}\n")).collect();
    lines.concat()
}

/// The path of an operation that takes a body of a schema.
fn takes(method: &str, schema: &str) -> String {
    let schema = indented(schema, 14);
    format!(
        "  /things:
    {method}:
      operationId: takeThing
      requestBody:
        required: true
        content:
          application/json:
            schema:
{schema}      responses: {{ '204': {{ description: Done. }} }}"
    )
}

/// The path of an operation that answers with a schema.
fn answers(schema: &str) -> String {
    let schema = indented(schema, 16);
    format!(
        "  /things:
    get:
      operationId: getThing
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema:
{schema}"
    )
}

/// The path of an operation with parameters.
fn with_parameters(path: &str, method: &str, parameters: &str) -> String {
    let parameters = indented(parameters, 8);
    format!(
        "  {path}:
    {method}:
      operationId: useThing
      parameters:
{parameters}      responses: {{ '204': {{ description: Done. }} }}"
    )
}

fn checked(rule: &str, document: &str) -> Checked {
    let mut levels = Levels::new(Profile::Strict);
    levels.set(rule, Level::Deny);
    let options = Options { profile: Some(Profile::Strict), levels, ..Options::default() };
    check(Path::new("openapi.yaml"), &Memory::new().with("openapi.yaml", document), &options)
}

/// Holds the findings of a rule against the marks of a document.
fn expect(rule: &str, document: &str) {
    let checked = checked(rule, document);
    let found: Vec<usize> = checked
        .diagnostics
        .sorted()
        .into_iter()
        .filter(|finding| finding.code == rule)
        .map(|finding| checked.sources.line(finding.primary.span))
        .collect();
    let marked: Vec<usize> = (1..)
        .zip(document.lines())
        .filter(|(_, line)| line.ends_with(MARK))
        .map(|(number, _)| number)
        .collect();
    let at = |lines: &[usize]| -> BTreeSet<String> {
        let line = |number: &usize| document.lines().nth(number - 1).unwrap_or_default();
        lines.iter().map(|number| format!("{number}: {}", line(number))).collect()
    };
    assert_eq!(at(&found), at(&marked), "{rule}\n{document}\n{}", checked.report().text());
    assert_eq!(found.len(), marked.len(), "{rule}: found twice\n{document}");
}

/// The same in 3.0 and in 3.1.
fn expect_in_both(rule: &str, paths: &str, components: &str) {
    for version in ["3.0.3", "3.1.0"] {
        expect(rule, &document(version, paths, components));
    }
}
