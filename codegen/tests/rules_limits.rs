//! The rules about limits, on fragments of documents: what their pages have no room for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;

use portcullis_codegen::audit;
use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Options, check};

/// The findings of one rule in a document: the text at each, up to the end of its line.
fn found(rule: &str, document: &str) -> Vec<String> {
    assert!(audit::rules().iter().any(|known| known.lint.name == rule), "{rule}");
    let mut levels = Levels::new(Profile::Lenient);
    levels.set(rule, Level::Warn);
    let options = Options { levels, profile: Some(Profile::Lenient), ..Options::default() };
    let files = Memory::new().with("openapi.yaml", document);
    let checked = check(Path::new("openapi.yaml"), &files, &options);
    assert!(checked.api.is_some(), "{}", checked.report().text());
    let findings = checked.diagnostics.sorted().into_iter().filter(|found| found.code == rule);
    let texts = findings.map(|found| {
        let rest = &document[found.primary.span.start as usize..];
        rest.lines().next().unwrap_or_default().trim().to_owned()
    });
    texts.collect()
}

/// A document of a version whose one operation takes a schema, in one line, as its body.
fn with_body(version: &str, schema: &str) -> String {
    format!(
        "openapi: {version}
info: {{ title: T, version: '1' }}
paths:
  /things:
    post:
      operationId: createThing
      requestBody:
        required: true
        content: {{ application/json: {{ schema:
          {schema}
        }} }}
      responses: {{ '204': {{ description: Done. }} }}
"
    )
}

/// A document whose paths are given, under members of the root.
fn with_paths(root: &str, paths: &str) -> String {
    format!("openapi: 3.1.0\n{root}info: {{ title: T, version: '1' }}\npaths:\n{paths}")
}

const VERSIONS: [&str; 3] = ["3.0.4", "3.1.1", "3.2.0"];
/// 3.1 and later.
const RECENT: [&str; 2] = ["3.1.1", "3.2.0"];

/// Whether a rule finds something in a schema of a request body, in each version.
fn assert_schema(rule: &str, versions: &[&str], schema: &str, expected: bool) {
    for version in versions {
        let found = found(rule, &with_body(version, schema));
        assert_eq!(!found.is_empty(), expected, "{rule} {version} {schema}: {found:?}");
        assert!(found.len() <= 1, "{rule} {version} {schema}: {found:?}");
    }
}

#[test]
fn arrays_say_what_they_hold() {
    for (schema, expected) in [
        ("{ type: array, maxItems: 2 }", true),
        ("{ type: array, items: {} }", false),
        ("{ type: array, items: { type: string } }", false),
        ("{ allOf: [{ type: array }, { items: { type: string } }] }", false),
        ("{ type: object, properties: { a: { type: array } } }", true),
        ("{ type: object, properties: { a: { type: array, readOnly: true } } }", false),
    ] {
        // 3.0 demands `items`; who left it out is told, and nothing else.
        assert_schema("untyped-items", &VERSIONS, schema, expected);
    }
    let tuple = "{ type: array, prefixItems: [{ type: string }], items: false }";
    assert_schema("untyped-items", &RECENT, tuple, false);
    assert_schema("untyped-items", &RECENT, "{ type: [array, 'null'] }", true);
}

#[test]
fn strings_say_what_they_look_like() {
    for (schema, expected) in [
        ("{ type: string, maxLength: 9 }", true),
        ("{ type: string, pattern: a }", false),
        ("{ type: string, format: uuid }", false),
        ("{ type: string, format: banana }", false),
        ("{ type: string, enum: [a] }", false),
        ("{ allOf: [{ type: string }, { pattern: '^a$' }] }", false),
    ] {
        assert_schema("unrestricted-string", &VERSIONS, schema, expected);
    }
    assert_schema("unrestricted-string", &["3.0.4"], "{ type: string, nullable: true }", true);
    assert_schema("unrestricted-string", &RECENT, "{ type: [string, 'null'] }", true);
    assert_schema("unrestricted-string", &RECENT, "{ const: a }", false);
    assert_schema("unrestricted-string", &RECENT, "{ not: { type: string } }", false);
}

