#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test panics")]

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
fn references_to_components_of_every_kind_are_followed() {
    let members = "
paths:
  /a/{id}:
    parameters: [ { $ref: '#/components/parameters/Id' } ]
    post:
      requestBody: { $ref: '#/components/requestBodies/B' }
      responses: { '200': { $ref: '#/components/responses/R' } }
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { $ref: '#/components/schemas/S' } } }
  requestBodies: { B: { $ref: '#/components/requestBodies/C' }, C: { content: {} } }
  responses: { R: { description: d, headers: { X-A: { $ref: '#/components/headers/H' } } } }
  headers: { H: { schema: { type: string } } }
  schemas: { S: { $ref: '#/components/schemas/A~1%20b' }, 'A/ b': { type: string } }
";
    let found = with("3.0.3", members, |resolved| {
        let [operation] = resolved.operations.as_slice() else { panic!("one operation") };
        assert_eq!(operation.method.value, Method::Post);
        assert_eq!(operation.path.value, "/a/{id}");
        assert!(operation.request_body.is_some());
        assert_eq!(operation.responses[0].component, Some("R"));
        let header = operation.responses[0].response.headers.get("X-A").unwrap();
        assert!(resolved.header(header).is_some());
        let schema = operation.parameters[0].schema.as_ref().unwrap();
        let target = resolved.schema_target(schema.as_ref().unwrap()).unwrap();
        assert_eq!(target.component.unwrap().value, "S");
        let Some(Schema::Object(object)) = resolved.schema(schema) else { panic!("a schema") };
        assert!(object.types.is_some());
    });
    assert_eq!(found.lines, [""; 0]);
}

#[test]
fn deep_references_are_followed() {
    let members = "
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content: { application/json: { schema: { properties: { p: { type: string } } } } }
components:
  schemas:
    A: { allOf: [ { type: object }, { items: { type: string } } ] }
    B: { $ref: '#/components/schemas/A/allOf/1/items' }
    C: { $ref: '#/paths/~1a/get/responses/200/content/application~1json/schema/properties/p' }
";
    let found = with("3.0.3", members, |resolved| {
        for name in ["B", "C"] {
            let target = resolved.component(name).unwrap();
            let Some(Schema::Object(object)) = resolved.schema(target.schema) else {
                panic!("a schema")
            };
            assert!(object.types.is_some());
            let step = resolved.schema_target(target.schema.as_ref().unwrap()).unwrap();
            assert!(step.component.is_none());
        }
    });
    assert_eq!(found.lines, [""; 0]);
}

#[test]
fn broken_references_are_reported_once_each_also_where_nothing_reaches_them() {
    let members = "
paths: {}
components:
  schemas:
    Payment: { type: string }
    A: { $ref: '#/components/schemas/Paymnet' }
    B: { $ref: 'other.yaml#/S' }
    C: { $ref: '#anchor' }
    D: { $ref: '#/components/responses/R' }
    E: { $ref: '#/info/title' }
    F: { $ref: '#/info/tittle' }
    G: { properties: { p: { $ref: '#/components/schemas/A/properties/q' } } }
    H: { items: { $ref: '#/%FF' } }
    I: { $ref: '#/components/schemas/G/properties/r' }
    J: { allOf: [ { $ref: '#/components/schemas/G/allOf/0' } ] }
  responses: { R: { description: d } }
";
    let found = finds(
        "3.0.3",
        members,
        &[
            "8 unresolved-reference `#/components/schemas/Paymnet` does not exist",
            "9 remote-reference `other.yaml#/S` is another document",
            "10 unsupported-reference `#anchor` is an anchor",
            "11 unsupported-reference `#/components/responses/R` is a response, not a schema",
            "12 unsupported-reference `#/info/title` leads to no place that is known",
            "13 unresolved-reference `#/info/tittle` does not exist",
            "14 unsupported-reference `#/components/schemas/A/properties/q` leads through another reference",
            "15 unresolved-reference `#/%FF` is not a reference: its percent-encoded bytes are not UTF-8",
            "16 unresolved-reference `#/components/schemas/G/properties/r` does not exist",
            "17 unresolved-reference `#/components/schemas/G/allOf/0` does not exist",
        ],
    );
    assert_eq!(found[0].help, ["did you mean `Payment`?"]);
}

