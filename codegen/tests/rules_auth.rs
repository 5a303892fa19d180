//! Edge cases of the rules about who may call, what is sent to others, and what is served where: each
//! document with the findings of one rule.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;

use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check};

fn checked(name: &str, document: &str) -> Checked {
    let mut levels = Levels::new(Profile::Lenient);
    levels.set(name, Level::Deny);
    let options = Options { levels, profile: Some(Profile::Lenient), ..Options::default() };
    check(Path::new("openapi.yaml"), &Memory::new().with("openapi.yaml", document), &options)
}

/// How often one rule finds something.
fn count(name: &str, document: &str) -> usize {
    let checked = checked(name, document);
    checked.diagnostics.sorted().iter().filter(|finding| finding.code == name).count()
}

/// Asserts how often rules find something in documents, in each version that has the words.
fn assert_found(versions: &[&str], cases: &[(&str, &str, usize)]) {
    for version in versions {
        for (name, document, expected) in cases {
            let document = format!("openapi: {version}\n{document}");
            let found = count(name, &document);
            assert_eq!(found, *expected, "{name}: {}", checked(name, &document).report().text());
        }
    }
}

const ALL: &[&str] = &["3.0.4", "3.1.1", "3.2.0"];

/// Two reads and a write behind the root's `security`, and the schemes.
fn inherited(security: &str, schemes: &str) -> String {
    format!(
        "info: {{ title: T, version: 1.0.0 }}
security: {security}
paths:
  /a:
    get: {{ operationId: a, responses: {{ '204': {{ description: D }} }} }}
    post: {{ operationId: b, responses: {{ '204': {{ description: D }} }} }}
  /c:
    get: {{ operationId: c, responses: {{ '204': {{ description: D }} }} }}
components:
  securitySchemes: {{ {schemes} }}
"
    )
}

const TOKEN: &str = "oauth2: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://i.example/t', scopes: { r: R, w: W } } } }";
const KEY: &str = "key: { type: apiKey, in: header, name: K }";
const COOKIE: &str = "session: { type: apiKey, in: cookie, name: s }";

#[test]
fn what_is_inherited_is_found_once() {
    let both = format!("{KEY}, {TOKEN}");
    for (name, security, schemes, expected) in [
        ("anonymous-alternative", "[{ key: [] }, {}]", KEY, 1),
        ("anonymous-alternative", "[{}]", KEY, 0),
        ("public-without-reason", "[{}]", KEY, 3),
        ("public-without-reason", "[{}, {}]", KEY, 3),
        ("public-without-reason", "[{ key: [] }, {}]", KEY, 0),
        ("missing-scope", "[{ oauth2: [] }]", TOKEN, 1),
        ("missing-scope", "[{ oauth2: [r] }]", TOKEN, 0),
        ("missing-scope", "[{ key: [] }]", KEY, 0),
        ("weaker-alternative", "[{ oauth2: [r] }, { key: [] }]", both.as_str(), 1),
        ("weaker-alternative", "[{ oauth2: [r] }, { key: [], oauth2: [r] }]", both.as_str(), 0),
        ("weaker-alternative", "[{ oauth2: [r] }, {}]", TOKEN, 0),
        ("api-key-alone", "[{ key: [] }]", KEY, 1),
        ("api-key-alone", "[{ key: [], oauth2: [w] }]", both.as_str(), 0),
        ("api-key-alone", "[{ session: [] }]", COOKIE, 0),
        ("api-key-in-cookie", "[{ session: [] }]", COOKIE, 1),
        ("unused-scheme", "[{ key: [] }]", both.as_str(), 1),
        ("unused-scope", "[{ oauth2: [r] }]", TOKEN, 1),
        ("unused-scope", "[{ oauth2: [] }]", TOKEN, 0),
        ("unbound-token", "[{ oauth2: [r] }]", TOKEN, 1),
        ("missing-token-profile", "[{ oauth2: [r] }]", TOKEN, 1),
        ("missing-token-profile", "[{ key: [] }]", both.as_str(), 0),
    ] {
        assert_found(ALL, &[(name, &inherited(security, schemes), expected)]);
    }
}

