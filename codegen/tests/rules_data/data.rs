//! `PROP-*`

use super::{answers, document, expect, expect_in_both, takes, with_parameters};

#[test]
fn numeric_ids() {
    for parameter in [
        "- { name: id, in: query, schema: { type: integer } } # <- finding",
        "- { name: userID, in: query, schema: { type: integer } } # <- finding",
        "- { name: account-id, in: header, schema: { type: number } } # <- finding",
        "- { name: ids, in: query, schema: { type: array, items: { type: integer } } } # <- finding",
        "- { name: paid, in: query, schema: { type: integer } }",
        "- { name: android, in: query, schema: { type: integer } }",
        "- { name: user_id, in: query, schema: { type: string } }",
    ] {
        expect_in_both("numeric-id", &with_parameters("/things", "get", parameter), "");
    }
    let list = "- { name: id, in: query, schema: { type: [integer, 'null'] } } # <- finding";
    expect("numeric-id", &document("3.1.0", &with_parameters("/things", "get", list), ""));
}

#[test]
fn a_shared_parameter_is_found_once() {
    let one = |path: &str, id: &str| {
        format!(
            "  {path}:
    get:
      operationId: {id}
      parameters: [{{ $ref: '#/components/parameters/Id' }}]
      responses: {{ '204': {{ description: Done. }} }}
"
        )
    };
    let paths = one("/a", "a") + &one("/b", "b");
    for (rule, ty) in [("numeric-id", "integer"), ("loose-id", "string")] {
        let component = format!(
            "  parameters:
    Id:
      name: user_id
      in: query
      schema: {{ type: {ty} }} # <- finding
"
        );
        expect_in_both(rule, &paths, &component);
    }
}

#[test]
fn loose_ids() {
    for (schema, mark) in [
        ("type: string", " # <- finding"),
        ("type: string, maxLength: 40", " # <- finding"),
        ("type: string, format: account", " # <- finding"),
        ("type: string, pattern: '[a-z]{1,40}'", " # <- finding"),
        ("type: string, pattern: '^[a-z]{1,40}$'", ""),
        ("type: string, format: uuid", ""),
        ("type: string, enum: [a, b]", ""),
        ("type: integer", ""),
    ] {
        let parameter = format!("- {{ name: user_id, in: query, schema: {{ {schema} }} }}{mark}");
        expect_in_both("loose-id", &with_parameters("/things", "get", &parameter), "");
    }
}

#[test]
fn objects_by_id_are_asked_about_where_there_are_tokens() {
    for (security, location, mark) in [
        ("[{ token: [] }]", "query", " # <- finding"),
        ("[{ key: [] }, { token: [] }]", "query", " # <- finding"),
        ("[{ token: [] }]", "header", ""),
        ("[{ key: [] }]", "query", ""),
        ("[]", "query", ""),
    ] {
        let path = format!(
            "  /things:
    get:
      operationId: getThing{mark}
      security: {security}
      parameters: [{{ name: id, in: {location}, schema: {{ type: string, format: uuid }} }}]
      responses: {{ '204': {{ description: Done. }} }}"
        );
        expect_in_both("object-by-id", &path, "");
    }
}

