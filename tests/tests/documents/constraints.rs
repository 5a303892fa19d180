//! What a schema or a message says must reach the generated code, or be refused: one document a way
//! in which it could get lost.

use portcullis_codegen::diag::{Profile, Severity};

use crate::support::{check_text, generated};

/// A document with one operation, which takes a body of the schema.
fn body(version: &str, schema: &str, components: &str) -> String {
    format!(
        "openapi: {version}
info: {{ title: T, version: '1' }}
paths:
  /things:
    post:
      operationId: op
      security: []
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {schema} }} }} }}
      responses: {{ '204': {{ description: Done. }} }}
components: {{ schemas: {{ {components} }} }}
"
    )
}

/// A document with one operation, which has these members.
fn operation(members: &str, components: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{ title: T, version: '1' }}
paths: {{ /things: {{ post: {{ operationId: op, security: [], {members} }} }} }}
components: {{ {components} }}
"
    )
}

const DONE: &str = "responses: { '204': { description: Done. } }";

/// The codes of the errors of a document under the lenient profile.
fn errors(document: &str) -> Vec<&'static str> {
    let checked = check_text(document, Profile::Lenient);
    let errors = checked.diagnostics.sorted().into_iter();
    errors.filter(|found| found.severity == Severity::Error).map(|found| found.code).collect()
}

#[track_caller]
fn refused(document: &str, code: &str) {
    assert!(errors(document).contains(&code), "{:?}\n{document}", errors(document));
}

fn accepted(document: &str) {
    assert_eq!(errors(document), Vec::<&str>::new(), "{document}");
}

#[test]
fn keywords_beside_a_reference_to_a_reference_apply() {
    let a = "A: { $ref: '#/components/schemas/B', minProperties: 2 }, \
             B: { type: object, properties: { x: { type: string } } }";
    let code = generated(&body("3.1.0", "{ $ref: '#/components/schemas/A' }", a));
    assert!(code.contains("min_properties = 2"), "{code}");
}

#[test]
fn marks_beside_a_reference_to_a_reference_apply() {
    let a = "A: { $ref: '#/components/schemas/B', x-sensitive: true }, B: { type: string }";
    let code = generated(&body(
        "3.1.0",
        "{ type: object, properties: { x: { $ref: '#/components/schemas/A' } } }",
        a,
    ));
    assert!(code.contains("x: Option<Sensitive<"), "{code}");
}

#[test]
fn what_stands_beside_a_false_schema_accepts_nothing_either() {
    let schema = "{ $ref: '#/components/schemas/Impossible', type: string }";
    let code = generated(&body("3.1.0", schema, "Impossible: false"));
    assert!(
        code.contains("pub body: schemas::Never") || code.contains("pub body: Never"),
        "{code}"
    );
}

#[test]
fn read_only_members_are_absent_from_requests_however_it_is_said() {
    let id = "Id: { type: string, readOnly: true }, Alias: { $ref: '#/components/schemas/Id' }, \
              Inner: { type: object, properties: { own: { type: string } } }";
    let members = [
        "{ allOf: [{ $ref: '#/components/schemas/Id' }], description: An id. }",
        "{ $ref: '#/components/schemas/Alias' }",
        "{ anyOf: [{ $ref: '#/components/schemas/Id' }, { type: 'null' }] }",
        "{ allOf: [{ allOf: [{ $ref: '#/components/schemas/Alias' }] }] }",
    ];
    for member in members {
        let schema = format!("{{ type: object, properties: {{ forged: {member} }} }}");
        let code = generated(&body("3.1.0", &schema, id));
        assert!(!code.contains("forged"), "{member}\n{code}");
    }
    // In an object that stands beside a reference, and in one of other members.
    let inner = "{ $ref: '#/components/schemas/Inner', \
                 properties: { forged: { type: string, readOnly: true } } }";
    let objects = [
        format!("{{ type: object, properties: {{ inner: {inner} }} }}"),
        format!("{{ type: object, unevaluatedProperties: {inner} }}"),
    ];
    for schema in objects {
        let code = generated(&body("3.1.0", &schema, id));
        assert!(code.contains("own") && !code.contains("forged"), "{code}");
    }
}

#[test]
fn a_branch_that_is_not_read_only_keeps_the_member_in_requests() {
    let schema = "{ type: object, properties: { kept: \
                  { anyOf: [{ type: string, readOnly: true }, { type: integer }] } } }";
    assert!(generated(&body("3.1.0", schema, "")).contains("kept"));
}

