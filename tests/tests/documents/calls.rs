//! Callbacks and links: what is wrong with one is found at its place, and it alone is left out.

use portcullis_codegen::diag::{Profile, Severity};

use crate::support::{check_text, generated, line};

/// A document with one operation that takes a body and has these callbacks, and these links of its response.
fn document(callbacks: &str, links: &str, more: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{ title: T, version: '1' }}
security: [{{ key: [] }}]
paths:
  /a/{{id}}:
    parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]
    post:
      operationId: a
      parameters:
        - {{ name: url, in: query, required: true, schema: {{ type: string }} }}
        - {{ name: id, in: query, schema: {{ type: string }} }}
      requestBody: {{ content: {{ application/json: {{ schema: {{ type: object }} }} }} }}
      callbacks: {{ {callbacks} }}
      responses: {{ '204': {{ description: Done., links: {{ {links} }} }} }}
    get:
      responses: {{ '204': {{ description: Done. }} }}
components:
  securitySchemes: {{ key: {{ type: apiKey, in: header, name: X-Api-Key }} }}
  {more}
"
    )
}

const LINE_OF_CALLBACKS: usize = 13;
const LINE_OF_LINKS: usize = 14;

fn callback(callbacks: &str) -> String {
    document(callbacks, "", "")
}

fn link(link: &str) -> String {
    document("", &format!("next: {{ {link} }}"), "")
}

/// Warned of under lenient and left out, refused under standard; and the words of the message.
#[track_caller]
fn left_out(document: &str, code: &str, at: usize, words: &str) {
    let checked = check_text(document, Profile::Standard);
    let all = checked.diagnostics.sorted();
    let found: Vec<_> = all.iter().filter(|found| found.code == code).collect();
    let [found] = found[..] else { panic!("{}", checked.report().text()) };
    assert_eq!((found.severity, line(&checked, found)), (Severity::Error, at), "{document}");
    assert!(found.message.contains(words), "{}", found.message);
    let code = generated(document);
    assert!(!code.contains("pub mod callbacks") && !code.contains("pub mod links"), "{code}");
}

#[test]
fn expressions_keep_to_the_grammar_and_to_the_operation() {
    let at = |url: &str| callback(&format!("c: {{ '{url}': {{ post: {{}} }} }}"));
    for good in [
        "https://a.example/",
        "{$url}",
        "$request.query.url",
        "{$request.path.id}?{$request.header.Accept}",
        "{$request.body}{$request.body#/a/0}{$response.body#/b}{$response.header.X}",
        "{$method}/{$statusCode}",
    ] {
        assert!(generated(&at(good)).contains("pub mod callbacks"), "{good}");
    }
    for (bad, words) in [
        ("{$request.query.uri}", "query parameter `uri`"),
        ("{$request.path.url}", "path parameter `url`"),
        ("{$request.header.X-Url}", "header parameter `X-Url`"),
        ("{$response.query.url}", "a response has none"),
        ("{$request.query.url", "without its `}`"),
        ("$request.query.url}", "query parameter `url}`"),
        ("/a/{id}", "does not start with"),
        ("{$request.cookie.a}", "means none of"),
        ("{$request.body/a}", "behind `body`"),
    ] {
        left_out(&at(bad), "invalid-runtime-expression", LINE_OF_CALLBACKS, words);
    }
    let bodiless = at("{$request.body#/url}").replace("      requestBody", "      x-body");
    left_out(&bodiless, "invalid-runtime-expression", LINE_OF_CALLBACKS, "takes none");
}

#[test]
fn what_no_type_can_say_of_a_callback_leaves_it_out() {
    let with = |members: &str| callback(&format!("c: {{ $url: {{ post: {{ {members} }} }} }}"));
    let path = "parameters: [{ name: id, in: path, required: true, schema: { type: string } }]";
    let answered = |media: &str| {
        format!(
            "responses: {{ '200': {{ description: D., content: {{ {media}: {{ schema: {{ type: object }} }} }} }} }}"
        )
    };
    let sent = "requestBody: { content: { multipart/form-data: { schema: { type: object } } } }";
    for (members, words) in [
        (path, "no path template"),
        (sent, "`multipart/form-data` of a callback"),
        (answered("text/event-stream").as_str(), "`text/event-stream` of a callback"),
        (answered("application/x-ndjson").as_str(), "`application/x-ndjson` of a callback"),
    ] {
        left_out(&with(members), "unsupported-callback", LINE_OF_CALLBACKS, words);
    }
    // A callback of a callback is left out alone, and no circle of references is endless.
    let circle = document(
        "c: { $ref: '#/components/callbacks/c' }",
        "",
        "callbacks: { c: { $url: { post: { callbacks: { c: { $ref: '#/components/callbacks/c' } } } } } }",
    );
    let checked = check_text(&circle, Profile::Lenient);
    assert!(checked.diagnostics.sorted().iter().any(|one| one.code == "unsupported-callback"));
    assert!(generated(&circle).contains("pub mod callbacks"));
}