#[test]
fn names_of_http_have_no_case() {
    for (name, scheme, expected) in [
        ("insecure-http-scheme", "NTLM", 1),
        ("insecure-http-scheme", "nEgOtIaTe", 1),
        ("insecure-http-scheme", "Bearer", 0),
        ("http-basic", "BASIC", 1),
        ("unregistered-http-scheme", "SCRAM-SHA-256", 0),
        ("unregistered-http-scheme", "PrivateToken", 0),
        ("unregistered-http-scheme", "NTLM", 0),
        ("unregistered-http-scheme", "JWT", 1),
    ] {
        let schemes = format!("login: {{ type: http, scheme: {scheme} }}");
        assert_found(ALL, &[(name, &inherited("[{ login: [] }]", &schemes), expected)]);
        // What nobody takes opens nothing.
        let unused = format!("{schemes}, {KEY}");
        assert_found(ALL, &[(name, &inherited("[{ key: [] }]", &unused), 0)]);
    }
}

#[test]
fn cookies_beside_what_browsers_do_not_send() {
    let schemes = format!("{COOKIE}, {KEY}, login: {{ type: http, scheme: basic }}");
    for (security, expected) in [
        ("[{ session: [], key: [] }]", 0),
        ("[{ session: [], login: [] }]", 1),
        ("[{ key: [] }, { session: [] }]", 1),
    ] {
        assert_found(ALL, &[("api-key-in-cookie", &inherited(security, &schemes), expected)]);
    }
    let read = "info: { title: T, version: 1.0.0 }
paths: { /a: { get: { operationId: a, security: [{ session: [] }], responses: { '204': { description: D } } } } }
components: { securitySchemes: { session: { type: apiKey, in: cookie, name: s } } }
";
    assert_found(ALL, &[("api-key-in-cookie", read, 0)]);
}

/// An operation at `path`, behind one scope, and an ordinary one behind another.
fn special(path: &str, members: &str, root: &str, own: &str, other: &str) -> String {
    format!(
        "info: {{ title: T, version: 1.0.0 }}
{root}
paths:
  {path}:
    parameters: [{{ name: id, in: query, schema: {{ type: string }} }}]
    get: {{ operationId: a, {own} {members} responses: {{ '204': {{ description: D }} }} }}
  /c:
    get: {{ operationId: c, {other} responses: {{ '204': {{ description: D }} }} }}
components: {{ securitySchemes: {{ oauth2: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: 'https://i.example/t', scopes: {{ r: R, w: W, x: X }} }} }},
  x-portcullis: {{ scopes: {{ x: {{ implies: [w] }} }} }} }} }} }}
"
    )
}

#[test]
fn administrators_have_something_of_their_own() {
    let (read, write) = ("security: [{ oauth2: [r] }],", "security: [{ oauth2: [w] }],");
    let both = "security: [{ oauth2: [w, r] }],";
    let more = "security: [{ oauth2: [x] }],";
    for (path, members, root, own, other, expected) in [
        ("/admin/a", "", "", read, read, 1),
        ("/Admin/a", "", "", read, read, 1),
        ("/administrate", "", "", read, read, 0),
        ("/private/a", "", "", read, read, 1),
        ("/a/private", "tags: [Internal],", "", read, read, 1),
        ("/a", "x-internal: true,", "", read, read, 1),
        ("/a", "x-internal: false,", "", read, read, 0),
        ("/admin/a", "", "", write, read, 0),
        ("/admin/a", "", "", read, both, 1),
        ("/admin/a", "", "", both, read, 0),
        // A scope that implies the administrators' opens it as well.
        ("/admin/a", "", "", write, more, 1),
        ("/admin/a", "", "", more, write, 0),
        // What the root says counts, on either side.
        ("/admin/a", "", "security: [{ oauth2: [r] }]", "", "", 1),
        ("/admin/a", "", "security: [{ oauth2: [r] }]", write, "", 0),
        // That it is open to anybody is another finding.
        ("/admin/a", "", "", "security: [],", read, 0),
        ("/admin/a", "", "", "security: [{}],", read, 0),
    ] {
        let document = special(path, members, root, own, other);
        assert_found(ALL, &[("shared-admin-access", &document, expected)]);
    }
}