#[test]
fn read_only_members_do_not_come_back_as_members_without_a_name() {
    let schema = "{ type: object, additionalProperties: { type: string }, \
                  properties: { id: { type: string, maxLength: 3, readOnly: true } } }";
    let code = generated(&body("3.1.0", schema, ""));
    assert!(code.contains("id: Option<Never>") && code.contains("Map<String, 0"), "{code}");
    let schema = "{ allOf: [{ type: object, properties: { id: { type: string, readOnly: true } } }, \
                  { type: object, minProperties: 1 }] }";
    let code = generated(&body("3.1.0", schema, ""));
    assert!(!code.contains("Map<"), "{code}");
}

#[test]
fn two_uses_of_a_schema_with_different_constraints_are_two() {
    let schema = "{ allOf: [{ type: object, properties: { x: { $ref: '#/components/schemas/U' } } }, \
                  { type: object, properties: { x: { $ref: '#/components/schemas/U', maxLength: 3 } } }] }";
    let code = generated(&body("3.1.0", schema, "U: { type: string }"));
    assert!(code.contains("x: Option<Text<0, 3>>"), "{code}");
    // Words alone make no difference.
    let schema = schema.replace("maxLength: 3", "description: The same.");
    assert_eq!(errors(&body("3.1.0", &schema, "U: { type: string }")), [""; 0]);
}

#[test]
fn unevaluated_properties_sees_no_cousins() {
    let cousins = "{ allOf: [{ type: object, properties: { b: { type: string } } }, \
                   { type: object, properties: { a: { type: string } }, unevaluatedProperties: false }] }";
    let document = body("3.1.0", cousins, "");
    let checked = check_text(&document, Profile::Standard);
    assert!(checked.diagnostics.sorted().iter().any(|found| found.code == "closed-branch"));
    let code = generated(&document);
    assert!(code.contains("#[schema(closed)]") && !code.contains("pub b:"), "{code}");
    let whole = "{ allOf: [{ type: object, properties: { b: { type: string } } }], \
                 properties: { a: { type: string } }, unevaluatedProperties: false }";
    let code = generated(&body("3.1.0", whole, ""));
    assert!(code.contains("#[schema(closed)]"), "{code}");
}

#[test]
fn the_only_branch_of_a_union_keeps_what_stands_beside_its_reference() {
    let schema = "{ type: object, properties: \
                  { p: { oneOf: [{ $ref: '#/components/schemas/U', minProperties: 2 }] } } }";
    let code = generated(&body("3.1.0", schema, "U: { type: object, properties: { x: {} } }"));
    assert!(code.contains("min_properties = 2"), "{code}");
}

#[test]
fn the_only_branch_of_a_union_does_not_weaken_its_mask() {
    let schema = "{ type: object, properties: { p: { x-portcullis: { sensitive: full }, oneOf: \
                  [{ type: string, x-portcullis: { sensitive: email } }] } } }";
    let code = generated(&body("3.1.0", schema, ""));
    assert!(code.contains("p: Option<Sensitive<String>>"), "{code}");
}

#[test]
fn null_passes_only_where_a_branch_lets_it() {
    let accepting = ["{ type: 'null' }", "{ enum: [null] }"];
    for null in accepting {
        let code =
            generated(&body("3.1.0", &format!("{{ oneOf: [{{ type: string }}, {null}] }}"), ""));
        assert!(code.contains("Nullable<String>"), "{null}\n{code}");
    }
    let refusing = ["{ enum: [] }", "{ type: string, enum: [null] }", "{ type: 'null', not: {} }"];
    for null in refusing {
        let document = body("3.1.0", &format!("{{ oneOf: [{{ type: string }}, {null}] }}"), "");
        assert!(!generated(&document).contains("Nullable<"), "{null}");
    }
    let twice = "{ oneOf: [{ type: [string, 'null'] }, { type: 'null' }] }";
    // Both branches accept it, so that neither is the one: it is tried, and refused.
    let code = generated(&body("3.1.0", twice, ""));
    assert!(code.contains("one_of") && code.contains("Null(Null)"), "{code}");
}