#[test]
fn broken_references_of_examples_links_and_mappings_are_reported() {
    let members = "
paths: {}
components:
  examples: { E: { $ref: '#/components/examples/F' } }
  links: { L: { $ref: '#/components/schemas/S' } }
  schemas:
    S: { discriminator: { propertyName: p, mapping: { a: Q, b: '#/components/schemas/Q', c: S, d: '#/components/schemas/S' } } }
";
    finds(
        "3.0.3",
        members,
        &[
            "6 unresolved-reference `#/components/examples/F` does not exist",
            "7 unsupported-reference `#/components/schemas/S` is a schema, not a link",
            "9 unresolved-reference `Q` does not exist",
            "9 unresolved-reference `#/components/schemas/Q` does not exist",
        ],
    );
}

#[test]
fn a_mapping_names_a_component_or_refers_to_it() {
    let members = "paths: {}\ncomponents: { schemas: { S: { type: string } } }\n";
    with("3.0.3", members, |resolved| {
        let by_name = resolved.mapping("S").unwrap();
        let by_pointer = resolved.mapping("#/components/schemas/S").unwrap();
        assert!(std::ptr::eq(by_name.schema, by_pointer.schema));
        assert!(resolved.mapping("T").is_none());
    });
}

#[test]
fn cycles_of_references_are_reported_once() {
    let members = format!(
        "
paths:
  /a: {{ get: {{ parameters: [ {{ $ref: '#/components/parameters/A' }} ], {OK} }} }}
components:
  parameters:
    A: {{ $ref: '#/components/parameters/B' }}
    B: {{ $ref: '#/components/parameters/A' }}
    C: {{ $ref: '#/components/parameters/C' }}
"
    );
    finds(
        "3.0.3",
        &members,
        &[
            "8 reference-cycle `#/components/parameters/B` leads back to itself",
            "10 reference-cycle `#/components/parameters/C` leads back to itself",
        ],
    );
}

#[test]
fn schemas_that_apply_themselves_in_place_are_reported() {
    let members = "
paths: {}
components:
  schemas:
    A: { $ref: '#/components/schemas/A' }
    B: { allOf: [ { $ref: '#/components/schemas/C' } ] }
    C: { oneOf: [ { $ref: '#/components/schemas/B' }, { type: string } ] }
    D: { properties: { d: { $ref: '#/components/schemas/D' } }, items: { $ref: '#/components/schemas/D' } }
    E: { not: { $ref: '#/components/schemas/E/not' } }
";
    let found = with("3.0.3", members, |_| {});
    assert_eq!(found.lines.len(), 3, "{:?}", found.lines);
    assert_eq!(found.lines[0], "7 reference-cycle `#/components/schemas/A` leads back to itself");
    assert!(found.lines[1].contains("reference-cycle"));
    assert_eq!(
        found.lines[2],
        "11 reference-cycle `#/components/schemas/E/not` leads back to itself"
    );
}

#[test]
fn long_chains_end() {
    use std::fmt::Write as _;
    let mut members = "paths: {}\ncomponents:\n  headers:\n".to_owned();
    for i in 0..100 {
        writeln!(members, "    H{i}: {{ $ref: '#/components/headers/H{}' }}", i + 1).unwrap();
    }
    members.push_str("    H100: { schema: {} }\n");
    let found = with("3.0.3", &members, |resolved| {
        let headers = &resolved.document.components.headers;
        assert!(resolved.header(headers.get("H90").unwrap()).is_some());
        assert!(resolved.header(headers.get("H0").unwrap()).is_none());
    });
    assert!(!found.lines.is_empty());
    assert!(found.lines.iter().all(|line| line.contains("reference-cycle")));
}

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
            "5 path-parameter the path parameter `payment_id` of `/a/{payment_id}/{x}` is not declared",
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

const SCHEMES: &str = "components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    oauth2: { type: oauth2, flows: { clientCredentials: { tokenUrl: /t, scopes: { 'payments:read': r, 'payments:write': w } } } }
    oidc: { type: openIdConnect, openIdConnectUrl: /o }
    alias: { $ref: '#/components/securitySchemes/key' }
";

