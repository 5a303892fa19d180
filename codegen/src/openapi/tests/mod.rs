#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test panics")]

mod annotations;
mod schemas;

use super::*;
use crate::diag::{Diagnostics, Levels, Profile, Severity};
use crate::ir::{Audit, ErrorFormat, Mask, RatePer, Status};
use crate::source;
use crate::span::SourceMap;

struct Run {
    document: Option<Document>,
    /// "line code message", sorted by position.
    findings: Vec<String>,
    help: Vec<String>,
    notes: Vec<String>,
    denied: bool,
}

fn run_in(profile: Profile, text: &str) -> Run {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::new(Levels::new(profile));
    let root = source::read(&mut sources, "openapi.yaml", text.to_owned(), &mut diagnostics);
    let root = root.expect("the test's text is YAML");
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.sorted());
    let document = parse(&root, &mut diagnostics);
    let sorted = diagnostics.sorted();
    for found in &sorted {
        assert!(!found.help.is_empty(), "no help: {found:?}");
    }
    let describe = |found: &&crate::diag::Diagnostic| {
        format!("{} {} {}", sources.position(found.primary.span).line, found.code, found.message)
    };
    Run {
        document,
        findings: sorted.iter().map(describe).collect(),
        help: sorted.iter().flat_map(|found| found.help.clone()).collect(),
        notes: sorted.iter().flat_map(|found| found.notes.clone()).collect(),
        denied: sorted.iter().any(|found| found.severity == Severity::Error),
    }
}

fn run(text: &str) -> Run {
    run_in(Profile::Standard, text)
}

const INFO: &str = "info: { title: T, version: '1' }\n";

/// A document of a version with further members at the root, from line 3 on.
fn with(version: &str, members: &str) -> Run {
    run(&format!("openapi: {version}\n{INFO}{members}"))
}

/// A document with one schema, in flow style on line 4.
fn with_schema(version: &str, schema: &str) -> Run {
    with(version, &format!("paths: {{}}\ncomponents: {{ schemas: {{ S: {schema} }} }}\n"))
}

/// A document with one operation, its members from line 5 on, indented by six.
fn with_operation(members: &str) -> Run {
    let members = members.replace('\n', "\n      ");
    with(
        "3.0.3",
        &format!(
            "paths:\n  /a: {{ get: {{ responses: {{ '200': {{ description: d }} }},\n      {members} }} }}\n"
        ),
    )
}

fn schema(run: &Run) -> &SchemaObject {
    let components = &run.document.as_ref().unwrap().components;
    match components.schemas.get("S").unwrap() {
        RefOr::Item(Schema::Object(object)) => object,
        RefOr::Ref(reference) => reference.siblings.as_deref().unwrap(),
        RefOr::Item(Schema::Boolean(_)) => panic!("a boolean schema"),
    }
}

#[track_caller]
fn finds(run: &Run, expected: &[&str]) {
    assert_eq!(run.findings, expected);
}

#[test]
fn both_versions_are_read() {
    for (text, version) in
        [("3.0.0", Version::V3_0), ("3.0.4", Version::V3_0), ("3.1.1", Version::V3_1)]
    {
        let run = with(text, "paths: {}\n");
        finds(&run, &[]);
        assert_eq!(run.document.unwrap().version.value, version);
    }
}

#[test]
fn other_versions_are_refused() {
    for (text, message) in [
        ("swagger: '2.0'\n", "1 unsupported-version Swagger 2.0 is not supported"),
        (
            "info: {}\n",
            "1 unsupported-version the document does not say which version of OpenAPI it is",
        ),
        ("openapi: 3.3.0\n", "1 unsupported-version OpenAPI `3.3.0` is not supported"),
        ("openapi: 3.1.x\n", "1 unsupported-version OpenAPI `3.1.x` is not supported"),
        ("openapi: 3.1\n", "1 unsupported-version the version is the number 3.1, not a string"),
        ("openapi: [3]\n", "1 unsupported-version the version is an array, not a string"),
        ("- 1\n", "1 unsupported-version expected an OpenAPI document, found an array"),
    ] {
        let run = run(text);
        finds(&run, &[message]);
        assert!(run.document.is_none());
    }
}