#[test]
fn decisions_about_calls_to_this_server_are_refused_in_a_callback() {
    let limited = callback("c: { $url: { post: { x-portcullis: { audit: always } } } }");
    let checked = check_text(&limited, Profile::Lenient);
    let found = checked.diagnostics.sorted();
    assert!(
        found.iter().any(|one| one.code == "invalid-annotation"),
        "{}",
        checked.report().text()
    );
}

#[test]
fn a_scheme_of_callbacks_alone_needs_no_verifier() {
    let more = "  receiver: { type: http, scheme: bearer }";
    let text = document("c: { $url: { post: { security: [{ receiver: [] }] } } }", "", "")
        .replace("securitySchemes: {", &format!("securitySchemes: {{ {more}, "));
    let code = generated(&text);
    assert!(code.contains(r#"bearer("receiver", &[])"#), "{code}");
    assert!(code.contains("pub struct Security<Key>"), "{code}");
}

#[test]
fn names_of_callbacks_do_not_depend_on_others() {
    let of = |callbacks: &str| {
        let code = generated(&callback(callbacks));
        let modules = code.lines().filter_map(|line| line.trim().strip_prefix("pub mod "));
        let names: Vec<String> = modules
            .map(|name| name.trim_end_matches(" {").to_owned())
            .skip_while(|name| name != "callbacks")
            .skip(1)
            .take_while(|name| name != "get_a_id")
            .collect();
        names
    };
    assert_eq!(of("c: { $url: { post: {} } }"), ["c"]);
    assert_eq!(of("c: { $url: { put: {}, post: {} } }"), ["c_put", "c"]);
    assert_eq!(of("b: { $url: { post: {} } }, c: { $url: { put: {} } }"), ["b", "c_put"]);
    // Two URLs of one method have no names of their own; and nothing hides the types.
    assert_eq!(of("c: { $url: { post: {} }, 'https://a/': { post: {} } }"), ["c", "c_2"]);
    assert_eq!(of("schemas: { $url: { post: {} } }"), ["schemas_2"]);
}

#[test]
fn a_link_leads_to_an_operation_that_takes_what_it_gives() {
    let constant = |link: &str| {
        let code = generated(&document("", link, ""));
        let start = code.find("pub const ").unwrap_or_else(|| panic!("{link}: {code}"));
        code[start..].split(';').next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        constant(
            "go-on: { operationId: a, parameters: { path.id: 1 }, requestBody: $request.body }"
        ),
        "pub const GO_ON: Link = Link::to(\"a\") .with(&[(\"path.id\", LinkValue::Constant(\"1\"))]) \
         .body(LinkValue::Expression(\"$request.body\"))"
    );
    for reference in ["#/paths/~1a~1{id}/get", "#/paths/~1a~1%7Bid%7D/get"] {
        let code = constant(&format!("next: {{ operationRef: '{reference}' }}"));
        assert_eq!(code, "pub const NEXT: Link = Link::to(\"get_a_id\")");
    }
    assert_eq!(
        constant("next: { operationRef: other.yaml#/paths/~1b/get, parameters: { b: '{c}' } }"),
        "pub const NEXT: Link = Link::elsewhere(\"other.yaml#/paths/~1b/get\") \
         .with(&[(\"b\", LinkValue::Constant(\"\\\"{c}\\\"\"))])"
    );
    for (bad, words) in [
        ("operationId: b", "no operation `b`"),
        ("operationRef: '#/paths/~1b/get'", "no operation at"),
        ("operationRef: '#/paths/~1a~1{id}/put'", "no operation at"),
        ("operationRef: '#/paths/~1a~1{id}'", "no operation at"),
        ("operationRef: '#a'", "no operation at"),
        ("operationId: a, operationRef: '#/paths/~1a~1{id}/get'", "two targets"),
        ("description: Nothing.", "leads to no operation"),
        ("operationId: a, parameters: { uri: 1 }", "no parameter `uri`"),
        ("operationId: a, parameters: { id: 1 }", "several parameters `id`"),
        ("operationId: a, parameters: { header.id: 1 }", "no parameter `header.id`"),
        ("operationRef: '#/paths/~1a~1{id}/get', requestBody: 1", "takes no body"),
    ] {
        left_out(&link(bad), "broken-link", LINE_OF_LINKS, words);
    }
    for (bad, words) in [
        ("$request.bod", "means none of"),
        ("'a{$request.query.no}'", "query parameter `no`"),
        ("$response.path.id", "a response has none"),
        ("$5", "does not start with"),
    ] {
        let document = link(&format!("operationId: a, parameters: {{ url: {bad} }}"));
        left_out(&document, "invalid-runtime-expression", LINE_OF_LINKS, words);
    }
}

#[test]
fn a_broken_reference_in_a_callback_leaves_out_the_operation() {
    let broken = callback(
        "c: { $url: { post: { requestBody: { $ref: '#/components/requestBodies/none' } } } }",
    );
    let checked = check_text(&broken, Profile::Lenient);
    let found = checked.diagnostics.sorted();
    let [found] =
        found.iter().filter(|one| one.code == "unresolved-reference").collect::<Vec<_>>()[..]
    else {
        panic!("{}", checked.report().text())
    };
    assert!(
        found.notes.iter().any(|note| note.contains("not generated: `a`")),
        "{:?}",
        found.notes
    );
}