#[test]
fn maps_and_objects() {
    let both = [
        ("unbounded-map", "type: object # <- finding\nadditionalProperties: { type: string }"),
        (
            "unbounded-map",
            "type: object # <- finding\nproperties: { a: { type: string } }\nadditionalProperties: { type: string }",
        ),
        ("unbounded-map", "type: object\nmaxProperties: 3\nadditionalProperties: { type: string }"),
        ("unbounded-map", "type: object\nadditionalProperties: true"),
        ("unbounded-map", "type: object\nadditionalProperties: false"),
        ("shapeless-object", "type: object # <- finding"),
        ("shapeless-object", "type: object # <- finding\nadditionalProperties: true"),
        ("shapeless-object", "type: object # <- finding\nadditionalProperties: {}"),
        ("shapeless-object", "type: object # <- finding\nrequired: [a]"),
        ("shapeless-object", "type: object\nadditionalProperties: { type: string }"),
        ("shapeless-object", "type: object\nadditionalProperties: false"),
        ("shapeless-object", "type: object\nmaxProperties: 0"),
        ("shapeless-object", "type: object\nproperties: { a: { type: string } }"),
        ("shapeless-object", "type: object\nallOf: [{ properties: { a: { type: string } } }]"),
        ("open-request-object", "type: object # <- finding\nproperties: { a: { type: string } }"),
        (
            "open-request-object",
            "type: object # <- finding\nproperties: { a: { type: string } }\nadditionalProperties: true",
        ),
    ];
    for (rule, schema) in both {
        expect_in_both(rule, &takes("post", schema), "");
    }
    for (rule, schema) in [
        ("unbounded-map", "type: object # <- finding\nunevaluatedProperties: { type: string }"),
        (
            "unbounded-map",
            "type: object\nmaxProperties: 3\nunevaluatedProperties: { type: string }",
        ),
        (
            "unbounded-map",
            "type: object\npropertyNames: { enum: [a, b] }\nadditionalProperties: { type: string }",
        ),
        (
            "unbounded-map",
            "type: [object, 'null'] # <- finding\nadditionalProperties: { type: string }",
        ),
        ("loose-map-names", "type: object # <- finding\nadditionalProperties: { type: string }"),
        (
            "loose-map-names",
            "type: object\npropertyNames: { maxLength: 9 }\nadditionalProperties: { type: string }",
        ),
        ("loose-map-names", "type: object\nadditionalProperties: false"),
        ("shapeless-object", "type: [object, 'null'] # <- finding"),
        ("shapeless-object", "type: object # <- finding\nunevaluatedProperties: true"),
        (
            "open-request-object",
            "type: object # <- finding\nproperties: { a: { type: string } }\nunevaluatedProperties: true",
        ),
        (
            "open-request-object",
            "type: object\nproperties: { a: { type: string } }\nunevaluatedProperties: false",
        ),
    ] {
        expect(rule, &document("3.1.0", &takes("post", schema), ""));
    }
    let map = "type: object\nadditionalProperties: { type: string }";
    expect("loose-map-names", &document("3.0.3", &takes("post", map), ""));
    // What this server sends it bounds itself.
    expect_in_both("unbounded-map", &answers(map), "");
}

#[test]
fn names_that_match_patterns() {
    for (rule, schema) in [
        // Nothing but its names is said, or nothing at the place: they are no shapeless object.
        ("unbounded-map", "type: object # <- finding\npropertyNames: { pattern: '^[a-z]{1,9}$' }"),
        (
            "unbounded-map",
            "type: object # <- finding\nadditionalProperties: false\npatternProperties: { '^x-': { type: string } }",
        ),
        (
            "unbounded-map",
            "type: object\nadditionalProperties: false\nproperties:\n  a:\n    anyOf:\n    - type: object # <- finding\n    - type: 'null'",
        ),
        ("unbounded-map", "type: object\npropertyNames: { enum: [a, b] }"),
        ("unbounded-map", "type: [object, 'null']"),
        (
            "open-request-object",
            "type: object # <- finding\nproperties: { a: { type: string } }\npatternProperties: { '^x-': { type: string } }",
        ),
        (
            "open-request-object",
            "patternProperties: { '^x-': { type: string } } # <- finding\nadditionalProperties: true",
        ),
        (
            "open-request-object",
            "type: object\npatternProperties: { '^x-': { type: string } }\nadditionalProperties: false",
        ),
        (
            "open-request-object",
            "type: object\npatternProperties: { '^x-': { type: string } }\nunevaluatedProperties: false",
        ),
        (
            "open-request-object",
            "type: object\npatternProperties: { '^x-': { type: string } }\nadditionalProperties: { type: string }",
        ),
        ("open-request-object", "type: object\npatternProperties: { '.*': { type: string } }"),
        (
            "open-request-object",
            "type: object\npropertyNames: { pattern: '^x-' }\npatternProperties: { '^x-': { type: string } }",
        ),
        (
            "open-request-object",
            "unevaluatedProperties: false\nallOf:\n- type: object\n  patternProperties: { '^x-': { type: string } }",
        ),
    ] {
        expect(rule, &document("3.1.0", &takes("post", schema), ""));
    }
}

