//! Documents of several files, overlays, and the mistakes of documents that can be allowed.

use std::path::Path;

use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check, generate};

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nsecurity: [{ key: [] }]\n";
const KEY: &str =
    "components: { securitySchemes: { key: { type: apiKey, in: header, name: K } } }\n";
const DONE: &str = "responses: { '204': { description: Done. } }";

fn run(files: &[(&str, &str)], allow: &[&str], change: impl FnOnce(&mut Options)) -> Checked {
    let memory = files.iter().fold(Memory::new(), |all, (name, text)| all.with(*name, *text));
    let mut levels = Levels::new(Profile::Lenient);
    for name in allow.iter().chain(&["no-429"]) {
        levels.set(*name, Level::Allow);
    }
    let mut options = Options { levels, profile: Some(Profile::Lenient), ..Options::default() };
    change(&mut options);
    check(Path::new(files[0].0), &memory, &options)
}

/// Code and place of each finding.
fn found(checked: &Checked) -> Vec<(&'static str, String)> {
    let place = |span| checked.sources.describe(span);
    checked.diagnostics.sorted().iter().map(|d| (d.code, place(d.primary.span))).collect()
}

fn module(checked: &Checked) -> String {
    let Some(audited) = &checked.api else { panic!("{}", checked.report().text()) };
    generate(audited, &checked.sources)
}

/// A document whose operation takes what `schema` says.
fn taking(schema: &str) -> String {
    format!(
        "{HEAD}paths:\n  /a:\n    post:\n      operationId: a\n      requestBody:\n        required: true\n        \
         content: {{ application/json: {{ schema: {schema} }} }}\n      {DONE}\n{KEY}"
    )
}

#[test]
fn a_mistake_in_another_file_is_shown_there() {
    let root = taking("{ $ref: 'types/a.json#/A' }");
    let other = "{\n  \"A\": {\n    \"type\": \"strin\"\n  }\n}";
    let checked = run(&[("x/root.yaml", &root), ("x/types/a.json", other)], &[], |_| {});
    assert_eq!(found(&checked), [("invalid-value", "x/types/a.json:3".to_owned())]);
    // A reference that leads nowhere is shown where it stands, with what there is.
    let other = "A: { $ref: '../b.yaml#/Strng' }";
    let files = [
        ("x/root.yaml", &*taking("{ $ref: 'types/a.yaml#/A' }")),
        ("x/types/a.yaml", other),
        ("x/b.yaml", "String: { type: string }"),
    ];
    let checked = run(&files, &[], |_| {});
    assert_eq!(found(&checked), [("unresolved-reference", "x/types/a.yaml:1".to_owned())]);
    assert!(checked.report().text().contains("did you mean `String`?"));
}

#[test]
fn files_may_refer_to_each_other_in_circles() {
    let root = taking("{ $ref: a.yaml }");
    let a = "type: object\nproperties: { b: { $ref: b.yaml } }";
    let b = "type: object\nproperties: { a: { $ref: a.yaml } }";
    let checked = run(&[("root.yaml", &root), ("a.yaml", a), ("b.yaml", b)], &[], |_| {});
    let module = module(&checked);
    assert!(module.contains("pub b: Option<Box<B>>"), "{module}");
    assert!(module.contains("pub a: Option<Box<A>>"), "{module}");
    // A chain of nothing but references has no end.
    let files = [("root.yaml", &*root), ("a.yaml", "$ref: b.yaml"), ("b.yaml", "$ref: a.yaml")];
    let codes: Vec<_> =
        found(&run(&files, &[], |_| {})).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["reference-cycle"]);
}

#[test]
fn files_out_of_the_directory_are_read_when_that_is_allowed() {
    let root = taking("{ $ref: ../a.yaml }");
    let files = [("x/root.yaml", &*root), ("x/../a.yaml", "type: string\nmaxLength: 3")];
    let refused = run(&files, &[], |_| {});
    assert_eq!(found(&refused), [("outside-reference", "x/root.yaml:10".to_owned())]);
    // A document cannot allow it to itself.
    let own = root.replacen(
        "paths:",
        "x-portcullis: { allow: { outside-reference: Please. } }\npaths:",
        1,
    );
    let own = run(&[("x/root.yaml", &*own), files[1]], &[], |_| {});
    assert!(own.api.is_none());
    let allowed = run(&files, &[], |options| options.outside = true);
    assert!(
        module(&allowed).contains("pub body: schemas::A")
            || module(&allowed).contains("Text<0, 3>")
    );
}

#[test]
fn the_root_acknowledges_for_all_files() {
    let root = taking("{ $ref: a.yaml }");
    let a = "type: boolean\noddity: 1";
    let plain = run(&[("root.yaml", &root), ("a.yaml", a)], &[], |_| {});
    assert_eq!(found(&plain), [("unknown-key", "a.yaml:2".to_owned())]);
    let allow = "x-portcullis: { allow: { unknown-key: We know. } }\npaths:";
    let root = root.replacen("paths:", allow, 1);
    assert_eq!(found(&run(&[("root.yaml", &root), ("a.yaml", a)], &[], |_| {})), []);
}

