#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test panics")]

mod references;
mod security;

use super::{Resolved, SecurityOrigin, resolve};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Audit, Method};
use crate::openapi::{self, RefOr, Schema};
use crate::source;
use crate::span::SourceMap;

/// What was found: "line code message", sorted by position.
struct Findings {
    lines: Vec<String>,
    all: Vec<Diagnostic>,
}

/// Resolves a document that can be read without a finding, and looks at the result.
fn run(text: &str, look: impl FnOnce(&Resolved<'_>)) -> Findings {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let root = source::read(&mut sources, "openapi.yaml", text.to_owned(), &mut diagnostics);
    let root = root.expect("the test's text is YAML");
    let document = openapi::parse(&root, &mut diagnostics).expect("the test's text is a document");
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    let resolved = resolve(&document, &root, &mut diagnostics);
    look(&resolved);
    let all: Vec<Diagnostic> = diagnostics.sorted().into_iter().cloned().collect();
    let lines = all.iter().map(|found| {
        assert!(!found.help.is_empty(), "no help: {found:?}");
        let line = sources.position(found.primary.span).line;
        format!("{line} {} {}", found.code, found.message)
    });
    Findings { lines: lines.collect(), all }
}

/// A document of a version with further members at the root, from line 3 on.
fn with(version: &str, members: &str, look: impl FnOnce(&Resolved<'_>)) -> Findings {
    run(&format!("openapi: {version}\ninfo: {{ title: T, version: '1' }}\n{members}"), look)
}

#[track_caller]
fn finds(version: &str, members: &str, expected: &[&str]) -> Vec<Diagnostic> {
    let found = with(version, members, |_| {});
    assert_eq!(found.lines, expected);
    found.all
}

const OK: &str = "responses: { '200': { description: d } }";

#[test]
fn parameters_are_inherited_and_overridden() {
    let members = format!(
        "
paths:
  /a/{{id}}:
    parameters:
      - {{ name: id, in: path, required: true, schema: {{}} }}
      - {{ name: X-Key, in: header, schema: {{}} }}
      - {{ name: q, in: query, schema: {{}} }}
    get:
      parameters:
        - {{ name: x-key, in: header, required: true, schema: {{}} }}
        - {{ name: Q, in: query, schema: {{}} }}
        - {{ name: q, in: cookie, schema: {{}} }}
      {OK}
"
    );
    let found = with("3.0.3", &members, |resolved| {
        let parameters = &resolved.operations[0].parameters;
        let names: Vec<(&str, &str)> = parameters
            .iter()
            .map(|one| (one.name.value.as_str(), one.location.value.as_str()))
            .collect();
        assert_eq!(
            names,
            [("id", "path"), ("q", "query"), ("x-key", "header"), ("Q", "query"), ("q", "cookie")]
        );
        assert!(parameters[2].is_required());
    });
    assert_eq!(found.lines, [""; 0]);
}

#[test]
fn a_parameter_is_declared_once() {
    let members = format!(
        "
paths:
  /a:
    get:
      parameters:
        - {{ name: X-Key, in: header, schema: {{}} }}
        - {{ name: x-key, in: header, schema: {{}} }}
      {OK}
"
    );
    let found = finds(
        "3.0.3",
        &members,
        &["9 duplicate-parameter the header parameter `x-key` is declared twice"],
    );
    assert_eq!(found[0].secondary.len(), 1);
}

#[test]
fn path_and_parameters_match_both_ways() {
    let members = format!(
        "
paths:
  /a/{{payment_id}}/{{x}}:
    get:
      parameters: [ {{ name: paymentid, in: path, required: true, schema: {{}} }},
        {{ name: x, in: path, required: true, schema: {{}} }} ]
      {OK}
"
    );
    let found = finds(
        "3.0.3",
        &members,
        &[
            "5 undeclared-path-parameter the path parameter `payment_id` of `/a/{payment_id}/{x}` is not declared",
            "7 path-parameter the path `/a/{payment_id}/{x}` has no parameter `paymentid`",
        ],
    );
    assert_eq!(found[1].help, ["did you mean `payment_id`?"]);
}

#[test]
fn malformed_templates_are_reported() {
    let members = format!("paths:\n  '/a/{{id': {{ get: {{ {OK} }} }}\n");
    finds("3.0.3", &members, &["4 path-template the path `/a/{id` has a `{` without its `}`"]);
}

#[test]
fn the_nearest_policy_holds_member_by_member() {
    let members = format!(
        "
x-portcullis: {{ rate-limit: {{ limit: 1, window: 1m }}, body-limit: 1KiB, audit: off }}
paths:
  /a:
    x-portcullis: {{ body-limit: 2KiB, audit: denied }}
    get: {{ {OK}, x-portcullis: {{ audit: always }} }}
    put: {{ {OK} }}
"
    );
    let found = with("3.0.3", &members, |resolved| {
        let get = resolved.operations[0].policy;
        assert_eq!(get.rate_limits.unwrap()[0].limit.value, 1);
        assert_eq!(get.body_limit.unwrap().value, 2048);
        assert_eq!(get.audit.unwrap().value, Audit::Always);
        assert_eq!(resolved.operations[1].policy.audit.unwrap().value, Audit::Denied);
    });
    assert_eq!(found.lines, [""; 0]);
}

#[test]
fn the_nearest_servers_hold() {
    let members = format!("
servers: [ {{ url: /root }} ]
paths:
  /a: {{ get: {{ {OK} }} }}
  /b: {{ servers: [ {{ url: /path }} ], get: {{ {OK} }}, put: {{ {OK}, servers: [ {{ url: /own }} ] }} }}
");
    with("3.0.3", &members, |resolved| {
        let urls: Vec<&str> =
            resolved.operations.iter().map(|one| one.servers[0].url.value.as_str()).collect();
        assert_eq!(urls, ["/root", "/path", "/own"]);
    });
}

#[test]
fn operation_ids_are_unique() {
    let members = format!(
        "
paths:
  /a: {{ get: {{ operationId: one, {OK} }} }}
  /b: {{ get: {{ operationId: one, {OK} }} }}
"
    );
    let found =
        finds("3.0.3", &members, &["6 duplicate-operation-id the operationId `one` is used twice"]);
    assert_eq!(found[0].secondary.len(), 1);
}

#[test]
fn path_items_may_be_references() {
    let members = format!(
        "
paths:
  /a: {{ $ref: '#/components/pathItems/P' }}
components:
  pathItems: {{ P: {{ get: {{ {OK} }} }} }}
"
    );
    let found = with("3.1.0", &members, |resolved| {
        assert_eq!(resolved.operations[0].path.value, "/a");
    });
    assert_eq!(found.lines, [""; 0]);
    for (version, item, message) in [
        (
            "3.0.3",
            "$ref: '#/components/pathItems/P'",
            // 3.0 has no such components.
            "unresolved-reference `#/components/pathItems/P` does not exist",
        ),
        ("3.1.0", "$ref: 'a.yaml'", "remote-reference `a.yaml` is an address"),
        (
            "3.1.0",
            "$ref: '#/components/pathItems/Q'",
            "unresolved-reference `#/components/pathItems/Q` does not exist",
        ),
    ] {
        finds(version, &format!("paths:\n  /a: {{ {item} }}\n"), &[&format!("4 {message}")]);
    }
}

#[test]
fn nothing_stands_beside_the_reference_of_a_path_item() {
    let members = format!(
        "
paths:
  /a: {{ $ref: '#/components/pathItems/P', x-portcullis: {{ audit: off }} }}
components:
  pathItems: {{ P: {{ get: {{ {OK} }} }} }}
"
    );
    let message = "5 unsupported-reference the path item has other members beside `$ref`";
    finds("3.1.0", &members, &[message]);
}

#[test]
fn a_path_item_is_served_under_one_path() {
    let members = format!(
        "
paths:
  /a: {{ $ref: '#/components/pathItems/P' }}
  /b: {{ $ref: '#/components/pathItems/P' }}
components:
  pathItems: {{ P: {{ get: {{ {OK} }} }} }}
"
    );
    finds(
        "3.1.0",
        &members,
        &["6 duplicate-operation-id two paths share the path item `#/components/pathItems/P`"],
    );
}