#[test]
fn a_pattern_is_broad_unanchored_or_neither() {
    for (pattern, broad, unanchored) in [
        (".*", true, false),
        (".+", true, false),
        ("^.*$", true, false),
        ("^(.*)$", true, false),
        ("^(|.+)$", true, false),
        (r"^[\s\S]*$", true, false),
        ("^.", true, false),
        (".{1,35}", true, false),
        ("[0-9]*", true, false),
        ("(abc)?", true, false),
        ("^.{1,35}$", false, false),
        ("^.{2,}$", false, false),
        ("^(..)*$", false, false),
        ("^[0-9]*$", false, false),
        (r"^\S+$", false, false),
        ("^$", false, false),
        ("[0-9]+", false, true),
        ("^[A-Z]{3}", false, true),
        ("[A-Z]{3}$", false, true),
        ("^a$|b", false, true),
        ("^(?:a|b)$", false, false),
        ("^a$|^b$", false, false),
    ] {
        let schema = format!("{{ type: string, maxLength: 40, pattern: '{pattern}' }}");
        assert_schema("broad-pattern", &VERSIONS, &schema, broad);
        assert_schema("unanchored-pattern", &VERSIONS, &schema, unanchored);
    }
    // What must not match is no demand on the whole string.
    let forbidden = "{ type: string, maxLength: 9, not: { pattern: '[<>]' } }";
    assert_schema("unanchored-pattern", &RECENT, forbidden, false);
}

#[test]
fn numbers_have_both_bounds() {
    for (rule, ty) in [("unbounded-number", "number"), ("unbounded-integer", "integer")] {
        for (bounds, versions, expected) in [
            ("", VERSIONS.as_slice(), true),
            (", minimum: 1", &VERSIONS, true),
            (", maximum: 1", &VERSIONS, true),
            (", minimum: 1, maximum: 9", &VERSIONS, false),
            (", minimum: 1, exclusiveMinimum: true, maximum: 9", &["3.0.4"], false),
            (", exclusiveMinimum: 1, exclusiveMaximum: 9", &RECENT, false),
            (", exclusiveMinimum: 1", &RECENT, true),
        ] {
            assert_schema(rule, versions, &format!("{{ type: {ty}{bounds} }}"), expected);
        }
    }
    // Bounds of the machine are none.
    let wide = "{ type: integer, format: uint64, minimum: 0 }";
    assert_schema("unbounded-integer", &VERSIONS, wide, true);
    assert_schema("unbounded-number", &VERSIONS, wide, false);
    let decimal = "{ type: string, format: decimal }";
    assert_schema("unbounded-number", &VERSIONS, decimal, false);
}

#[test]
fn numbers_have_a_format_that_fits() {
    for (schema, expected) in [
        ("{ type: integer }", true),
        ("{ type: integer, minimum: 0 }", true),
        ("{ type: integer, minimum: 0, maximum: 9 }", false),
        ("{ type: integer, format: int64 }", false),
        ("{ type: integer, enum: [1, 2] }", false),
        ("{ type: number, minimum: 0, maximum: 9 }", true),
        ("{ type: number, format: double }", false),
        ("{ type: string }", false),
    ] {
        assert_schema("unformatted-number", &VERSIONS, schema, expected);
    }
    for (bound, expected) in [
        ("format: int32, maximum: 2147483647", false),
        ("format: int32, maximum: 2147483648", true),
        ("format: int32, maximum: 1e10", true),
        ("format: int32, minimum: -2147483649", true),
        ("format: int64, maximum: 2147483648", false),
        ("format: uint8, minimum: -1", true),
        ("maximum: 99999999999", false),
    ] {
        let schema = format!("{{ type: integer, {bound} }}");
        assert_schema("bound-beyond-format", &VERSIONS, &schema, expected);
    }
    let exclusive = "{ type: integer, format: int32, exclusiveMaximum: 9999999999 }";
    assert_schema("bound-beyond-format", &RECENT, exclusive, true);
}

#[test]
fn a_limit_of_bodies_is_large_where_they_are_held() {
    let document = |root: &str, media: &str| {
        with_paths(
            root,
            &format!(
                "  /a:
    post:
      operationId: a
      requestBody: {{ required: true, content: {{ {media} }} }}
      responses: {{ '204': {{ description: Done. }} }}
  /b:
    post:
      operationId: b
      requestBody: {{ required: true, content: {{ {media} }} }}
      responses: {{ '204': {{ description: Done. }} }}
"
            ),
        )
    };
    let held = "application/json: { schema: { type: string } }";
    let stream = "application/pdf: { x-portcullis: { stream: true } }";
    let rule = "large-body-limit";
    // Inherited by both operations, and one mistake.
    assert_eq!(found(rule, &document("x-portcullis: { body-limit: 17MiB }\n", held)).len(), 1);
    assert_eq!(found(rule, &document("x-portcullis: { body-limit: 16MiB }\n", held)).len(), 0);
    assert_eq!(found(rule, &document("", held)).len(), 0);
    assert_eq!(found(rule, &document("x-portcullis: { body-limit: 1GiB }\n", stream)).len(), 0);
}