#[test]
fn urls_of_authorization_servers() {
    for (url, cleartext, relative) in [
        ("https://i.example/t", 0, 0),
        ("HTTP://i.example/t", 1, 0),
        ("http://localhost:8080/t", 0, 0),
        ("/t", 0, 1),
        ("''", 0, 1),
    ] {
        let schemes = format!(
            "oauth2: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: {url}, scopes: {{ r: R }} }} }} }}"
        );
        let document = inherited("[{ oauth2: [r] }]", &schemes);
        assert_found(ALL, &[("cleartext-oauth-url", &document, cleartext)]);
        assert_found(ALL, &[("relative-oauth-url", &document, relative)]);
        let schemes = format!("oidc: {{ type: openIdConnect, openIdConnectUrl: {url} }}");
        let document = inherited("[{ oidc: [r] }]", &schemes);
        assert_found(ALL, &[("cleartext-oauth-url", &document, cleartext)]);
        assert_found(ALL, &[("relative-oauth-url", &document, relative)]);
    }
    let device = "oauth2: { type: oauth2, flows: { deviceAuthorization: { deviceAuthorizationUrl: 'http://i.example/d', tokenUrl: 'https://i.example/t', scopes: { r: R } } } }";
    let document = inherited("[{ oauth2: [r] }]", device);
    assert_found(
        &["3.2.0"],
        &[("cleartext-oauth-url", &document, 1), ("no-refresh-url", &document, 1)],
    );
}

#[test]
fn scopes_that_no_token_carries() {
    for (scope, expected) in [("payments:read", 0), ("'read write'", 1), ("'\"read\"'", 1)] {
        let schemes = format!(
            "oauth2: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: 'https://i.example/t', scopes: {{ {scope}: R }} }} }} }}"
        );
        let document = inherited(&format!("[{{ oauth2: [{scope}] }}]"), &schemes);
        assert_found(ALL, &[("invalid-scope", &document, expected)]);
        let schemes = "oidc: { type: openIdConnect, openIdConnectUrl: 'https://i.example/c' }";
        let document = inherited(&format!("[{{ oidc: [{scope}] }}]"), schemes);
        assert_found(ALL, &[("invalid-scope", &document, expected)]);
    }
}

#[test]
fn a_scope_is_used_where_what_it_implies_is_required() {
    let implied = "oauth2: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://i.example/t', scopes: { r: R, w: W, z: Z } } }, x-portcullis: { scopes: { w: { implies: [r] } } } }";
    assert_found(ALL, &[("unused-scope", &inherited("[{ oauth2: [r] }]", implied), 1)]);
    assert_found(ALL, &[("unused-scope", &inherited("[{ oauth2: [w] }]", implied), 2)]);
}

#[test]
fn a_scope_that_a_callback_requires_is_used() {
    let callback = "callbacks: { done: { '{$request.query.url}': { post: { operationId: done, security: [{ oauth2: [w] }], responses: { '204': { description: D } } } } } }, ";
    let document = inherited("[{ oauth2: [r] }]", TOKEN);
    assert_found(ALL, &[("unused-scope", &document, 1)]);
    let document = document.replace("operationId: a, ", &format!("operationId: a, {callback}"));
    assert_found(ALL, &[("unused-scope", &document, 0)]);
}

#[test]
fn tokens_in_forms_of_either_kind() {
    for (media_type, expected) in [
        ("application/x-www-form-urlencoded", 1),
        ("multipart/form-data", 1),
        ("application/json", 0),
    ] {
        let document = format!(
            "info: {{ title: T, version: 1.0.0 }}
paths: {{ /a: {{ post: {{ operationId: a, security: [], requestBody: {{ content: {{ {media_type}: {{ schema: {{ type: object, properties: {{ Access-Token: {{ type: string }} }} }} }} }} }}, responses: {{ '204': {{ description: D }} }} }} }} }}
"
        );
        assert_found(ALL, &[("token-in-form", &document, expected)]);
    }
}

#[test]
fn tokens_and_their_proofs() {
    let schemes = format!(
        "{TOKEN}, cert: {{ type: mutualTLS }}, dpop: {{ type: http, scheme: DPoP }}, {KEY}"
    );
    for (security, expected) in [
        ("[{ oauth2: [r] }]", 1),
        ("[{ oauth2: [r], key: [] }]", 1),
        ("[{ oauth2: [r], cert: [] }]", 0),
        ("[{ oauth2: [r], dpop: [] }]", 0),
        ("[{ dpop: [] }]", 0),
        ("[{ oauth2: [r], cert: [] }, { oauth2: [r] }]", 1),
        ("[{ key: [] }]", 0),
    ] {
        assert_found(
            &["3.1.1", "3.2.0"],
            &[("unbound-token", &inherited(security, &schemes), expected)],
        );
    }
}