#[test]
fn schemas_without_a_type() {
    let member = |schema: &str| {
        format!("type: object\nadditionalProperties: false\nproperties:\n  a: {schema}")
    };
    for schema in [
        "{} # <- finding",
        "{ description: Anything } # <- finding",
        "{ maxLength: 3 } # <- finding",
        "{ type: array, maxItems: 2, items: {} } # <- finding",
        "{ type: string }",
        "{ enum: [a, b] }",
        "{ allOf: [{ type: string }] }",
        "{ allOf: [{ description: A }, { type: string }] }",
        "{ oneOf: [{ type: string }, { type: integer }] }",
        "{ properties: { b: { type: string } } }",
        "{ $ref: '#/components/schemas/A' }",
    ] {
        let component = "  schemas:\n    A: { type: string }\n";
        expect_in_both("untyped-schema", &takes("post", &member(schema)), component);
        expect_in_both("untyped-schema", &answers(&member(schema)), component);
    }
    for schema in [
        "true # <- finding",
        "{ type: [string, 'null'] }",
        "{ const: a }",
        "{ $ref: '#/components/schemas/A', description: Beside a reference }",
        "{ type: object, propertyNames: { maxLength: 3 }, additionalProperties: { type: string } }",
    ] {
        let component = "  schemas:\n    A: { type: string }\n";
        expect("untyped-schema", &document("3.1.0", &takes("post", &member(schema)), component));
    }
}

#[test]
fn nothing_is_found_in_examples_extensions_and_unused_components() {
    let schema = "type: object\nadditionalProperties: false\nproperties:\n  a:\n    type: string\n    example: { b: {} }\nx-note: { type: object }";
    let unused = "  schemas:\n    Unused: { type: object, properties: { a: {} } }\n";
    for rule in ["untyped-schema", "shapeless-object", "unbounded-map", "open-request-object"] {
        expect_in_both(rule, &takes("post", schema), unused);
    }
}

#[test]
fn secrets_in_answers() {
    let with = |member: &str| format!("type: object\nproperties:\n{}", super::indented(member, 2));
    for (rule, member) in [
        ("secret-in-response", "clientSecret: { type: string } # <- finding"),
        ("secret-in-response", "API_KEY: { type: string } # <- finding"),
        ("secret-in-response", "access_token: { type: string } # <- finding"),
        ("secret-in-response", "password: { type: string, writeOnly: true }"),
        ("secret-in-response", "access_token: { type: string }\ntoken_type: { type: string }"),
        ("secret-in-response", "token: { type: string, format: uuid }"),
        ("secret-in-response", "nextPageToken: { type: string }"),
        ("secret-in-response", "password: { type: boolean }"),
        ("secret-in-response", "secretary: { type: string }"),
        ("secret-in-response", "cvv: { type: string }"),
        ("secret-in-response", "iban: { type: string }"),
        ("card-secret-in-response", "cvv: { type: string } # <- finding"),
        ("card-secret-in-response", "cardPin: { type: integer } # <- finding"),
        ("card-secret-in-response", "cvv: { type: string, writeOnly: true }"),
        ("card-secret-in-response", "encryptedSecurityCode: { type: string }"),
        ("card-secret-in-response", "pinned: { type: string }"),
        ("card-secret-in-response", "password: { type: string }"),
    ] {
        expect_in_both(rule, &answers(&with(member)), "");
    }
    // A request is where a secret belongs.
    let secrets = with("password: { type: string }\ncvv: { type: string }");
    for rule in ["secret-in-response", "card-secret-in-response"] {
        expect_in_both(rule, &takes("post", &secrets), "");
    }
}

#[test]
fn a_webhook_is_sent() {
    let document = document("3.1.0", "  {}", "").replace("paths:\n  {}", "paths: {}");
    let webhook = "webhooks:
  cardUsed:
    post:
      operationId: cardUsed
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                cvv: { type: string } # <- finding
      responses: { '204': { description: Done. } }
";
    expect("card-secret-in-response", &format!("{document}{webhook}"));
}

#[test]
fn a_webhook_is_sent_whoever_else_takes_what_it_sends() {
    for (rule, member) in [("secret-in-response", "password"), ("card-secret-in-response", "cvv")] {
        let body = |id: &str| {
            format!(
                "    post:
      operationId: {id}
      requestBody:
        required: true
        content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/User' }} }} }}
      responses: {{ '204': {{ description: Done. }} }}\n"
            )
        };
        let user = format!(
            "  schemas:
    User:
      type: object
      properties:
        {member}: {{ type: string }}"
        );
        let paths = format!("  /users:\n{}", body("createUser"));
        expect(rule, &document("3.1.0", &paths, &user));
        let marked = format!("{user} # <- finding\nwebhooks:\n  user:\n{}", body("userCreated"));
        expect(rule, &document("3.1.0", &paths, &marked));
    }
}

