//! Findings repaired in whole documents: what was found is gone, and nothing else has changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::fix::fix;
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, audit, check, lints};

fn strict(text: &str) -> Checked {
    checked(text, Profile::Strict)
}

fn checked(text: &str, profile: Profile) -> Checked {
    let options = Options { profile: Some(profile), ..Options::default() };
    check(Path::new("openapi.yaml"), &Memory::new().with("openapi.yaml", text), &options)
}

fn codes(checked: &Checked) -> BTreeSet<&'static str> {
    checked.diagnostics.sorted().iter().map(|found| found.code).collect()
}

/// The first example of a rule's page, without its marks.
fn example(name: &str) -> Option<String> {
    let page = audit::page(name)?;
    let block = page.split("```yaml\n").nth(1)?.split("```").next()?;
    block.starts_with("openapi:").then(|| block.replace(" # <- finding", " # a comment"))
}

/// How often a rule finds something that it can repair.
fn repairable(checked: &Checked, name: &str) -> usize {
    let all = checked.diagnostics.sorted().into_iter();
    all.filter(|found| found.code == name && !found.repairs.is_empty()).count()
}

#[test]
fn what_a_rule_can_repair_is_repaired_in_its_example() {
    let mut repaired = BTreeSet::new();
    for lint in lints() {
        let Some(before) = example(lint.name) else { continue };
        // Some rules are about one way to serve only.
        let is_allowed = Levels::new(Profile::Strict).level(lint) == Level::Allow;
        let strict = |text: &str| {
            checked(text, if is_allowed { Profile::OpenBanking } else { Profile::Strict })
        };
        let checked = strict(&before);
        if repairable(&checked, lint.name) == 0 {
            continue;
        }
        let [file] = &fix(&checked, |found| found.code == lint.name)[..] else { panic!() };
        assert_eq!(file.left, 0, "{}:\n{}", lint.name, file.after);
        let after = strict(&file.after);
        assert_eq!(repairable(&after, lint.name), 0, "{}:\n{}", lint.name, file.after);
        let new: Vec<&str> = codes(&after).difference(&codes(&checked)).copied().collect();
        assert_eq!(new, [""; 0], "{}:\n{}", lint.name, file.after);
        // Comments stay, and a second run has nothing to do.
        assert_eq!(
            file.after.matches("# a comment").count(),
            before.matches("# a comment").count()
        );
        assert_eq!(fix(&after, |found| found.code == lint.name), []);
        repaired.insert(lint.name);
    }
    let names = [
        "http-server",
        "implicit-style",
        "loose-currency",
        "no-429",
        "no-interaction-id",
        "no-rate-limit-headers",
        "no-retry-after",
        "no-www-authenticate",
        "open-request-object",
        "unbounded-array",
        "unbounded-map",
        "unbounded-string",
        "unmarked-sensitive",
    ];
    for name in names {
        assert!(repaired.contains(name), "{name}");
    }
}

/// An object that has branches is not closed: it would refuse what the branches declare.
#[test]
fn an_object_beside_branches_is_left_open() {
    let text = "openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: { a: { type: boolean } }
              allOf: [{ type: object, properties: { b: { type: boolean } } }]
      responses: { '204': { description: Done. } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    let checked = strict(text);
    assert!(codes(&checked).contains("open-request-object"));
    assert_eq!(fix(&checked, |found| found.code == "open-request-object"), []);
    let [file] = &fix(&checked, |_| true)[..] else { panic!() };
    assert!(
        file.after.contains("'429': { description: Too many calls., headers: { Retry-After:"),
        "{}",
        file.after
    );
    assert!(!file.after.contains("additionalProperties"), "{}", file.after);
}

#[test]
fn every_answer_to_too_many_calls_counts() {
    for (status, found) in
        [("'204'", true), ("5XX", true), ("'429'", false), ("4XX", false), ("default", false)]
    {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    get:\n      \
             operationId: a\n      responses: {{ {status}: {{ description: Done. }} }}\n"
        );
        assert_eq!(codes(&strict(&text)).contains("no-429"), found, "{status}");
    }
}

/// The document with the repairs of some rules.
fn fixed(text: &str, rules: &[&str]) -> String {
    let checked = strict(text);
    match &fix(&checked, |found| rules.contains(&found.code))[..] {
        [] => text.to_owned(),
        [file] => file.after.clone(),
        _ => panic!("one file"),
    }
}

const ANSWERS: &str = "openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    get:
      operationId: a
      responses:
        '204': { description: Done. }
        '401': { $ref: '#/components/responses/Unauthorized' }
        '404': { description: None., content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } } }
  /b:
    post:
      operationId: b
      requestBody: { content: { application/json: { schema: { type: boolean } } } }
      responses:
        '204': { description: Done. }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } }
  responses:
    Unauthorized: { description: Who?, headers: { WWW-Authenticate: { schema: { type: string } } } }
  schemas:
    Error:
      type: object
      required: [error]
      properties:
        error:
          type: object
          required: [code, message, request_id]
          properties: { code: { type: string }, message: { type: string }, request_id: { type: string } }