#[test]
fn operations_that_reach_nothing_are_left_out_by_name() {
    let root = format!(
        "{HEAD}paths:
  /a: {{ get: {{ operationId: whole, {DONE} }} }}
  /b:
    get:
      operationId: broken
      responses: {{ '200': {{ description: D., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/A' }} }} }} }} }}
components:
  securitySchemes: {{ key: {{ type: apiKey, in: header, name: K }} }}
  schemas:
    A: {{ type: object, properties: {{ b: {{ type: array, items: {{ $ref: '#/components/schemas/B' }} }} }} }}
    C: {{ $ref: '#/components/schemas/D' }}
"
    );
    let checked = run(&[("r.yaml", &root)], &[], |_| {});
    let place = |line| ("unresolved-reference", format!("r.yaml:{line}"));
    assert_eq!(found(&checked), [place(13), place(14)]);
    let report = checked.report().text();
    assert!(report.contains("not generated: `broken`"), "{report}");
    assert!(report.contains("no operation that is served reaches it"), "{report}");
    let checked = run(&[("r.yaml", &root)], &["unresolved-reference"], |_| {});
    let module = module(&checked);
    assert!(module.contains("pub struct Whole;") && !module.contains("Broken"), "{module}");
}

#[test]
fn a_scope_that_nobody_declares_is_demanded_all_the_same() {
    let root = format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\nsecurity: [{{ login: [odd] }}]\npaths:
  /a: {{ get: {{ operationId: a, {DONE} }} }}
components: {{ securitySchemes: {{ login: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: https://a.example, scopes: {{}} }} }} }} }} }}
"
    );
    let root = [("r.yaml", &*root)];
    assert_eq!(found(&run(&root, &[], |_| {})), [("undeclared-scope", "r.yaml:3".to_owned())]);
    let module = module(&run(&root, &["undeclared-scope"], |_| {}));
    assert!(module.contains(r#"oauth2("login", &["odd"])"#), "{module}");
}

#[test]
fn scopes_that_are_null_leave_the_operation_out() {
    let root = format!(
        "{HEAD}paths:
  /a: {{ get: {{ operationId: whole, {DONE} }} }}
  /b: {{ get: {{ operationId: broken, security: [{{ key: null }}], {DONE} }} }}
{KEY}"
    );
    let module = module(&run(&[("r.yaml", &root)], &["null-scopes"], |_| {}));
    assert!(module.contains("pub struct Whole;") && !module.contains("Broken"), "{module}");
    // What all operations demand cannot be left out.
    let root = root.replacen("[{ key: [] }]", "[{ key: null }]", 1);
    let checked = run(&[("r.yaml", &root)], &["null-scopes"], |_| {});
    assert_eq!(found(&checked), [("wrong-type", "r.yaml:3".to_owned())]);
    assert!(checked.api.is_none());
}

#[test]
fn a_path_parameter_that_nothing_describes_is_a_text() {
    let root = format!("{HEAD}paths:\n  /a/{{id}}: {{ get: {{ operationId: a, {DONE} }} }}\n{KEY}");
    let module = module(&run(&[("r.yaml", &root)], &["undeclared-path-parameter"], |_| {}));
    assert!(module.contains("#[request(path)]\n        pub id: String,"), "{module}");
}

#[test]
fn operations_and_descriptions_that_are_references_are_read_when_that_is_allowed() {
    let root = format!(
        "openapi: 3.0.3\ninfo: {{ title: T, version: '1', description: {{ $ref: 'd.md.yaml#/text' }} }}\nsecurity: [{{ key: [] }}]\npaths:
  /a: {{ get: {{ $ref: ops/a.yaml }} }}
{KEY}"
    );
    let a = format!("operationId: inOtherFile\n{DONE}");
    let files = [("r.yaml", &*root), ("ops/a.yaml", &*a), ("d.md.yaml", "text: Words.")];
    let place = |line| ("misplaced-reference", format!("r.yaml:{line}"));
    assert_eq!(found(&run(&files, &[], |_| {})), [place(2), place(5)]);
    let module = module(&run(&files, &["misplaced-reference"], |_| {}));
    assert!(module.contains("pub struct InOtherFile;"), "{module}");
    assert!(module.contains("a.yaml:1"), "{module}");
}

#[test]
fn the_first_of_two_paths_for_the_same_requests_is_served() {
    let root = format!(
        "{HEAD}paths:
  /a/{{b}}#one: {{ get: {{ operationId: first, parameters: [{{ name: b, in: path, required: true, schema: {{ type: string }} }}], {DONE} }} }}
  /a/{{c}}#two: {{ get: {{ operationId: second, parameters: [{{ name: c, in: path, required: true, schema: {{ type: string }} }}], {DONE} }} }}
{KEY}"
    );
    let checked = run(&[("r.yaml", &root)], &[], |_| {});
    let codes: Vec<_> = found(&checked).into_iter().filter(|(_, at)| at == "r.yaml:6").collect();
    let at = |code| (code, "r.yaml:6".to_owned());
    assert_eq!(codes, [at("ambiguous-path"), at("path-fragment")]);
    assert!(checked.report().text().contains("the operation `second` is not generated"));
    let module = module(&checked);
    assert!(module.contains(r#"path: "/a/{b}","#) && !module.contains("Second"), "{module}");
}

#[test]
fn a_finding_about_what_an_overlay_says_is_shown_there() {
    let root = format!("{HEAD}paths:\n  /a: {{ get: {{ operationId: a, {DONE} }} }}\n{KEY}");
    let overlay = "overlay: 1.0.0\ninfo: { title: O, version: '1' }\nactions:\n- target: $.paths.*.get\n  update:\n    x-portcullis: { rate-limt: 1 }\n";
    let files = [("r.yaml", &*root), ("o.yaml", overlay)];
    let checked = run(&files, &[], |options| options.overlays.push("o.yaml".into()));
    assert_eq!(found(&checked), [("unknown-annotation", "o.yaml:6".to_owned())]);
    // One that is not there stops everything.
    let checked = run(&files[..1], &[], |options| options.overlays.push("o.yaml".into()));
    assert_eq!(found(&checked), [("unreadable-file", "o.yaml:1".to_owned())]);
    assert!(checked.api.is_none());
    // References of an overlay start from the document.
    let overlay = "overlay: 1.0.0\ninfo: { title: O, version: '1' }\nactions:\n- target: $.paths\n  update: { /b: { $ref: 'b.yaml' } }\n";
    let b = format!("get: {{ operationId: fromOverlay, {DONE} }}");
    let files = [("x/r.yaml", &*root), ("y/o.yaml", overlay), ("x/b.yaml", &*b)];
    let checked = run(&files, &[], |options| options.overlays.push("y/o.yaml".into()));
    assert!(module(&checked).contains("pub struct FromOverlay;"));
}

/// A document with some operations and components around two schemas whose names collide.
fn naming(operations: &[&str], components: &str) -> String {
    let op = |id: &&str| {
        format!(
            "  /{id}:
    get:
      operationId: {id}
      parameters: [{{ $ref: '#/components/parameters/Order' }}]
      responses:
        '200': {{ description: D., content: {{ application/json: {{ schema: {{ type: object, properties: {{
          a: {{ $ref: '#/components/schemas/user_name' }}, b: {{ $ref: '#/components/schemas/Holder' }} }} }} }} }} }}
"
        )
    };
    let operations: String = operations.iter().map(op).collect();
    format!(
        "{HEAD}paths:
{operations}components:
  securitySchemes: {{ key: {{ type: apiKey, in: header, name: K }} }}
  parameters:
    Order: {{ name: order, in: query, schema: {{ type: string, enum: [up, down] }} }}
  schemas:
    userName: {{ type: object, properties: {{ first: {{ type: string }} }} }}
{components}    user_name: {{ type: object, properties: {{ second: {{ type: string }} }} }}
    Holder: {{ type: object, properties: {{ old: {{ $ref: '#/components/schemas/user_name' }}, kind: {{ enum: [a, b] }} }} }}
"
    )
}

/// The declaration of a type, from its name to the end of its first member.
fn declaration<'m>(module: &'m str, kind: &str, name: &str) -> &'m str {
    let start =
        module.find(&format!("pub {kind} {name} {{")).unwrap_or_else(|| panic!("{name}: {module}"));
    module[start..].split(',').next().unwrap()
}

#[test]
fn names_stay_when_unrelated_parts_change() {
    let documents = [
        naming(&["one"], ""),
        naming(&["zero", "one"], ""),
        naming(
            &["one", "two"],
            "    UserName2: { type: object, properties: { third: { type: string } } }\n",
        ),
        naming(&["two", "one"], "    Unrelated: { type: object }\n    Order: { type: string }\n"),
        // The first of the two is reached as well.
        naming(&["one"], "    Early: { type: object }\n").replacen(
            "b: {",
            "c: { $ref: '#/components/schemas/userName' }, b: {",
            1,
        ),
    ];
    for (number, document) in documents.iter().enumerate() {
        let module = module(&run(&[("r.yaml", document)], &[], |_| {}));
        // A number that another schema's name ends in is passed over.
        let own = if number == 2 { "UserName3" } else { "UserName2" };
        assert!(declaration(&module, "struct", own).contains("second"), "{number}: {module}");
        assert!(declaration(&module, "enum", "HolderKind").contains('A'), "{number}");
        assert!(
            declaration(&module, "enum", "OrderParameter").contains("Up"),
            "{number}: {module}"
        );
        assert!(
            declaration(&module, "struct", "One200Response").contains("pub a"),
            "{number}: {module}"
        );
    }
}

#[test]
fn collisions_are_found_where_somebody_asks() {
    let checked = run(&[("r.yaml", &naming(&["one"], ""))], &[], |options| {
        options.levels.set("name-collision", Level::Warn);
    });
    assert_eq!(found(&checked), [("name-collision", "r.yaml:18".to_owned())]);
    assert!(checked.report().text().contains("becomes `UserName2`"));
}