#[test]
fn missing_members_are_errors() {
    let run = run("openapi: 3.0.0\ninfo: { title: T }\n");
    finds(
        &run,
        &[
            "1 missing-member the OpenAPI Object has no `paths`",
            "2 missing-member the Info Object has no `version`",
        ],
    );
    assert!(run.denied);
}

#[test]
fn a_3_1_document_needs_no_paths_where_it_has_components_or_webhooks() {
    finds(&with("3.1.0", "components: {}\n"), &[]);
    finds(&with("3.1.0", "webhooks: {}\n"), &[]);
    finds(&with("3.1.0", ""), &["1 missing-member the OpenAPI Object has no `paths`"]);
}

#[test]
fn responses_may_be_missing_in_3_1_only() {
    let paths = "paths:\n  /a:\n    get:\n      operationId: a\n";
    finds(&with("3.0.0", paths), &["6 missing-member an Operation Object has no `responses`"]);
    finds(&with("3.1.0", paths), &[]);
}

#[test]
fn wrong_types_say_what_was_expected() {
    let run = run("openapi: 3.0.0\ninfo: { title: [T], version: 1.0 }\npaths: 7\nservers: {}\n");
    finds(
        &run,
        &[
            "2 wrong-type expected a string, found an array",
            "2 wrong-type expected a string, found a number",
            "3 wrong-type expected an object, found a number",
            "4 wrong-type expected an array, found an object",
        ],
    );
    assert!(run.help.contains(&"put the value in quotes".to_owned()), "{:?}", run.help);
}

#[test]
fn unknown_keys_are_reported_with_a_suggestion() {
    let run = with_operation("operation_id: a, paramters: [], colour: red, x-colour: red");
    finds(
        &run,
        &[
            "5 unknown-key unknown key `operation_id` in an Operation Object",
            "5 unknown-key unknown key `paramters` in an Operation Object",
            "5 unknown-key unknown key `colour` in an Operation Object",
        ],
    );
    assert_eq!(run.help[0], "did you mean `operationId`?");
    assert_eq!(run.help[1], "did you mean `parameters`?");
    assert!(run.help[2].contains("`x-`"));
    assert!(run.denied);
}

#[test]
fn unknown_keys_are_warnings_in_the_lenient_profile() {
    let text = format!("openapi: 3.0.0\n{INFO}paths: {{}}\npahts: {{}}\n");
    let run = run_in(Profile::Lenient, &text);
    assert_eq!(run.findings.len(), 1);
    assert!(!run.denied);
}

#[test]
fn keys_of_the_other_version_are_unknown_and_the_help_says_so() {
    for (version, members, key) in [
        ("3.0.0", "paths: {}\nwebhooks: {}\n", "webhooks"),
        ("3.0.0", "paths: {}\njsonSchemaDialect: u\n", "jsonSchemaDialect"),
        ("3.0.0", "paths: {}\ncomponents: { pathItems: {} }\n", "pathItems"),
        ("3.0.0", "paths: {}\ncomponents: { schemas: { S: { const: 1 } } }\n", "const"),
        ("3.1.0", "paths: {}\ncomponents: { schemas: { S: { nullable: true } } }\n", "nullable"),
    ] {
        let run = with(version, members);
        assert_eq!(run.findings.len(), 1, "{:?}", run.findings);
        assert!(run.findings[0].contains(&format!("unknown-key unknown key `{key}`")));
        assert!(
            run.notes[0].contains(&format!("`{key}` is a key of OpenAPI 3.")),
            "{:?}",
            run.notes
        );
        finds(&with(if version == "3.0.0" { "3.1.0" } else { "3.0.0" }, members), &[]);
    }
    let text = "openapi: 3.0.0\ninfo: { title: T, version: '1', summary: s, license: { name: n, identifier: MIT } }\npaths: {}\n";
    assert_eq!(run(text).findings.len(), 2);
    finds(&run(&text.replace("3.0.0", "3.1.0")), &[]);
}

