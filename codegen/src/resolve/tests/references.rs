//! References, broken and sound, and cycles of them.

use super::*;
use crate::span::Spanned;

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
            "9 remote-reference `other.yaml#/S` is an address",
            "10 unresolved-reference there is no anchor, or more than one, of `#anchor`",
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
        let at = resolved.document.version.span;
        let mapped = |value: &str| Spanned::new(value.to_owned(), at);
        let by_name = resolved.mapping(&mapped("S")).unwrap();
        let by_pointer = resolved.mapping(&mapped("#/components/schemas/S")).unwrap();
        assert!(std::ptr::eq(by_name.schema, by_pointer.schema));
        assert!(resolved.mapping(&mapped("T")).is_none());
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