#[test]
fn revocation_is_inherited_from_the_root() {
    let document = inherited("[{ oauth2: [r] }]", TOKEN);
    assert_found(ALL, &[("no-revocation", &document, 1)]);
    let root = format!("x-portcullis: {{ revocation: shared }}\n{document}");
    assert_found(ALL, &[("no-revocation", &root, 0)]);
}

#[test]
fn sessions_in_paths_are_resources() {
    for (place, name, expected) in [
        ("query", "sid", 1),
        ("query", "Session-Id", 1),
        ("path", "sid", 0),
        ("path", "authorization", 0),
        ("query", "authorization", 1),
        ("path", "api_key", 1),
        ("query", "X-Api-Key", 1),
        ("query", "cvv2", 1),
        ("query", "x-token-type", 0),
        ("header", "sid", 0),
    ] {
        let path = if place == "path" { format!("/a/{{{name}}}") } else { "/a".to_owned() };
        let document = format!(
            "info: {{ title: T, version: 1.0.0 }}
paths: {{ '{path}': {{ get: {{ operationId: a, security: [], parameters: [{{ name: {name}, in: {place}, required: true, schema: {{ type: string }} }}], responses: {{ '204': {{ description: D }} }} }} }} }}
"
        );
        assert_found(ALL, &[("credential-parameter", &document, expected)]);
    }
}

#[test]
fn what_phases_before_the_audit_refuse() {
    let parameter = "info: { title: T, version: 1.0.0 }
paths: { /a: { get: { operationId: a, security: [], parameters: [{ name: authorization, in: header, schema: { type: string } }], responses: { '204': { description: D } } } } }
";
    assert_found(
        ALL,
        &[
            ("undeclared-scheme", &inherited("[{ other: [] }]", KEY), 1),
            ("undeclared-scope", &inherited("[{ oauth2: [z] }]", TOKEN), 1),
            ("invalid-value", &inherited("[{ key: [] }]", "key: { type: token }"), 1),
            ("missing-member", &inherited("[{ key: [] }]", "key: { in: header, name: K }"), 1),
            ("ignored-header-parameter", parameter, 1),
        ],
    );
    let roles = inherited("[{ key: [r] }]", KEY);
    assert_found(&["3.0.4"], &[("scope-on-non-oauth", &roles, 1)]);
    // 3.1 §4.8.30.1: roles, which are demanded.
    assert_found(&["3.1.1", "3.2.0"], &[("scope-on-non-oauth", &roles, 0)]);
}

/// A document with one operation, which has `members`, and with `root` beside it.
fn single(root: &str, members: &str) -> String {
    format!(
        "info: {{ title: T, version: 1.0.0 }}
{root}
paths:
  /a: {{ get: {{ operationId: a, security: [], {members} }} }}
"
    )
}

const DONE: &str = "responses: { '204': { description: D } }";

#[test]
fn servers_name_their_environment_and_for_whom_they_are() {
    for (server, environment, exposure) in [
        ("url: 'https://api.example'", 1, 1),
        ("url: 'https://api.example', description: 'The PRODUCTION server'", 0, 1),
        ("url: 'https://api.example', description: 'Servidor de Produção'", 0, 1),
        // A part of a word is none.
        ("url: 'https://api.example', description: 'Testimonials, delivered'", 1, 1),
        ("url: 'https://api-test.example', x-internal: true", 0, 0),
        ("url: 'http://localhost:8080', x-internal: false", 0, 0),
        ("url: /v1", 0, 1),
    ] {
        let document = single(&format!("servers: [{{ {server} }}]"), DONE);
        assert_found(ALL, &[("unnamed-environment", &document, environment)]);
        assert_found(ALL, &[("undeclared-exposure", &document, exposure)]);
    }
    let own = single("", &format!("servers: [{{ url: 'https://api.example' }}], {DONE}"));
    assert_found(ALL, &[("unnamed-environment", &own, 1), ("undeclared-exposure", &own, 1)]);
    let repeated = single(
        "servers: [{ url: 'https://api.example' }]",
        &format!("servers: [{{ url: 'https://api.example' }}], {DONE}"),
    );
    assert_found(ALL, &[("unnamed-environment", &repeated, 1)]);
    let named = single("servers: [{ url: 'https://api.example', name: prod }]", DONE);
    assert_found(&["3.2.0"], &[("unnamed-environment", &named, 0)]);
    let audience = "info: { title: T, version: 1.0.0, x-audience: company-internal }
servers: [{ url: 'https://api.example' }]
paths: {}
";
    assert_found(ALL, &[("undeclared-exposure", audience, 0)]);
}