#[test]
fn security_is_inherited_from_the_root_only_where_an_operation_says_nothing() {
    let members = format!(
        "
security: [ {{ key: [] }} ]
paths:
  /a:
    get: {{ {OK} }}
    put: {{ {OK}, security: [] }}
    post: {{ {OK}, security: [ {{ oauth2: ['payments:write'], alias: [] }}, {{}} ] }}
{SCHEMES}"
    );
    let found = with("3.0.3", &members, |resolved| {
        assert_eq!(resolved.schemes.len(), 4);
        let [get, put, post] = resolved.operations.as_slice() else { panic!("three") };
        assert_eq!(get.security.origin, SecurityOrigin::Document);
        assert_eq!(get.security.alternatives[0].requirements[0].name.value, "key");
        assert_eq!(put.security.origin, SecurityOrigin::Operation);
        assert!(put.security.alternatives.is_empty());
        assert!(put.security.span.is_some());
        let [both, anonymous] = post.security.alternatives.as_slice() else { panic!("two") };
        assert_eq!(both.requirements.len(), 2);
        assert_eq!(both.requirements[0].scopes[0].value, "payments:write");
        assert!(anonymous.requirements.is_empty());
    });
    assert_eq!(found.lines, [""; 0]);
}

#[test]
fn no_decision_is_not_a_decision_for_anybody() {
    let members = format!("paths:\n  /a: {{ get: {{ {OK} }} }}\n");
    with("3.0.3", &members, |resolved| {
        let security = &resolved.operations[0].security;
        assert_eq!(security.origin, SecurityOrigin::Undecided);
        assert!(security.span.is_none());
    });
}

#[test]
fn undeclared_schemes_are_errors_and_their_operations_are_not_served() {
    let members = format!(
        "
security: [ {{ kye: [] }} ]
paths:
  /a:
    get: {{ {OK} }}
    put: {{ {OK}, security: [ {{ key: [], other: [] }}, {{ key: [] }} ] }}
{SCHEMES}"
    );
    let found = with("3.0.3", &members, |resolved| assert!(resolved.operations.is_empty()));
    assert_eq!(
        found.lines,
        [
            "4 undeclared-scheme the security scheme `kye` is not declared",
            "8 undeclared-scheme the security scheme `other` is not declared",
        ]
    );
    assert_eq!(found.all[0].help, ["did you mean `key`?"]);
}

#[test]
fn undeclared_scopes_are_errors() {
    let members = format!(
        "
paths:
  /a:
    get: {{ {OK}, security: [ {{ oauth2: ['payments:write',
        'payment:read'] }}, {{ oidc: [anything] }} ] }}
{SCHEMES}"
    );
    let found = with("3.0.3", &members, |resolved| assert!(resolved.operations.is_empty()));
    assert_eq!(
        found.lines,
        ["7 undeclared-scope the scope `payment:read` is not declared by the scheme `oauth2`"]
    );
    assert_eq!(found.all[0].notes, ["the scheme declares `payments:read` and `payments:write`"]);
    assert_eq!(found.all[0].help, ["did you mean `payments:read`?"]);
}

#[test]
fn other_schemes_have_roles_in_3_1_and_nothing_in_3_0() {
    let members = format!(
        "
paths:
  /a:
    get: {{ {OK}, security: [ {{ key: [admin] }} ] }}
{SCHEMES}"
    );
    finds(
        "3.0.3",
        &members,
        &["6 scope-on-non-oauth the scheme `key` has no scopes, but `admin` is required"],
    );
    let found = with("3.1.0", &members, |resolved| {
        let requirement = resolved.operations[0].security.alternatives[0].requirements[0];
        assert_eq!(requirement.scopes[0].value, "admin");
    });
    assert_eq!(found.lines, [""; 0]);
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
fn path_items_are_references_in_3_1_only() {
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
            "unsupported-reference references of path items are not supported in OpenAPI 3.0",
        ),
        ("3.1.0", "$ref: 'a.yaml'", "remote-reference `a.yaml` is another document"),
        (
            "3.1.0",
            "$ref: '#/components/pathItems/Q'",
            "unresolved-reference `#/components/pathItems/Q` does not exist",
        ),
        (
            "3.1.0",
            "$ref: '#/components/pathItems/P', x-portcullis: { audit: off }",
            "unsupported-reference the path item has other members beside `$ref`",
        ),
    ] {
        finds(version, &format!("paths:\n  /a: {{ {item} }}\n"), &[&format!("4 {message}")]);
    }
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

#[test]
fn addresses_are_identities() {
    let members = "paths: {}\ncomponents: { schemas: { S: { items: { $ref: '#/components/schemas/S' } } } }\n";
    with("3.0.3", members, |resolved| {
        let first = resolved.component("S").unwrap();
        let RefOr::Item(Schema::Object(object)) = first.schema else { panic!("a schema") };
        let items = object.items.as_deref().unwrap().as_ref().unwrap();
        let second = resolved.schema_target(items).unwrap();
        assert!(std::ptr::eq(first.schema, second.schema));
    });
}