#[test]
fn headers_are_compared_without_case_and_through_references() {
    let root = "x-portcullis: { rate-limit: { limit: 9, window: 1m } }\n";
    let document = |name: &str| {
        with_paths(
            root,
            &format!(
                "  /a:
    get: {{ operationId: a, responses: {{ '204': {{ $ref: '#/components/responses/Done' }}, '429': {{ $ref: '#/components/responses/Later' }} }} }}
  /b:
    get: {{ operationId: b, responses: {{ '204': {{ $ref: '#/components/responses/Done' }}, '429': {{ $ref: '#/components/responses/Later' }} }} }}
components:
  headers: {{ Count: {{ schema: {{ type: integer }} }} }}
  responses:
    Done: {{ description: Done., headers: {{ {name}: {{ $ref: '#/components/headers/Count' }} }} }}
    Later: {{ description: Later., headers: {{ {name}: {{ $ref: '#/components/headers/Count' }} }} }}
"
            ),
        )
    };
    for name in ["RateLimit", "ratelimit-policy", "X-RATELIMIT-LIMIT", "X-Rate-Limit-Limit"] {
        assert_eq!(found("no-rate-limit-headers", &document(name)).len(), 0, "{name}");
    }
    assert_eq!(found("no-rate-limit-headers", &document("X-Other")).len(), 2);
    assert_eq!(found("no-retry-after", &document("RETRY-after")).len(), 0);
    // Shared by two operations, and found once, at the component.
    let later = found("no-retry-after", &document("X-Other"));
    assert_eq!(later.len(), 1);
    assert!(later[0].starts_with("Later:"), "{later:?}");
    // Without a limit the server sends no such headers.
    let unlimited = document("X-Other").replace(root, "");
    assert_eq!(found("no-rate-limit-headers", &unlimited).len(), 0);
}

#[test]
fn a_document_without_any_rate_limit_is_found_once() {
    let operation = |name: &str, more: &str| {
        format!(
            "  /{name}:
    get:
      operationId: {name}
{more}      responses: {{ '204': {{ description: Done. }} }}
"
        )
    };
    let limit = "      x-portcullis: { rate-limit: { limit: 9, window: 1m } }\n";
    let two = |a: &str, b: &str| format!("{}{}", operation("a", a), operation("b", b));
    let rule = "no-rate-limit";
    assert_eq!(found(rule, &with_paths("", &two("", ""))), ["3.1.0"]);
    assert_eq!(found(rule, &with_paths("", &two("", limit))), ["a"]);
    assert_eq!(found(rule, &with_paths("", &two(limit, limit))), [""; 0]);
    let root = "x-portcullis: { rate-limit: { limit: 9, window: 1m } }\n";
    assert_eq!(found(rule, &with_paths(root, &two("", ""))), [""; 0]);
}

#[test]
fn what_can_be_guessed_has_a_stricter_limit() {
    let document = |root: &str, path: &str, method: &str, id: &str, own: &str| {
        with_paths(
            root,
            &format!(
                "  {path}:
    {method}:
      operationId: {id}
{own}      responses: {{ '204': {{ description: Done. }} }}
"
            ),
        )
    };
    let root = "x-portcullis: { rate-limit: { limit: 100, window: 1m } }\n";
    let own = "      x-portcullis: { rate-limit: { limit: 5, window: 1m } }\n";
    let same = "      x-portcullis: { rate-limit: { limit: 6000, window: 1h } }\n";
    for (root, path, method, id, own, expected) in [
        ("", "/login", "post", "a", "", 1),
        ("", "/sessions", "post", "logIn", "", 1),
        ("", "/users/me/password", "put", "a", "", 1),
        ("", "/otp/verify", "post", "a", "", 1),
        ("", "/login", "post", "a", own, 0),
        (root, "/login", "post", "a", "", 1),
        (root, "/login", "post", "a", same, 1),
        (root, "/login", "post", "a", own, 0),
        ("", "/login", "get", "a", "", 0),
        ("", "/payments", "post", "createPayment", "", 0),
        ("", "/blogins", "post", "a", "", 0),
    ] {
        let count = found("loose-login-limit", &document(root, path, method, id, own)).len();
        assert_eq!(count, expected, "{root}{method} {path} {id} {own}");
    }
    let body = "{ type: object, properties: { grant_type: { type: string } } }";
    assert_schema("loose-login-limit", &VERSIONS, body, true);
    let body = "{ allOf: [{ type: object, properties: { a: { type: string } } }, \
                { type: object, properties: { otp: { type: string } } }] }";
    assert_schema("loose-login-limit", &VERSIONS, body, true);
    let body = "{ oneOf: [{ type: object, properties: { a: { type: string } } }, \
                { type: object, properties: { otp: { type: string } } }] }";
    assert_schema("loose-login-limit", &VERSIONS, body, true);
    // To set a password is no guess.
    let body = "{ type: object, properties: { password: { type: string } } }";
    assert_schema("loose-login-limit", &VERSIONS, body, false);
}