#[test]
fn a_branch_may_be_a_whole_value_elsewhere() {
    let shared = |schema: &str| format!("  schemas:\n    Shared:\n{}", super::indented(schema, 6));
    let [branch, plain] = [
        "  a: { allOf: [{ $ref: '#/components/schemas/Shared' }, { description: B }] }\n",
        "  b: { $ref: '#/components/schemas/Shared' }\n",
    ];
    let condition = "  c: { type: string, not: { $ref: '#/components/schemas/Shared' } }\n";
    for (rule, schema) in [
        ("untyped-schema", "description: Anything # <- finding"),
        ("shapeless-object", "type: object # <- finding"),
        ("loose-map-names", "type: object # <- finding\nadditionalProperties: { type: string }"),
    ] {
        let with = |members: &[&str]| {
            let members = members.concat();
            let schema =
                format!("type: object\nadditionalProperties: false\nproperties:\n{members}");
            takes("post", &schema)
        };
        for members in [[branch, plain], [plain, branch]] {
            expect(rule, &document("3.1.0", &with(&members), &shared(schema)));
        }
        let unmarked = schema.replace(" # <- finding", "");
        expect(rule, &document("3.1.0", &with(&[branch]), &shared(&unmarked)));
    }
    let number = shared("type: number # <- finding");
    for members in [[condition, plain], [plain, condition], [branch, plain]] {
        let schema = format!("type: object\nproperties:\n{}", members.concat());
        expect("unformatted-number", &document("3.1.0", &takes("post", &schema), &number));
    }
}

#[test]
fn what_is_only_asked_describes_no_value() {
    let with = |words: &str| {
        format!("type: object\nproperties: {{ a: {{ type: integer, format: int32 }} }}\n{words}")
    };
    for (rule, words) in [
        ("untyped-schema", "if: { properties: { a: { minimum: 5 } } }\nthen: { required: [a] }"),
        ("untyped-schema", "not: { properties: { a: { minimum: 5 } } }"),
        ("untyped-schema", "if: { properties: { b: true } }"),
        ("shapeless-object", "not: { anyOf: [{ properties: { a: { type: object } } }] }"),
        ("unformatted-number", "not: { allOf: [{ properties: { a: { type: number } } }] }"),
        ("unformatted-number", "if: { properties: { a: { type: number } } }"),
        (
            "unformatted-number",
            "additionalProperties: { type: array, items: { type: string }, contains: { type: number } }",
        ),
        (
            "untyped-schema",
            "additionalProperties: { type: array, items: { type: string }, contains: { properties: { a: { minimum: 3 } } } }",
        ),
    ] {
        expect(rule, &document("3.1.0", &takes("post", &with(words)), ""));
    }
}

#[test]
fn directions_beside_references() {
    let amount = "  schemas:\n    Amount: { type: number }\n    Pin: { type: string }\n    Once: { type: string, writeOnly: true }\n";
    for (rule, member) in [
        ("unformatted-number", "total: { $ref: '#/components/schemas/Amount', readOnly: true }"),
        ("unformatted-number", "total: { allOf: [{ type: number, readOnly: true }] }"),
        (
            "contradicting-direction",
            "pin: { $ref: '#/components/schemas/Pin', readOnly: true, writeOnly: true } # <- finding",
        ),
        (
            "contradicting-direction",
            "pin: { $ref: '#/components/schemas/Once', readOnly: true } # <- finding",
        ),
        ("contradicting-direction", "pin: { $ref: '#/components/schemas/Once', readOnly: false }"),
        ("contradicting-direction", "pin: { $ref: '#/components/schemas/Pin', writeOnly: true }"),
    ] {
        let schema = format!("type: object\nproperties:\n  {member}");
        expect_in_both(rule, &takes("post", &schema), amount);
    }
    let total = "type: object\nproperties:\n  total: { $ref: '#/components/schemas/Amount' }";
    let found = amount.replace("number }", "number } # <- finding");
    expect_in_both("unformatted-number", &takes("post", total), &found);
}