#[test]
fn nullable_beside_a_union_lets_no_null_through() {
    let components = "A: { type: object, properties: { a: { type: string } } }, \
                      B: { type: object, properties: { b: { type: string } } }";
    let schema = "{ type: object, nullable: true, oneOf: \
                  [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }";
    let document = body("3.0.3", schema, components);
    assert!(!generated(&document).contains("Nullable"));
    let checked = check_text(&document, Profile::Standard);
    assert!(checked.diagnostics.sorted().iter().any(|found| found.code == "ignored-nullable"));
}

#[test]
fn nullable_beside_all_of_lets_no_null_through() {
    let schema = "{ nullable: true, allOf: [{ $ref: '#/components/schemas/A' }] }";
    let document =
        body("3.0.3", schema, "A: { type: object, properties: { a: { type: string } } }");
    assert!(!generated(&document).contains("Nullable"));
    let checked = check_text(&document, Profile::Standard);
    assert!(checked.diagnostics.sorted().iter().any(|found| found.code == "ignored-nullable"));
}

#[test]
fn a_tag_means_one_branch() {
    let branch = "{ type: object, required: [k], properties: { k: { type: string } } }";
    let components = format!("A: {branch}, B: {branch}");
    let schema = "{ oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/A' }], \
                  discriminator: { propertyName: k, mapping: { B: '#/components/schemas/A' } } }";
    let document = body("3.1.0", schema, &components);
    let checked = check_text(&document, Profile::Standard);
    assert!(checked.diagnostics.sorted().iter().any(|f| f.code == "unusable-discriminator"));
    assert!(generated(&document).contains("#[schema(one_of)]"));
    // A union of one branch demands its tag as well.
    let schema = "{ oneOf: [{ $ref: '#/components/schemas/A' }], \
                  discriminator: { propertyName: k, mapping: { card: '#/components/schemas/A' } } }";
    let code = generated(&body("3.1.0", schema, &components));
    assert!(code.contains("tag = \"k\"") && code.contains("value = \"card\""), "{code}");
}

#[test]
fn values_of_an_enumeration_have_one_of_its_types() {
    let code = generated(&body("3.1.0", "{ type: [string, integer], enum: [a, true, 1] }", ""));
    assert!(code.contains("value = \"a\"") && !code.contains("value = true"), "{code}");
}

#[test]
fn an_open_enumeration_has_no_constraints_that_other_values_would_pass() {
    for keyword in ["maxLength: 4", "minLength: 1", "format: uuid", "pattern: '^A'"] {
        let schema = format!("{{ type: string, enum: [A], x-extensible-enum: true, {keyword} }}");
        refused(&body("3.1.0", &schema, ""), "unsupported-schema");
    }
    let schema = "{ type: string, enum: [A], x-extensible-enum: 'no' }";
    refused(&body("3.1.0", schema, ""), "unknown-annotation");
}

#[test]
fn of_two_bounds_the_tighter_one_holds_however_large_they_are() {
    for (other, kept) in
        [("1e40", "maximum = \"100\""), ("100.00000000000000000001", "maximum = \"100\"")]
    {
        let schema = format!("{{ type: number, maximum: 100, exclusiveMaximum: {other} }}");
        let code = generated(&body("3.1.0", &schema, ""));
        assert!(code.contains(kept) && !code.contains("exclusive"), "{code}");
    }
    let schema = "{ type: integer, minimum: 0, maximum: 1e-99999999999999999999 }";
    let code = generated(&body("3.1.0", schema, ""));
    assert!(code.contains("Int<0, 0>"), "{code}");
}

#[test]
fn a_format_without_a_type_is_enforced_or_reported() {
    let schema = "{ type: object, properties: { a: { format: uuid }, b: { format: int32 }, \
                  c: { format: unheard-of }, d: { type: string, contentEncoding: base64 } } }";
    let document = body("3.1.0", schema, "");
    let code = generated(&document);
    // What is not of the type that a format is about is valid, whatever it is.
    let fields = ["String(Uuid)", "Other(NotString)", "Number(i32)", "Other(NotNumber)"];
    for field in fields.into_iter().chain(["d: Option<Base64>"]) {
        assert!(code.contains(field), "{field}\n{code}");
    }
    let checked = check_text(&document, Profile::Lenient);
    assert!(checked.diagnostics.sorted().iter().any(|found| found.code == "unknown-format"));
}