#[test]
fn statuses() {
    let run = with(
        "3.0.3",
        "paths:\n  /a:\n    get:\n      responses:\n        200: { description: d }\n        '4XX': { description: d }\n        default: { description: d }\n        x-note: 1\n",
    );
    finds(&run, &[]);
    let document = run.document.unwrap();
    let (_, operation) = &document.paths.get("/a").unwrap().operations[0];
    let statuses: Vec<Status> =
        operation.responses.as_ref().unwrap().entries.iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [Status::Code(200), Status::Range(4), Status::Default]);

    let bad = with(
        "3.0.3",
        "paths:\n  /a:\n    get:\n      responses:\n        '99': { description: d }\n        '6XX': { description: d }\n        '5xx': { description: d }\n        '5XX': { description: d }\n",
    );
    finds(
        &bad,
        &[
            "7 invalid-value `99` is not a status",
            "8 invalid-value `6XX` is not a status",
            "9 unknown-key unknown status `5xx`",
            "10 invalid-value the status `5XX` is declared twice",
        ],
    );
}

#[test]
fn parameters_are_checked() {
    let run = with_operation(
        "parameters: [ { name: a, in: path, schema: {} },\n{ name: b, in: query },\n{ name: c, in: body, schema: {} },\n{ name: d, in: query, style: simple, schema: {} },\n{ name: e, in: query, schema: {}, content: { a/b: {} } },\n{ name: f, in: query, content: {} } ]",
    );
    finds(
        &run,
        &[
            "5 path-parameter path parameter `a` is not `required: true`",
            "6 missing-member a Parameter Object has no `schema`",
            "7 invalid-value unknown value `body`",
            "8 invalid-value style `simple` is not for `in: query`",
            "9 invalid-value both `content` and `schema` are given",
            "10 invalid-value `content` has to name exactly one media type",
        ],
    );
}

#[test]
fn styles_have_defaults() {
    let run = with_operation(
        "parameters: [ { name: a, in: query, schema: {} }, { name: b, in: header, schema: {} } ]",
    );
    finds(&run, &[]);
    let document = run.document.unwrap();
    let (_, operation) = &document.paths.get("/a").unwrap().operations[0];
    let query = operation.parameters[0].as_item().unwrap();
    assert_eq!((query.effective_style(), query.effective_explode()), (Style::Form, true));
    let header = operation.parameters[1].as_item().unwrap();
    assert_eq!((header.effective_style(), header.effective_explode()), (Style::Simple, false));
}

#[test]
fn paths_begin_with_a_slash() {
    finds(
        &with("3.0.0", "paths:\n  a: {}\n"),
        &["4 invalid-value the path `a` does not begin with a slash"],
    );
}

#[test]
fn an_operation_is_no_reference() {
    finds(
        &with("3.0.0", "paths:\n  /a:\n    get: { $ref: a.yaml }\n"),
        &[
            "5 unsupported-reference an operation cannot be a reference, and `a.yaml` does not exist",
        ],
    );
}

#[test]
fn security_is_read_as_written() {
    let run = with_operation("security: [ { a: [x], b: [] }, {} ]");
    finds(&run, &[]);
    let document = run.document.unwrap();
    let (_, operation) = &document.paths.get("/a").unwrap().operations[0];
    let security = operation.security.as_ref().unwrap();
    assert_eq!(security.len(), 2);
    assert_eq!(security[0].schemes[0].scopes.value[0].value, "x");
    assert_eq!(security[0].schemes[1].scheme.value, "b");
    assert!(security[1].schemes.is_empty());
    let null = with_operation("security: [ { a: } ]");
    finds(&null, &["5 null-scopes expected an array of scopes, found null"]);
    assert_eq!(null.help, ["write `[]` where no scopes are needed"]);
    // The operation is gone, and not one without an alternative.
    assert!(null.document.unwrap().paths.get("/a").unwrap().operations.is_empty());
    assert!(with("3.0.3", "paths: {}\nsecurity: [ { a: } ]\n").document.is_none());
}

#[test]
fn mutual_tls_is_known_in_both_versions() {
    for version in ["3.0.0", "3.1.0"] {
        let run = with(
            version,
            "paths: {}\ncomponents: { securitySchemes: { c: { type: mutualTLS } } }\n",
        );
        finds(&run, &[]);
        let components = run.document.unwrap().components;
        let scheme = components.security_schemes.get("c").unwrap().as_item().unwrap();
        assert!(matches!(scheme.kind, SecuritySchemeKind::MutualTls));
    }
    let unknown =
        with("3.0.0", "paths: {}\ncomponents: { securitySchemes: { c: { type: oauth } } }\n");
    finds(&unknown, &["4 invalid-value unknown value `oauth`"]);
    assert_eq!(unknown.help, ["did you mean `oauth2`?"]);
}
