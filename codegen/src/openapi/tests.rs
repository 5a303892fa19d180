#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test panics")]

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
        ("openapi: 3.2.0\n", "1 unsupported-version OpenAPI `3.2.0` is not supported"),
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
fn every_keyword_of_a_version_is_read() {
    // A value of each kind; the keyword is known when nothing says that it is not.
    for (keyword, only) in schema::keywords() {
        for (text, version) in [("3.0.0", Version::V3_0), ("3.1.0", Version::V3_1)] {
            let run = with_schema(text, &format!("{{ {keyword}: {{}} }}"));
            let unknown = run.findings.iter().any(|found| found.contains("unknown-key"));
            assert_eq!(unknown, only.is_some_and(|only| only != version), "{keyword} in {text}");
        }
    }
}

#[test]
fn types_differ_between_versions() {
    let both = with_schema("3.1.0", "{ type: [string, 'null'] }");
    let types = schema(&both).types.unwrap().value;
    assert_eq!(types.iter().collect::<Vec<_>>(), [SchemaType::Null, SchemaType::String]);
    assert_eq!(types.without_null().len(), 1);
    let old = with_schema("3.0.0", "{ type: [string, 'null'] }");
    finds(&old, &["4 wrong-type expected a string, found an array"]);
    finds(&with_schema("3.0.0", "{ type: 'null' }"), &["4 invalid-value unknown value `null`"]);
    finds(&with_schema("3.1.0", "{ type: strng }"), &["4 invalid-value unknown value `strng`"]);
    assert_eq!(with_schema("3.1.0", "{ type: strng }").help, ["did you mean `string`?"]);
    assert!(!with_schema("3.1.0", "{ type: [] }").findings.is_empty());
    assert!(!with_schema("3.1.0", "{ type: [string, string] }").findings.is_empty());
}

#[test]
fn exclusive_bounds_differ_between_versions() {
    let flag = with_schema("3.0.0", "{ minimum: 1, exclusiveMinimum: true }");
    assert!(
        matches!(schema(&flag).exclusive_minimum.as_deref(), Some(Exclusive::Flag(f)) if f.value)
    );
    let bound = with_schema("3.1.0", "{ exclusiveMaximum: 1.50 }");
    assert!(
        matches!(schema(&bound).exclusive_maximum.as_deref(), Some(Exclusive::Bound(n)) if n.value == "1.50")
    );
    finds(
        &with_schema("3.0.0", "{ exclusiveMinimum: 1 }"),
        &["4 wrong-type expected a boolean, found a number"],
    );
    finds(
        &with_schema("3.1.0", "{ exclusiveMinimum: true }"),
        &["4 wrong-type expected a number, found a boolean"],
    );
}

#[test]
fn boolean_schemas_differ_between_versions() {
    let new = with_schema("3.1.0", "false");
    let components = new.document.unwrap().components;
    assert!(matches!(
        components.schemas.get("S"),
        Some(RefOr::Item(Schema::Boolean(value))) if !value.value
    ));
    finds(&with_schema("3.0.0", "true"), &["4 wrong-type expected a schema, found a boolean"]);
    let closed = with_schema("3.0.0", "{ additionalProperties: false }");
    assert!(matches!(
        schema(&closed).additional_properties.as_deref(),
        Some(RefOr::Item(Schema::Boolean(value))) if !value.value
    ));
}

#[test]
fn keywords_beside_a_reference_are_kept() {
    let run = with_schema("3.0.0", "{ $ref: '#/components/schemas/T', maxLength: 3 }");
    finds(&run, &[]);
    assert_eq!(schema(&run).max_length.as_ref().unwrap().value, "3");
    let components = &run.document.as_ref().unwrap().components;
    let reference = components.schemas.get("S").unwrap().as_ref().unwrap();
    assert_eq!(reference.pointer.value, "#/components/schemas/T");
}