#[test]
fn sensitive_values_of_a_map_are_masked() {
    let schema = "{ type: object, additionalProperties: { x-portcullis: { sensitive: full } } }";
    let code = generated(&body("3.1.0", schema, ""));
    assert!(code.contains("Map<Sensitive<Json>"), "{code}");
}

#[test]
fn marks_outside_of_a_schema_are_refused() {
    for mark in ["x-sensitive: true", "x-pii: name", "x-data-classification: secret"] {
        let parameter = format!(
            "parameters: [{{ name: a, in: query, {mark}, schema: {{ type: string }} }}], {DONE}"
        );
        refused(&operation(&parameter, ""), "unknown-annotation");
    }
}

#[test]
fn bytes_that_are_sensitive_or_of_a_format_are_told() {
    for keyword in ["x-sensitive: true", "format: uuid"] {
        let members = format!(
            "requestBody: {{ content: {{ image/png: {{ schema: {{ type: string, {keyword} }} }} }} }}, {DONE}"
        );
        let checked = check_text(&operation(&members, ""), Profile::Standard);
        let found = checked.diagnostics.sorted();
        assert!(found.iter().any(|f| f.code == "unenforced-media-type"), "{keyword}");
    }
}

#[test]
fn a_body_without_media_types_is_refused() {
    let members = format!("requestBody: {{ content: {{}} }}, {DONE}");
    refused(&operation(&members, ""), "missing-member");
}

#[test]
fn schemas_of_one_media_type_are_not_dropped() {
    let members = format!(
        "requestBody: {{ content: {{ application/json: {{ schema: {{ type: string }} }}, \
         application/json;charset=utf-8: {{ schema: {{ type: integer }} }} }} }}, {DONE}"
    );
    refused(&operation(&members, ""), "ambiguous-media-type");
}

#[test]
fn streams_are_bodies_of_requests() {
    let members = "responses: { '200': { description: Done., content: { text/csv: \
                   { x-portcullis: { stream: true } } } } }";
    refused(&operation(members, ""), "invalid-annotation");
}

#[test]
fn what_parts_cannot_hold_is_not_dropped() {
    let properties =
        "properties: { a: { type: string, maxLength: 9 }, f: { type: string, format: binary } }";
    let multipart = |schema: &str, encoding: &str| {
        let members = format!(
            "requestBody: {{ content: {{ multipart/form-data: {{ schema: {{ type: object, \
             additionalProperties: false, {schema} }}, encoding: {{ {encoding} }} }} }} }}, {DONE}"
        );
        operation(&members, "")
    };
    for (schema, encoding) in [
        (format!("{properties}, minProperties: 1"), ""),
        (format!("{properties}, maxProperties: 1"), ""),
        ("properties: { f: { type: string, format: binary, maxLength: 9 } }".to_owned(), ""),
        ("properties: { f: { type: array, uniqueItems: true, items: { type: string, format: binary } } }".to_owned(), ""),
        (properties.to_owned(), "a: { contentType: text/csv }"),
        (properties.to_owned(), "a: { style: deepObject }"),
        (properties.to_owned(), "b: { contentType: text/plain }"),
        (properties.to_owned(), "f: { headers: { X-A: { required: true, schema: { type: boolean } } } }"),
    ] {
        let checked = check_text(&multipart(&schema, encoding), Profile::Lenient);
        let mut codes = checked.diagnostics.sorted().into_iter().map(|found| found.code);
        assert!(codes.any(|code| code == "unenforced-media-type"), "{schema} {encoding}");
    }
}

#[test]
fn codes_of_statuses_that_no_handler_answers_are_refused() {
    let response = |status: u16| {
        let codes = "x-portcullis: { codes: [TOO_MUCH] }";
        operation(&format!("responses: {{ '{status}': {{ description: No., {codes} }} }}"), "")
    };
    refused(&response(429), "invalid-annotation");
    // Of a public operation 401 is the handler's.
    for status in [401, 409] {
        assert_eq!(errors(&response(status)), [""; 0], "{status}");
    }
    let guarded = operation(
        "responses: { '401': { description: No., x-portcullis: { codes: [REUSED] } } }",
        "securitySchemes: { basic: { type: http, scheme: basic } }",
    )
    .replace("security: []", "security: [{ basic: [] }]");
    refused(&guarded, "invalid-annotation");
}