";

#[test]
fn a_missing_answer_is_written_as_the_document_writes_others() {
    let after = fixed(ANSWERS, &["no-401"]);
    let added = "        '204': { description: Done. }\n        '401': { $ref: '#/components/responses/Unauthorized' }\ncomponents:";
    assert!(after.contains(added), "{after}");
    let after = fixed(ANSWERS, &["no-400", "no-500", "no-default"]);
    let content =
        "content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } }";
    for answer in [
        format!("'400': {{ {content}, description: Values that are refused. }}"),
        format!("'500': {{ {content}, description: A fault of the server. }}"),
        format!("default: {{ {content}, description: Any other error. }}"),
    ] {
        assert!(after.contains(&answer), "{answer}\n{after}");
    }
    assert_eq!(
        after.matches("Any other error.").count(),
        1,
        "what an answer describes is enough: {after}"
    );
    // Errors of another shape are none that the server answers.
    let foreign = ANSWERS
        .replace("required: [error]", "required: [oops]")
        .replace("        error:", "        oops:");
    assert_eq!(fixed(&foreign, &["no-400", "no-500", "no-default"]), foreign);
    // A document that says nothing of its errors says not what to write.
    let silent = ANSWERS.replace("'404'", "'302'").replace("'401': {", "'303': {");
    assert_eq!(fixed(&silent, &["no-400", "no-401", "no-500", "no-default"]), silent);
}

#[test]
fn a_server_gets_tls_where_its_url_is_written_out() {
    for (url, expected) in [
        ("http://api.example.com/v1", "'https://api.example.com/v1'"),
        ("HTTP://api.example.com", "'https://api.example.com'"),
        ("http://api.example.com:8080", "'http://api.example.com:8080'"),
        ("http://{host}/v1", "'http://{host}/v1'"),
    ] {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\nservers: [{{ url: '{url}', variables: \
             {{ host: {{ default: a.example.com }} }} }}]\npaths: {{}}\n"
        );
        let after = fixed(&text, &["http-server"]);
        assert!(after.contains(&format!("url: {expected}")), "{after}");
    }
}

/// What is written in a component is about every use of it.
#[test]
fn a_schema_that_others_refer_to_is_left() {
    let document = |own: &str| {
        format!(
            "openapi: 3.1.0
info: {{ title: T, version: '1' }}
security: [{{ key: [] }}]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                currency: {own}
                password: {own}
      responses: {{ '204': {{ description: Done. }} }}
components:
  securitySchemes: {{ key: {{ type: apiKey, in: header, name: X-Api-Key }} }}
  schemas: {{ Short: {{ type: string, maxLength: 9 }} }}
"
        )
    };
    let rules = ["loose-currency", "unmarked-sensitive"];
    let shared = document("{ $ref: '#/components/schemas/Short' }");
    assert!(rules.iter().all(|rule| codes(&strict(&shared)).contains(rule)));
    assert_eq!(fixed(&shared, &rules), shared);
    let after = fixed(&document("{ type: string, maxLength: 9 }"), &rules);
    assert!(
        after.contains("currency: { type: string, maxLength: 9, pattern: '^[A-Z]{3}$' }"),
        "{after}"
    );
    assert!(
        after.contains(
            "password: { type: string, maxLength: 9, x-portcullis: { sensitive: full } }"
        ),
        "{after}"
    );
    // A pattern of the document's own is left to its authors.
    let own = document("{ type: string, pattern: '^.{1,9}$' }");
    assert_eq!(fixed(&own, &["loose-currency"]), own);
}

/// A bound that is added lets in what the document demands.
#[test]
fn bounds_are_no_less_than_the_least() {
    let text = "openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema: { type: array, minItems: 101, items: { type: string, minLength: 300 } }
      responses: { '204': { description: Done. } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    let after = fixed(text, &["unbounded-array", "unbounded-string"]);
    assert!(after.contains("maxLength: 300 }, maxItems: 101 }"), "{after}");
    assert!(!codes(&strict(&after)).contains("impossible-schema"), "{after}");
}

#[test]
fn an_object_that_demands_what_it_does_not_name_is_left_open() {
    let text = "openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [a, b], properties: { a: { type: boolean } } }
      responses: { '204': { description: Done. } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    assert!(codes(&strict(text)).contains("open-request-object"));
    assert_eq!(fixed(text, &["open-request-object"]), text);
}

#[test]
fn a_form_with_files_is_still_read_part_by_part() {
    let text = "openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object, properties: { f: { type: string, format: binary }, n: { type: string } } }
      responses: { '204': { description: Done. } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    let checked = strict(text);
    let [file] = &fix(&checked, |_| true)[..] else { panic!() };
    assert!(file.after.contains("f: { type: string, format: binary }"), "{}", file.after);
    assert!(!codes(&strict(&file.after)).contains("unenforced-media-type"), "{}", file.after);
}