#[test]
fn counts_are_whole_numbers() {
    assert_eq!(count("18446744073709551615"), Some(u64::MAX));
    assert_eq!(count("1e3"), Some(1000));
    assert_eq!(count("1.50e2"), Some(150));
    assert_eq!(count("2.0"), Some(2));
    for bad in ["-1", "1.5", "1e-1", "18446744073709551616", "1e30", "1e2147483647"] {
        assert_eq!(count(bad), None, "{bad}");
    }
    finds(
        &with_schema("3.0.0", "{ maxLength: -1 }"),
        &["4 invalid-value expected a whole number from 0, found -1"],
    );
    finds(
        &with_schema("3.0.0", "{ multipleOf: 0.0 }"),
        &["4 invalid-value `multipleOf` has to be greater than 0, found 0.0"],
    );
    finds(&with_schema("3.0.0", "{ multipleOf: 0.01 }"), &[]);
}

#[test]
fn lists_that_accept_nothing_are_errors() {
    finds(
        &with_schema("3.1.0", "{ oneOf: [] }"),
        &["4 invalid-value the list of schemas is empty"],
    );
    assert_eq!(with_schema("3.0.0", "{ enum: [] }").findings.len(), 1);
    let run = with_schema("3.1.0", "{ enum: [] }");
    finds(&run, &[]);
    assert!(schema(&run).enumeration.as_ref().unwrap().is_empty());
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
        &["5 unsupported-reference an operation cannot be a reference"],
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
    finds(&null, &["5 wrong-type expected an array, found null"]);
    assert_eq!(null.help, ["write `[]` where no scopes are needed"]);
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

#[test]
fn annotations_are_typed() {
    let run = run(
        "openapi: 3.0.3
info: { title: T, version: '1' }
x-portcullis:
  profile: strict
  errors: problem+json
  rate-limit: { limit: 100, window: 1m, per: client }
  body-limit: 4096
  audit: denied
  allow: { some-rule: because }
paths:
  /a:
    x-portcullis: { audit: always }
    get:
      x-portcullis:
        public: Load balancers ask it.
        rate-limit: [{ name: burst, limit: 10, window: 1s }, { limit: 1000, window: 1h, per: address }]
        body-limit: 16KiB
      responses:
        '422': { description: d, x-portcullis: { codes: [INSUFFICIENT_FUNDS, CLOSED] } }
components:
  securitySchemes:
    o: { type: http, scheme: bearer, x-portcullis: { issuer: i, audience: a, algorithms: [ES256] } }
  schemas:
    S: { type: string, x-portcullis: { sensitive: pan } }
",
    );
    finds(&run, &[]);
    let document = run.document.as_ref().unwrap();
    let root = document.portcullis.as_ref().unwrap();
    assert_eq!(root.profile.unwrap().value, Profile::Strict);
    assert_eq!(root.errors.unwrap().value, ErrorFormat::Problem);
    assert_eq!(root.body_limit.unwrap().value, 4096);
    assert_eq!(root.audit.unwrap().value, Audit::Denied);
    assert_eq!(root.allow[0].rule.value, "some-rule");
    assert_eq!(root.rate_limit.as_ref().unwrap()[0].window.value, 60);
    let path = document.paths.get("/a").unwrap();
    assert_eq!(path.portcullis.as_ref().unwrap().audit.unwrap().value, Audit::Always);
    let operation = path.operations[0].1.portcullis.as_ref().unwrap();
    assert_eq!(operation.body_limit.unwrap().value, 16 * 1024);
    assert!(operation.public.is_some());
    let limits = &operation.rate_limit.as_ref().unwrap().value;
    assert_eq!((limits[1].limit.value, limits[1].window.value), (1000, 3600));
    assert_eq!(limits[1].per.unwrap().value, RatePer::Address);
    let responses = path.operations[0].1.responses.as_ref().unwrap();
    let response = responses.entries[0].response.as_item().unwrap();
    assert_eq!(response.portcullis.as_ref().unwrap().codes[1].value, "CLOSED");
    let sensitive = schema(&run).portcullis.as_ref().unwrap().sensitive.unwrap().value;
    assert_eq!(sensitive, Mask::Pan);
}

#[test]
fn unknown_annotations_are_errors_in_every_profile() {
    let text = format!(
        "openapi: 3.0.3\n{INFO}x-portcullis: {{ profil: lenient }}\npaths:\n  /a: {{ x-portcullis: {{ public: no }} }}\nx-portcullus: {{}}\ntags: [ {{ name: t, x-portcullis: {{}} }} ]\n"
    );
    for profile in Profile::ALL {
        let run = run_in(profile, &text);
        finds(
            &run,
            &[
                "3 unknown-annotation unknown member `profil` in `x-portcullis` of the root",
                "5 unknown-annotation unknown member `public` in `x-portcullis` of a path item",
                "6 unknown-annotation unknown extension `x-portcullus` in the OpenAPI Object",
                "7 unknown-annotation `x-portcullis` is not understood in a Tag Object",
            ],
        );
        assert_eq!(run.help[0], "did you mean `profile`?");
        assert!(run.denied);
    }
}

#[test]
fn an_extension_inside_an_annotation_is_an_error() {
    let run = with("3.0.3", "paths: {}\nx-portcullis: { x-note: 1 }\n");
    assert!(run.findings[0].contains("unknown-annotation"), "{:?}", run.findings);
}

#[test]
fn values_of_annotations_are_checked() {
    for (annotation, message) in [
        ("public: ''", "the text is blank"),
        ("public: true", "expected a reason, found a boolean"),
        ("rate-limit: []", "`rate-limit` is empty"),
        ("rate-limit: { limit: 0, window: 1s }", "`limit` is a whole number from 1, found 0"),
        ("rate-limit: { limit: 1, window: 500ms }", "`500ms` is not a window"),
        ("rate-limit: { limit: 1, window: 1s, per: user }", "unknown value `user`"),
        ("rate-limit: { limit: 1, window: 1s, name: 'a b' }", "`a b` is not a name for a limit"),
        (
            "rate-limit: [{ name: a, limit: 1, window: 1s }, { name: a, limit: 2, window: 1m }]",
            "the name `a` is given twice",
        ),
        ("body-limit: 16KB", "`16KB` is not a size"),
        ("audit: false", "`audit` is a word, not a boolean"),
        ("audit: allways", "unknown value `allways`"),
        ("allow: { rule: '' }", "the text is blank"),
    ] {
        let run = with_operation(&format!("x-portcullis: {{ {annotation} }}"));
        finds(&run, &[&format!("5 invalid-annotation {message}")]);
        assert!(run.denied);
    }
    let missing = with_operation("x-portcullis: { rate-limit: { limit: 1 } }");
    finds(&missing, &["5 missing-member a rate limit has no `window`"]);
}

#[test]
fn codes_are_upper_case_words() {
    for (codes, message) in [
        ("[Declined]", "`Declined` is not an error code"),
        ("[A__B]", "`A__B` is not an error code"),
        ("[A, A]", "the code `A` is given twice"),
    ] {
        let run = with(
            "3.0.3",
            &format!(
                "paths:\n  /a: {{ get: {{ responses: {{ '422': {{ description: d,\n    x-portcullis: {{ codes: {codes} }} }} }} }} }}\n"
            ),
        );
        finds(&run, &[&format!("5 invalid-annotation {message}")]);
    }
}

#[test]
fn algorithms_that_let_anybody_sign_are_refused() {
    for (algorithm, message) in [
        ("none", "the algorithm `none` signs nothing and is never accepted"),
        ("None", "the algorithm `none` signs nothing and is never accepted"),
        ("HS256", "`HS256` uses a shared secret: whoever can verify tokens can forge them"),
        ("ES25", "the algorithm `ES25` is not supported"),
        ("RS256, RS256", "the algorithm `RS256` is given twice"),
        ("", "`algorithms` is empty: no token is valid"),
    ] {
        let run = with(
            "3.0.3",
            &format!(
                "paths: {{}}\ncomponents: {{ securitySchemes: {{ o: {{ type: http, scheme: bearer,\n    x-portcullis: {{ algorithms: [{algorithm}] }} }} }} }}\n"
            ),
        );
        finds(&run, &[&format!("5 invalid-annotation {message}")]);
    }
}

#[test]
fn the_profile_is_known_before_the_first_finding() {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let text = "x-portcullis: { profile: strict }\n".to_owned();
    let root = source::read(&mut sources, "a.yaml", text, &mut diagnostics).unwrap();
    assert_eq!(profile(&root), Some(Profile::Strict));
}