#[test]
fn sensitive_values_of_any_shape() {
    let strings = "  schemas:\n    Marked: { type: string, x-portcullis: { sensitive: full } }\n    Text: { type: string }\n    Short: { type: string, maxLength: 9 }\n";
    for member in [
        "pan: { oneOf: [{ type: string }, { type: integer }] } # <- finding",
        "pin: { anyOf: [{ $ref: '#/components/schemas/Text' }, { $ref: '#/components/schemas/Short' }] } # <- finding",
        "pin: { anyOf: [{ $ref: '#/components/schemas/Marked' }, { $ref: '#/components/schemas/Short' }] } # <- finding",
        "pin: { anyOf: [{ $ref: '#/components/schemas/Marked' }, { type: boolean }] }",
        "pin: { x-portcullis: { sensitive: full }, anyOf: [{ type: string }, { type: integer }] }",
        "pins: { type: object, additionalProperties: { type: string } }",
        "password: { type: object, additionalProperties: { type: array, items: { type: string } } } # <- finding",
        "password: { type: object, additionalProperties: { $ref: '#/components/schemas/Marked' } }",
        "password: { type: object, properties: { a: { type: string } } }",
    ] {
        let schema = format!("type: object\nproperties:\n  {member}");
        expect_in_both("unmarked-sensitive", &takes("post", &schema), strings);
    }
    for member in [
        "pan: { type: [string, integer] } # <- finding",
        "pan: { type: [string, integer, 'null'], x-portcullis: { sensitive: pan } }",
    ] {
        let schema = format!("type: object\nproperties:\n  {member}");
        expect("unmarked-sensitive", &document("3.1.0", &takes("post", &schema), ""));
    }
}

#[test]
fn every_unmarked_type_in_place_gets_its_mark() {
    let strings = "  schemas:\n    Short: { type: string, maxLength: 9 }\n";
    for (member, marks) in [
        ("pan: { type: [string, integer] }", 1),
        ("pan: { oneOf: [{ type: string }, { type: integer }] }", 2),
        ("pan: { oneOf: [{ $ref: '#/components/schemas/Short' }, { type: integer }] }", 1),
        ("pan: { type: object, additionalProperties: { type: string } }", 1),
        ("pan: { $ref: '#/components/schemas/Short' }", 0),
    ] {
        let schema = format!("type: object\nproperties:\n  {member}");
        let rule = "unmarked-sensitive";
        let checked = super::checked(rule, &document("3.1.0", &takes("post", &schema), strings));
        let sorted = checked.diagnostics.sorted();
        let found = sorted.iter().find(|finding| finding.code == rule).unwrap();
        assert_eq!(found.repairs.len(), marks, "{member}");
    }
}

#[test]
fn members_that_the_server_owns() {
    let with = |member: &str| format!("type: object\nproperties:\n  {member}");
    for (method, member) in [
        ("post", "isAdmin: { type: boolean } # <- finding"),
        ("patch", "role: { type: string } # <- finding"),
        ("put", "created_at: { type: string } # <- finding"),
        ("post", "status: { type: string } # <- finding"),
        ("post", "id: { type: string } # <- finding"),
        ("patch", "status: { type: string }"),
        ("put", "id: { type: string }"),
        ("post", "role: { type: string, readOnly: true }"),
        ("post", "role: { type: string, readOnly: true }\nadditionalProperties: { type: string }"),
        ("post", "role: false"),
        ("post", "role-name: { type: string }"),
        ("post", "customer: { type: object, properties: { id: { type: string } } }"),
    ] {
        expect_in_both("server-owned-property", &takes(method, &with(member)), "");
    }
    let list = "type: array
items: { type: object, properties: { id: { type: string } } }";
    expect_in_both("server-owned-property", &takes("post", list), "");
    // Parts of `allOf` are one object.
    let parts = "allOf:\n- type: object\n  properties:\n    balance: { type: number } # <- finding\n- type: object\n  properties: { name: { type: string } }";
    expect_in_both("server-owned-property", &takes("post", parts), "");
}

#[test]
fn defaults_that_are_never_used() {
    for schema in [
        "type: object\nrequired:\n- a # <- finding\nproperties: { a: { type: string, default: b } }",
        "type: object\nproperties: { a: { type: string, default: b } }",
        "type: object\nrequired: [a]\nproperties: { a: { type: string, enum: [b], default: b } }",
        "type: object\nrequired: [a]\nproperties: { a: { type: string } }",
        "type: object\nrequired: [a]\nproperties: { a: { type: string, default: b, readOnly: true } }",
        "type: object\nrequired: [a]\nproperties: { a: { allOf: [{ type: string, readOnly: true }], default: b } }",
    ] {
        expect_in_both("required-default", &takes("post", schema), "");
        let unmarked = schema.replace(" # <- finding", "");
        expect_in_both("required-default", &answers(&unmarked), "");
    }
    for parameter in [
        "- { name: a, in: query, required: true, schema: { type: string, default: b } } # <- finding",
        "- { name: a, in: query, schema: { type: string, default: b } }",
    ] {
        expect_in_both("required-default", &with_parameters("/things", "get", parameter), "");
    }
}