#[test]
fn what_is_said_of_tokens_needs_tokens() {
    for member in ["issuer: https://a.example", "audience: b", "algorithms: [ES256]"] {
        let schemes = format!(
            "securitySchemes: {{ key: {{ type: apiKey, in: header, name: K, x-portcullis: {{ {member} }} }} }}"
        );
        refused(&operation(DONE, &schemes), "invalid-annotation");
    }
}

/// What a style cannot tell, in each place; OpenAPI does not define how.
#[test]
fn texts_hold_no_values_inside_of_values() {
    let object = "{ type: [object, 'null'], properties: { a: { type: string } } }";
    let list = "{ type: array, items: { type: string } }";
    let lists = format!("{{ type: array, items: {list} }}");
    let objects = format!("{{ type: array, items: {object} }}");
    let outer = format!("{{ type: object, properties: {{ b: {object} }} }}");
    let inner_list = format!("{{ type: object, properties: {{ b: {list} }} }}");
    let map = "{ type: object, additionalProperties: { type: string } }";
    let union = format!("{{ anyOf: [{{ type: string }}, {objects}] }}");
    for (parameter, schema) in [
        ("in: query", &lists),
        ("in: query", &objects),
        ("in: query", &outer),
        ("in: query", &union),
        ("in: query, explode: false", &inner_list),
        ("in: query, style: pipeDelimited, explode: true", &object.to_owned()),
        ("in: query, style: spaceDelimited, explode: false", &objects),
        ("in: header", &objects),
        ("in: header, explode: true", &inner_list),
        ("in: cookie", &map.to_owned()),
        ("in: cookie, explode: false", &lists),
        ("in: query, allowEmptyValue: true, explode: false", &lists),
    ] {
        let parameter =
            format!("parameters: [{{ name: a, {parameter}, schema: {schema} }}], {DONE}");
        refused(&operation(&parameter, ""), "unsupported-parameter");
    }
    let header = format!(
        "responses: {{ '200': {{ description: Ok., headers: {{ X-A: {{ schema: {object} }} }} }} }}"
    );
    refused(&operation(&header, ""), "unsupported-parameter");
}

#[test]
fn query_parameters_that_take_the_same_name_are_refused() {
    let range = "{ type: object, properties: { from: { type: integer } } }";
    let map = "{ type: object, additionalProperties: { type: integer } }";
    let text = "{ type: string }";
    let pair = |a: &str, b: &str| {
        operation(&format!("parameters: [{{ in: query, {a} }}, {{ in: query, {b} }}], {DONE}"), "")
    };
    for (a, b) in [
        (format!("name: a, schema: {range}"), format!("name: from, schema: {text}")),
        (format!("name: from, schema: {text}"), format!("name: a, schema: {range}")),
        (format!("name: a, schema: {range}"), format!("name: b, schema: {range}")),
        (format!("name: a, schema: {map}"), format!("name: b, schema: {map}")),
        (
            format!("name: a, style: deepObject, schema: {range}"),
            format!("name: 'a[from]', schema: {text}"),
        ),
    ] {
        refused(&pair(&a, &b), "unsupported-parameter");
    }
    for (a, b) in [
        (format!("name: a, schema: {range}"), format!("name: a2, schema: {map}")),
        (
            format!("name: a, explode: false, schema: {range}"),
            format!("name: from, schema: {text}"),
        ),
        (
            format!("name: a, style: deepObject, schema: {range}"),
            format!("name: b, schema: {range}"),
        ),
    ] {
        accepted(&pair(&a, &b));
    }
}

#[test]
fn fields_of_forms_are_told_by_their_encoding() {
    let object = "{ type: [object, 'null'], properties: { a: { type: string } } }";
    let lists = "{ type: array, items: { type: array, items: { type: string } } }";
    let form = |schema: &str, encoding: &str| {
        let schema = format!("{{ type: object, properties: {{ a: {schema} }} }}");
        let media = format!("{{ schema: {schema}, encoding: {{ {encoding} }} }}");
        let content = format!("{{ application/x-www-form-urlencoded: {media} }}");
        operation(&format!("requestBody: {{ content: {content} }}, {DONE}"), "")
    };
    for (schema, encoding) in [
        (lists, ""),
        (lists, "a: { explode: false }"),
        (object, "a: { style: form }"),
        (object, "a: { allowReserved: true }"),
        (object, "a: { contentType: text/plain }"),
        (object, "a: { contentType: application/xml }"),
        (object, "a: { style: matrix }"),
        (object, "b: { style: deepObject }"),
    ] {
        refused(&form(schema, encoding), "unsupported-form");
    }
    for (schema, encoding) in [
        (object, ""),
        (lists, "a: { style: deepObject }"),
        (lists, "a: { contentType: application/json }"),
        (object, "a: { explode: false }"),
        // A style has the last word.
        (object, "a: { style: deepObject, contentType: application/xml }"),
    ] {
        accepted(&form(schema, encoding));
    }
    let text = "requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: string } } } }";
    refused(&operation(&format!("{text}, {DONE}"), ""), "unsupported-form");
}