#[test]
fn versions_and_contacts() {
    for (version, expected) in
        [("1.0.0", 0), ("v2", 0), ("'2024-01-31'", 0), ("'10'", 0), ("latest", 1), ("version-1", 1)]
    {
        let document = format!("info: {{ title: T, version: {version} }}\npaths: {{}}\n");
        assert_found(ALL, &[("unnumbered-version", &document, expected)]);
    }
    for (contact, expected) in [
        ("", 1),
        (", contact: {}", 1),
        (", contact: { name: The team }", 1),
        (", contact: { email: '' }", 1),
        (", contact: { email: security@example.com }", 0),
        (", contact: { url: 'https://example.com/security' }", 0),
    ] {
        let document = format!("info: {{ title: T, version: 1.0.0{contact} }}\npaths: {{}}\n");
        assert_found(ALL, &[("no-contact", &document, expected)]);
    }
    for (paths, expected) in [
        (["/v1/a", "/v1/b", "/c"], 0),
        (["/v1/a", "/v2/a", "/v2/b"], 1),
        (["/V1/a", "/api/v2/a", "/v3/b"], 2),
        (["/v1beta1/a", "/v1/a", "/views"], 0),
    ] {
        let operation = |path: &str| format!("  {path}: {{ get: {{ security: [], {DONE} }} }}\n");
        let document = format!(
            "info: {{ title: T, version: 1.0.0 }}\npaths:\n{}",
            paths.map(operation).concat()
        );
        assert_found(ALL, &[("mixed-versions", &document, expected)]);
    }
}

#[test]
fn deprecated_operations_say_until_when() {
    let with = |header: &str| {
        format!(
            "deprecated: true, responses: {{ '204': {{ description: D, headers: {{ {header}: {{ schema: {{ type: string }} }} }} }} }}"
        )
    };
    for (members, expected) in [
        (with("Sunset"), 0),
        (with("sunset"), 0),
        (with("Deprecation"), 1),
        (format!("deprecated: true, {DONE}"), 1),
        (format!("deprecated: false, {DONE}"), 0),
    ] {
        assert_found(ALL, &[("deprecated-without-sunset", &single("", &members), expected)]);
    }
}

/// An operation that answers with a schema, and components.
fn answering(schema: &str, components: &str) -> String {
    let media = format!("application/json: {{ schema: {schema} }}");
    let members = format!("responses: {{ '200': {{ description: D, content: {{ {media} }} }} }}");
    format!("{}components:\n{components}", single("", &members))
}