#[test]
fn lists_can_be_asked_for_in_parts() {
    let document = |path: &str, parameter: &str, schema: &str| {
        let id = "{ name: id, in: path, required: true, schema: { type: string } }";
        let id = if path.contains('{') { id } else { "" };
        let parameters =
            [id, parameter].join(if id.is_empty() || parameter.is_empty() { "" } else { ", " });
        with_paths(
            "",
            &format!(
                "  {path}:
    get:
      operationId: a
      parameters: [{parameters}]
      responses: {{ '200': {{ description: D., content: {{ application/json: {{ schema: {schema} }} }} }} }}
"
            ),
        )
    };
    let all = "{ type: array, items: { type: string } }";
    let few = "{ type: array, maxItems: 9, items: { type: string } }";
    let member =
        |name: &str, array: &str| format!("{{ type: object, properties: {{ {name}: {array} }} }}");
    let query = |name: &str| format!("{{ name: '{name}', in: query, schema: {{ type: string }} }}");
    for (path, parameter, schema, expected) in [
        ("/users", String::new(), all.to_owned(), 1),
        ("/users", String::new(), few.to_owned(), 0),
        ("/users", query("page[size]"), all.to_owned(), 0),
        ("/users", query("nextCursor"), all.to_owned(), 0),
        ("/users", query("nameStartsWith"), all.to_owned(), 1),
        ("/users", String::new(), member("items", all), 1),
        ("/users", String::new(), member("users", all), 1),
        ("/users", String::new(), member("items", few), 0),
        ("/users", String::new(), member("warnings", all), 0),
        ("/users/{id}", String::new(), member("items", all), 0),
    ] {
        let count = found("unpaginated-list", &document(path, &parameter, &schema)).len();
        assert_eq!(count, expected, "{path} {parameter} {schema}");
    }
}

#[test]
fn callers_are_told_apart() {
    let document = |security: &str, rates: &str| {
        with_paths(
            "",
            &format!(
                "  /a:
    get:
      operationId: a
      security: {security}
      x-portcullis: {{ {rates} }}
      responses: {{ '204': {{ description: Done. }} }}
components: {{ securitySchemes: {{ key: {{ type: apiKey, in: header, name: X-Api-Key }} }} }}
"
            ),
        )
    };
    let per = |who: &str| format!("{{ limit: 9, window: 1m, per: {who} }}");
    for (security, rates, expected) in [
        ("[{ key: [] }]", format!("rate-limit: {}", per("operation")), 1),
        ("[{ key: [] }]", format!("rate-limit: {}", per("address")), 1),
        ("[{ key: [] }]", format!("rate-limit: {}", per("client")), 0),
        ("[{ key: [] }]", "rate-limit: { limit: 9, window: 1m }".to_owned(), 0),
        ("[{ key: [] }]", format!("rate-limit: [{}, {}]", per("operation"), per("client")), 0),
        ("[]", format!("rate-limit: {}", per("address")), 0),
        ("[{}]", format!("rate-limit: {}", per("address")), 0),
        ("[]", format!("rate-limit: {}", per("operation")), 1),
        ("[]", "audit: always".to_owned(), 0),
    ] {
        let count = found("shared-rate-limit", &document(security, &rates)).len();
        assert_eq!(count, expected, "{security} {rates}");
    }
}