#[test]
fn responses_without_a_schema() {
    for content in [
        "application/json: {} # <- finding",
        "application/problem+json: {} # <- finding",
        "text/plain: {} # <- finding",
        "application/json: { schema: { type: string } }",
        "image/png: {}",
        "application/octet-stream: {}",
    ] {
        for status in ["'200'", "'404'", "'500'"] {
            let path = format!(
                "  /things:
    get:
      operationId: getThing
      responses:
        {status}:
          description: Done.
          content:
            {content}"
            );
            expect_in_both("response-without-schema", &path, "");
        }
    }
}

#[test]
fn secrets_in_examples_of_every_kind() {
    let path = |schema: &str, parameter: &str, media: &str| {
        format!(
            "  /things:
    post:
      operationId: takeThing
      parameters:
        - name: a
          in: query
          schema: {{ type: string }}
          {parameter}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                a:
                  type: string
                  {schema}
            {media}
      responses: {{ '204': {{ description: Done. }} }}"
        )
    };
    let (none, card) = ("example: ok", "'4539 5787 6362 1486' # <- finding");
    for text in [
        path(&format!("example: {card}"), none, none),
        path(&format!("default: {card}"), none, none),
        path(&format!("enum:\n                  - {card}"), none, none),
        path(none, &format!("example: {card}"), none),
        path(none, none, &format!("example:\n              a: {card}")),
        path(
            none,
            none,
            &format!(
                "examples:\n              one:\n                value:\n                  a: {card}"
            ),
        ),
        path("example: 4539578763621486 # <- finding", none, none),
        path("example: -4539578763621486", none, none),
        path("example: 4111111111111111", "example: 4539578763621487", none),
        path("example: '4111111111111111'", "example: '4242424242424242'", none),
        // A property of this name is no example.
        path("x-example: '4539578763621486'", none, none),
    ] {
        expect_in_both("secret-in-example", &text, "");
    }
    let list = path(&format!("examples:\n                  - {card}"), none, none);
    expect("secret-in-example", &document("3.1.0", &list, ""));
    let shared = path(none, none, "examples: { one: { $ref: '#/components/examples/One' } }");
    let components = format!("  examples:\n    One:\n      value: {card}\n");
    expect_in_both("secret-in-example", &shared, &components);
}

#[test]
fn secrets_in_examples_of_other_files() {
    use portcullis_codegen::diag::Profile;
    use portcullis_codegen::source::Memory;
    use portcullis_codegen::{Options, check};

    let root = document("3.1.0", &takes("post", "$ref: card.yaml"), "");
    let card =
        "type: object\nproperties:\n  number:\n    type: string\n    example: '4539578763621486'\n";
    let files = Memory::new().with("openapi.yaml", root.as_str()).with("card.yaml", card);
    let options = Options { profile: Some(Profile::Strict), ..Options::default() };
    let checked = check(std::path::Path::new("openapi.yaml"), &files, &options);
    let found = checked.diagnostics.sorted();
    let found = found.iter().find(|finding| finding.code == "secret-in-example").unwrap();
    assert_eq!(checked.sources.describe(found.primary.span), "card.yaml:5");
    assert!(!format!("{found:?}").contains("4539"));
}

#[test]
fn branches_without_a_value() {
    let union = |mark: &str, mapping: &str| {
        format!(
            "oneOf:
- {{ $ref: '#/components/schemas/A' }}
- {{ $ref: '#/components/schemas/B' }}{mark}
discriminator:
  propertyName: kind
  {mapping}"
        )
    };
    let components = "  schemas:
    A: { type: object, required: [kind], properties: { kind: { type: string } } }
    B: { type: object, required: [kind], properties: { kind: { type: string } } }
";
    for (mark, mapping) in [
        (" # <- finding", "mapping: { a: '#/components/schemas/A' }"),
        (" # <- finding", "mapping: { a: A }"),
        ("", "mapping: { a: A, b: B }"),
        ("", "mapping: { a: '#/components/schemas/A', b: B }"),
        ("", "x-none: true"),
    ] {
        expect_in_both("unmapped-branch", &takes("post", &union(mark, mapping)), components);
        expect_in_both("unmapped-branch", &answers(&union(mark, mapping)), components);
    }
}