#[test]
fn components_are_used_from_what_is_used() {
    let first = "{ $ref: '#/components/schemas/A' }";
    for (schema, components, expected) in [
        (first, "  schemas: { A: { type: string } }\n", 0),
        (first, "  schemas: { A: { type: string }, B: { type: string } }\n", 1),
        // Only each other.
        (
            first,
            "  schemas:
    A: { type: string }
    B: { type: object, properties: { c: { $ref: '#/components/schemas/C' } } }
    C: { type: object, properties: { b: { $ref: '#/components/schemas/B' } } }
",
            2,
        ),
        // Through another component, and itself.
        (
            first,
            "  schemas:
    A: { type: object, properties: { a: { $ref: '#/components/schemas/A' }, b: { $ref: '#/components/schemas/B/properties/c' } } }
    B: { type: object, properties: { c: { type: string } } }
",
            0,
        ),
        // By the names of a mapping.
        (
            first,
            "  schemas:
    A:
      oneOf: [{ $ref: '#/components/schemas/B' }]
      discriminator: { propertyName: k, mapping: { b: B, c: '#/components/schemas/C' } }
    B: { type: object, required: [k], properties: { k: { type: string } } }
    C: { type: object, required: [k], properties: { k: { type: string } } }
",
            0,
        ),
        // What extends a schema with a discriminator; not what extends another one.
        (
            first,
            "  schemas:
    A: { type: object, required: [k], properties: { k: { type: string } }, discriminator: { propertyName: k } }
    B: { allOf: [{ $ref: '#/components/schemas/A' }, { type: object }] }
    C: { allOf: [{ $ref: '#/components/schemas/D' }] }
    D: { type: object }
",
            2,
        ),
        (
            "{ type: string }",
            "  parameters: { P: { name: p, in: query, schema: { type: string } } }
  responses: { R: { description: D, headers: { X: { $ref: '#/components/headers/H' } } } }
  headers: { H: { schema: { type: string } } }
  securitySchemes: { key: { type: apiKey, in: header, name: K } }
",
            3,
        ),
    ] {
        assert_found(ALL, &[("unused-component", &answering(schema, components), expected)]);
    }
    let library = "info: { title: T, version: 1.0.0 }
paths: {}
components: { schemas: { A: { type: string } } }
";
    assert_found(ALL, &[("unused-component", library, 0)]);
}

#[test]
fn components_are_used_from_other_files() {
    let root = "openapi: 3.1.0
info: { title: T, version: 1.0.0 }
paths:
  /a: { $ref: a.yaml }
components:
  schemas: { A: { type: string }, B: { type: string } }
";
    let other = "get:
  operationId: a
  security: []
  responses:
    '200':
      description: D
      content: { application/json: { schema: { $ref: 'openapi.yaml#/components/schemas/A' } } }
";
    let files = Memory::new().with("openapi.yaml", root).with("a.yaml", other);
    let options = Options { profile: Some(Profile::Strict), ..Options::default() };
    let checked = check(Path::new("openapi.yaml"), &files, &options);
    let found = checked.diagnostics.sorted();
    let found: Vec<&str> = found
        .iter()
        .filter(|finding| finding.code == "unused-component")
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(found, ["nothing refers to the component `B`"], "{}", checked.report().text());
}

#[test]
fn events_that_receivers_can_trust() {
    let webhook = |root: &str, members: &str| {
        format!(
            "info: {{ title: T, version: 1.0.0 }}
{root}
webhooks: {{ made: {{ post: {{ operationId: made, {members} {DONE} }} }} }}
components: {{ securitySchemes: {{ key: {{ type: apiKey, in: header, name: K }} }} }}
"
        )
    };
    let header = |name: &str| {
        format!("parameters: [{{ name: {name}, in: header, schema: {{ type: string }} }}],")
    };
    let body = |media: &str| {
        format!("requestBody: {{ content: {{ {media}: {{ schema: {{ type: string }} }} }} }},")
    };
    for (root, members, expected) in [
        ("", String::new(), 1),
        ("", header("X-Hub-Signature-256"), 0),
        ("", header("webhook-signature"), 0),
        ("", header("x-request-id"), 1),
        ("", body("application/jwt"), 0),
        ("", body("application/secevent+jwt"), 0),
        ("", body("text/plain"), 1),
        ("", "security: [{ key: [] }],".to_owned(), 0),
        ("", "security: [{ key: [] }, {}],".to_owned(), 1),
        ("security: [{ key: [] }]", String::new(), 1),
    ] {
        let document = webhook(root, &members);
        assert_found(&["3.1.1", "3.2.0"], &[("unsigned-webhook", &document, expected)]);
    }
    // A callback of two operations that share it is one.
    let callback = "info: { title: T, version: 1.0.0 }
paths:
  /a:
    get: { operationId: a, security: [], callbacks: { made: { $ref: '#/components/callbacks/Made' } }, responses: { '204': { description: D } } }
    post: { operationId: b, security: [], callbacks: { made: { $ref: '#/components/callbacks/Made' } }, responses: { '204': { description: D } } }
components:
  callbacks: { Made: { '{$request.query.url}': { post: { responses: { '204': { description: D } } } } } }
";
    assert_found(ALL, &[("unsigned-webhook", callback, 1)]);
}