#[test]
fn what_can_be_asked_for_is_listed() {
    let document = |name: &str, schema: &str| {
        with_paths(
            "",
            &format!(
                "  /a:
    get:
      operationId: a
      parameters: [{{ name: '{name}', in: query, schema: {schema} }}]
      responses: {{ '204': {{ description: Done. }} }}
"
            ),
        )
    };
    for (name, schema, expected) in [
        ("expand", "{ type: string }", 1),
        ("expand[]", "{ type: array, items: { type: string, maxLength: 9 } }", 1),
        ("Include", "{ type: [string, 'null'] }", 1),
        ("expand", "{ type: string, pattern: '^(a|b)$' }", 0),
        ("expand", "{ type: array, items: { type: string, enum: [a] } }", 0),
        ("expand", "{ oneOf: [{ type: integer }, { type: array, items: { type: string } }] }", 1),
        ("expand", "{ type: string, not: { const: a } }", 1),
        ("include_deleted", "{ type: string }", 0),
        ("include", "{ type: boolean }", 0),
    ] {
        let count = found("open-expansion", &document(name, schema)).len();
        assert_eq!(count, expected, "{name} {schema}");
    }
}

/// A length in characters would take the body's parts away: files are bytes.
#[test]
fn files_in_forms_have_no_length_in_characters() {
    let document = |media: &str, rest: &str| {
        with_paths(
            "",
            &format!(
                "  /a:
    post:
      operationId: a
      requestBody:
        content:
          {media}:
            schema: {{ $ref: '#/components/schemas/Form' }}
      responses: {{ '204': {{ description: Done. }} }}
{rest}components:
  schemas:
    Form:
      type: object
      properties:
        files: {{ type: array, items: {{ type: string, format: binary }} }}
        scan: {{ $ref: '#/components/schemas/Scan' }}
        title: {{ type: string }}
    Scan: {{ type: string, format: binary }}
"
            ),
        )
    };
    let count = |media, rest: &str| found("unbounded-string", &document(media, rest)).len();
    assert_eq!(count("multipart/form-data", ""), 1, "the title alone");
    assert_eq!(count("application/json", ""), 3);
    // What is a file here may be a text elsewhere.
    let elsewhere = "  /b:
    post:
      operationId: b
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Scan' } } } }
      responses: { '204': { description: Done. } }
";
    assert_eq!(count("multipart/form-data", elsewhere), 2);
}

#[test]
fn files_have_types() {
    let document = |encoding: &str, schema: &str| {
        with_paths(
            "",
            &format!(
                "  /a:
    post:
      operationId: a
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {{ type: object, additionalProperties: false, properties: {{ f: {schema} }} }}
            {encoding}
      responses: {{ '204': {{ description: Done. }} }}
"
            ),
        )
    };
    let file = "{ type: string, format: binary }";
    let files = "{ type: array, maxItems: 2, items: { type: string, format: binary } }";
    for (encoding, schema, expected) in [
        ("", file, 1),
        ("", files, 1),
        ("encoding: { f: { contentType: image/png } }", file, 0),
        ("encoding: { f: { contentType: 'image/png, image/jpeg' } }", files, 0),
        ("encoding: { f: { contentType: application/octet-stream } }", file, 1),
        ("encoding: { f: { contentType: '*/*' } }", file, 1),
        ("", "{ type: string, maxLength: 3 }", 0),
    ] {
        let count = found("any-file-type", &document(encoding, schema)).len();
        assert_eq!(count, expected, "{encoding} {schema}");
    }
}

/// What the catalogue leaves to the phases before the audit is found there, in every version.
#[test]
fn contradictions_and_patterns_are_errors() {
    for (code, schema) in [
        ("impossible-schema", "{ type: string, minLength: 3, maxLength: 1 }"),
        ("impossible-schema", "{ type: integer, minimum: 3, maximum: 1 }"),
        ("impossible-schema", "{ type: number, minimum: 3, maximum: 1 }"),
        ("impossible-schema", "{ type: array, items: {}, minItems: 3, maxItems: 1 }"),
        ("impossible-schema", "{ type: object, minProperties: 3, maxProperties: 1 }"),
        ("invalid-pattern", "{ type: string, pattern: '([a-z]' }"),
        ("invalid-pattern", "{ type: string, pattern: '^((.{1,5000}){1,5000}){1,5000}$' }"),
    ] {
        for version in VERSIONS {
            let document = with_body(version, schema);
            let files = Memory::new().with("openapi.yaml", document);
            let options = Options { profile: Some(Profile::Lenient), ..Options::default() };
            let checked = check(Path::new("openapi.yaml"), &files, &options);
            let codes: Vec<&str> = checked.diagnostics.sorted().iter().map(|d| d.code).collect();
            assert!(codes.contains(&code), "{version} {schema}: {codes:?}");
            assert!(checked.api.is_none(), "{version} {schema}");
        }
    }
}