#[test]
fn schemas_of_another_dialect_are_refused() {
    let draft = "http://json-schema.org/draft-07/schema#";
    let schema = format!("{{ $schema: '{draft}', type: string }}");
    refused(&body("3.1.0", &schema, ""), "unsupported-keyword");
    let document = body("3.1.0", "{ type: string }", "");
    let root = |dialect: &str| format!("jsonSchemaDialect: {dialect}\n{document}");
    refused(&root(draft), "unsupported-keyword");
    assert_eq!(errors(&root("https://spec.openapis.org/oas/3.1/dialect/base")), [""; 0]);
}

#[test]
fn defaults_that_their_schema_refuses_are_told() {
    let refused = [
        "type: object, additionalProperties: false, default: { y: 1 }",
        "type: object, additionalProperties: { type: integer }, default: { y: text }",
        "type: object, properties: { a: {} }, minProperties: 1, default: {}",
        "type: array, uniqueItems: true, default: [1, 1]",
    ];
    for schema in refused {
        let document =
            body("3.1.0", &format!("{{ type: object, properties: {{ a: {{ {schema} }} }} }}"), "");
        let checked = check_text(&document, Profile::Lenient);
        let found = checked.diagnostics.sorted();
        assert!(found.iter().any(|f| f.code == "invalid-default"), "{schema}");
    }
}

#[test]
fn anchors_and_identifiers_name_schemas() {
    let money = "Money: { $anchor: money, type: integer, minimum: 1, maximum: 9 }";
    let code = generated(&body("3.1.0", "{ $ref: '#money' }", money));
    assert!(code.contains("Int<1, 9>"), "{code}");
    // Within a schema of an identifier, fragments are its own.
    let own = "Own: { $id: 'https://a.example/own', type: object, $defs: { a: { type: string, \
               maxLength: 3 } }, properties: { a: { $ref: '#/$defs/a' } } }";
    for schema in ["'#/components/schemas/Own'", "'https://a.example/own'"] {
        let code = generated(&body("3.1.0", &format!("{{ $ref: {schema} }}"), own));
        assert!(code.contains("a: Option<Text<0, 3>>"), "{schema}\n{code}");
    }
    let inside = "{ $ref: 'https://a.example/own#/$defs/a' }";
    assert!(generated(&body("3.1.0", inside, own)).contains("Text<0, 3>"));
    let twice = format!("{money}, Other: {{ $anchor: money, type: string }}");
    refused(&body("3.1.0", "{ $ref: '#money' }", &twice), "unresolved-reference");
    refused(&body("3.1.0", "{ $ref: '#nothing' }", money), "unresolved-reference");
    let relative = "Own: { $id: own, type: string }";
    refused(
        &body("3.1.0", "{ $ref: '#/components/schemas/Own' }", relative),
        "unsupported-keyword",
    );
}

#[test]
fn what_only_a_check_holds_is_audited_as_well() {
    let finds = |schema: &str, code: &str| {
        let checked = check_text(&body("3.1.0", schema, ""), Profile::Standard);
        checked.diagnostics.sorted().iter().any(|found| found.code == code)
    };
    let not = |inner: &str| format!("{{ type: string, maxLength: 9, not: {{ {inner} }} }}");
    assert!(finds(&not(r"pattern: '^(a)b\1$'"), "backtracking-pattern"));
    assert!(!finds(&not("pattern: '^ab$'"), "backtracking-pattern"));
    assert!(finds(&not("format: unheard-of"), "unknown-format"));
    let decimal = generated(&body("3.1.0", &not("format: decimal"), ""));
    assert!(decimal.contains(r"\\A-?(?:0|[1-9][0-9]*)"), "{decimal}");
}
