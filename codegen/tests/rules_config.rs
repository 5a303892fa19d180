//! The rules about how an interface is put into the world, where their pages do not go: case, versions, references,
//! what is inherited, and what must not be found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use portcullis_codegen::diag::Profile;
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check};

const ALL: &[&str] = &["3.0.4", "3.1.1", "3.2.0"];
const NEWEST: &[&str] = &["3.2.0"];

/// A finding stands on the lines that end so.
const MARK: &str = "# <-";

fn checked(version: &str, body: &str, profile: Profile) -> (String, Checked) {
    let text = format!("openapi: {version}\ninfo: {{ title: Payments, version: 1.0.0 }}\n{body}");
    let options = Options { profile: Some(profile), ..Options::default() };
    let files = Memory::new().with("openapi.yaml", &text);
    let checked = check(Path::new("openapi.yaml"), &files, &options);
    (text, checked)
}

/// Asserts that at profile strict a finding stands on the marked lines of a document, and nowhere else.
fn assert_found(versions: &[&str], code: &str, body: &str) {
    for version in versions {
        let (text, checked) = checked(version, body, Profile::Strict);
        let marked: BTreeSet<usize> =
            (1..).zip(text.lines()).filter(|(_, l)| l.ends_with(MARK)).map(|(n, _)| n).collect();
        let sorted = checked.diagnostics.sorted();
        let own = sorted.iter().filter(|found| found.code == code);
        let lines: Vec<usize> = own.map(|found| checked.sources.line(found.primary.span)).collect();
        let once: BTreeSet<usize> = lines.iter().copied().collect();
        let report = checked.report();
        assert_eq!(once, marked, "{code} in {version}\n{text}\n{}", report.text());
        assert_eq!(lines.len(), once.len(), "{code} in {version}: twice on a line");
    }
}

/// Operations that all versions have, in one line each.
fn get(path: &str, id: &str, rest: &str) -> String {
    format!(
        "  {path}:\n    get:\n      operationId: {id}\n{rest}      responses: {{ '204': {{ description: Done. }} }}\n"
    )
}

#[test]
fn servers_wherever_they_stand() {
    assert_found(
        ALL,
        "http-server",
        "servers:
  - url: 'HTTPS://a.example.com'
  - url: 'Http://b.example.com' # <-
  - url: '{base}/v1'
    variables:
      base:
        default: http://c.example.com # <-
  - url: 'http://{host}' # <-
    variables: { host: { default: localhost } }
  - url: 'http://{host}'
    variables: { host: { default: localhost, enum: [localhost, 127.0.0.1] } }
  - url: 'http://{host}'
    variables:
      host:
        default: localhost
        enum:
          - localhost
          - d.example.com # <-
  - url: '{scheme}://{host}'
    variables:
      scheme:
        default: https
        enum:
          - https
          - http # <-
      host: { default: localhost, enum: [localhost, g.example.com] }
  - url: 'http{s}://{host}'
    variables:
      s:
        default: s
        enum:
          - s
          - '' # <-
      host: { default: localhost, enum: [localhost, h.example.com] }
  - url: '{scheme}://{host}'
    variables:
      scheme: { default: https, enum: [https, http] }
      host: { default: localhost, enum: [localhost, 127.0.0.1] }
  - url: /v1
paths:
  /a:
    servers:
      - url: http://e.example.com # <-
    get:
      operationId: a
      responses:
        '200':
          description: A link.
          links:
            self:
              operationId: a
              server:
                url: http://f.example.com # <-
    put:
      operationId: b
      servers: [{ url: 'http://localhost:8080' }]
      responses: { '204': { description: Done. } }
",
    );
    let path = get("/a", "a", "");
    assert_found(
        ALL,
        "placeholder-host",
        &format!(
            "servers:
  - url: https://api.example.com # <-
  - url: https://api.bank.example # <-
  - url: https://myexample.com
  - url: https://example.com.bank.dev
  - url: http://localhost:8080
paths:\n{path}"
        ),
    );
    let local = format!("servers:\n  - url: http://localhost:8080 # <-\npaths:\n{path}");
    assert_found(ALL, "placeholder-host", &local);
    let beside = local.replace(" # <-", "\n  - url: /v1");
    assert_found(ALL, "placeholder-host", &beside);
    assert_found(ALL, "no-server", "paths: {}\n");
    let own = "      servers: [{ url: https://api.bank.dev }]\n";
    assert_found(ALL, "no-server", &format!("paths:\n{}", get("/a", "a", own)));
}

/// Responses of one operation, which needs the scope `read` of `login` or nobody in particular.
fn responses(security: &str, responses: &str) -> String {
    format!(
        "paths:
  /a:
    post:
      operationId: a MARK
      security: {security}
      requestBody: {{ content: {{ application/json: {{ schema: {{ type: boolean }} }} }} }}
      responses: {responses}
components:
  responses:
    Refused: {{ description: Refused. }}
  securitySchemes:
    key: {{ type: apiKey, in: header, name: X-Api-Key }}
    login:
      type: oauth2
      flows: {{ clientCredentials: {{ tokenUrl: https://id.bank.dev/token, scopes: {{ read: Read. }} }} }}
"
    )
}

#[test]
fn statuses_are_described_by_codes_ranges_and_default() {
    const CODES: [&str; 4] = ["no-400", "no-401", "no-403", "no-500"];
    const SCOPED: &str = "[{ login: [read] }]";
    let done = "'204': { description: Done. }";
    let one = |key: &str| format!("{{ {done}, {key}: {{ description: Refused. }} }}");
    for (security, responses_of, missing) in [
        (SCOPED, format!("{{ {done} }}"), &CODES[..]),
        (SCOPED, one("default"), &[]),
        (SCOPED, one("'4XX'"), &["no-500"]),
        (SCOPED, one("'5XX'"), &["no-400", "no-401", "no-403"]),
        (SCOPED, one("'422'"), &["no-401", "no-403", "no-500"]),
        (
            SCOPED,
            format!("{{ {done}, '401': {{ $ref: '#/components/responses/Refused' }} }}"),
            &["no-400", "no-403", "no-500"],
        ),
        ("[{ key: [] }]", one("'400'"), &["no-401", "no-500"]),
        // Anonymous callers are served, and those with a wrong key are refused.
        ("[{}, { key: [] }]", one("'400'"), &["no-401", "no-500"]),
        ("[{ key: [] }, { login: [read] }]", one("'401'"), &["no-400", "no-403", "no-500"]),
        ("[]", one("'400'"), &["no-500"]),
    ] {
        let text = responses(security, &responses_of);
        for code in CODES {
            let mark = if missing.contains(&code) { "# <-" } else { "" };
            assert_found(ALL, code, &text.replace("MARK", mark));
        }
    }
    // Nothing is sent, so that nothing can be wrong with it.
    assert_found(ALL, "no-400", &format!("paths:\n{}", get("/a", "a", "")));
}

#[test]
fn refusals_that_only_default_describes() {
    let marked = |list| responses("[]", list).replace("MARK", "# <-");
    let done = "'204': { description: Done. }";
    assert_found(ALL, "no-default", &marked("{ '204': { description: Done. } }"));
    for rest in ["default: { description: R. }", "'4XX': { description: R. }"] {
        let text = responses("[]", &format!("{{ {done}, {rest} }}")).replace("MARK", "");
        assert_found(ALL, "no-default", &text);
    }
    let both = "'413': { description: R. }, '415': { description: R. }";
    let text = responses("[]", &format!("{{ {done}, {both} }}")).replace("MARK", "");
    assert_found(ALL, "no-default", &text);
    assert_found(ALL, "no-default", &format!("paths:\n{}", get("/a", "a", "")));
}

#[test]
fn shared_responses_are_found_once() {
    let shared = "security: [{ key: [] }]
paths:
  /a: { get: { operationId: a, responses: { '401': { $ref: '#/components/responses/Refused' } } } }
  /b: { get: { operationId: b, responses: { '401': { $ref: '#/components/responses/Refused' } } } }
components:
  responses:
    Refused:
      description: Refused. # <-
      HEADERS
  securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } }
";
    let with = |headers| shared.replace("HEADERS", headers);
    assert_found(ALL, "no-www-authenticate", &with("headers: {}"));
    assert_found(ALL, "undescribed-error", &with("headers: {}"));
    let header = "headers: { www-Authenticate: { schema: { type: string } } }";
    assert_found(ALL, "no-www-authenticate", &with(header).replace(" # <-", ""));
    let public = with("headers: {}").replace("[{ key: [] }]", "[]").replace(" # <-", "");
    assert_found(ALL, "no-www-authenticate", &public);
}

/// Two operations with one error, of which one is described by a schema.
fn errors(root: &str, media_type: &str, schema: &str) -> String {
    let response = |id: &str| {
        format!(
            "  /{id}:
    get:
      operationId: {id}
      responses:
        '204': {{ description: Done. }}
        '400': {{ description: Refused. }}
        '409':
          description: Refused.
          content: {{ {media_type}: {{ schema: {{ $ref: '#/components/schemas/Error' }} }} }}
"
        )
    };
    let paths = [response("a"), response("b")].concat();
    format!("{root}paths:\n{paths}components:\n  schemas:\n    Error:\n      {schema}\n")
}

#[test]
fn errors_have_one_shape() {
    let envelope = "type: object
      properties:
        error:
          type: object
          properties: { code: { type: string }, message: { type: string }, request_id: { type: string } }";
    let problem = "type: object # <-\n      properties: { type: { type: string }, title: { type: string }, instance: { type: string } }";
    let plain = "type: object # <-\n      properties: { reason: { type: string } }";
    let json = "application/json";
    assert_found(ALL, "mixed-errors", &errors("", json, envelope));
    assert_found(ALL, "mixed-errors", &errors("", json, plain));
    assert_found(ALL, "mixed-errors", &errors("", "application/problem+json", problem));
    let root = "x-portcullis: { errors: problem+json }\n";
    let own = errors(root, "application/problem+json", problem).replace(" # <-", "");
    assert_found(ALL, "mixed-errors", &own);
    assert_found(ALL, "mixed-errors", &errors(root, json, plain));

    assert_found(ALL, "no-request-id", &errors("", json, envelope));
    assert_found(ALL, "no-request-id", &errors("", json, plain));
    for name in ["requestId", "X-Correlation-ID", "trace_id"] {
        let named = plain.replace("reason", name).replace(" # <-", "");
        assert_found(ALL, "no-request-id", &errors("", json, &named));
    }
    let own = errors("", "application/problem+json", problem).replace(" # <-", "");
    assert_found(ALL, "no-request-id", &own);
    let with_header = errors("", json, plain).replace(" # <-", "").replace(
        "          content: {",
        "          headers: { x-fapi-interaction-id: { schema: { type: string } } }\n          content: {",
    );
    assert_found(ALL, "no-request-id", &with_header);
}

#[test]
fn headers_in_any_case() {
    let parameters = |list: &[(&str, &str, bool)]| {
        let one = |(place, name, found): &(&str, &str, bool)| {
            let mark = if *found { " # <-" } else { "" };
            format!(
                "        - name: '{name}'{mark}\n          in: {place}\n          schema: {{ type: string }}\n"
            )
        };
        let all: Vec<String> = list.iter().map(one).collect();
        format!(
            "paths:\n  /a:\n    get:\n      operationId: a\n      parameters:\n{}      responses: {{ '204': {{ description: Done. }} }}\n",
            all.concat()
        )
    };
    assert_found(
        ALL,
        "forwarded-header",
        &parameters(&[
            ("header", "x-forwarded-for", true),
            ("header", "X-FORWARDED-Proto", true),
            ("header", "Forwarded", true),
            ("header", "x-real-ip", true),
            ("header", "x-fapi-customer-ip-address", false),
            ("header", "X-Forward", false),
            ("query", "forwarded", false),
        ]),
    );
    assert_found(
        ALL,
        "hop-by-hop-header",
        &parameters(&[
            ("header", "CONNECTION", true),
            ("header", "te", true),
            ("header", "Host", true),
            ("header", "Team", false),
            ("query", "host", false),
        ]),
    );
    assert_found(
        ALL,
        "invalid-header-name",
        &parameters(&[
            ("header", "A B", true),
            ("header", "Ä", true),
            ("header", "a:b", true),
            ("header", "", true),
            ("header", "X_a.b", false),
            ("query", "a[b]", false),
        ]),
    );
    let key = "paths: {}\ncomponents:\n  securitySchemes:\n    proxy:\n      type: apiKey\n      in: header\n      name: X-Forwarded-User # <-\n";
    assert_found(ALL, "forwarded-header", key);
}

#[test]
fn paths_that_are_read_differently() {
    let paths = |list: &[(&str, bool)]| {
        let each = list.iter().enumerate().map(|(index, (path, found))| {
            let path = format!("'{path}':{}", if *found { " # <-" } else { "" });
            let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let parameters: Vec<String> = names
                .map(|(name, _)| format!("{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}"))
                .collect();
            format!(
                "  {path}\n    get:\n      operationId: a{index}\n      parameters: [{}]\n      responses: {{ '204': {{ description: Done. }} }}\n",
                parameters.join(", ")
            )
        });
        format!("paths:\n{}", each.collect::<String>())
    };
    for (code, list) in [
        (
            "trailing-slash",
            &[("/", false), ("/a", false), ("/b/", true), ("/c/{d}/", true), ("/e/?f=g", true)][..],
        ),
        (
            "unusual-path",
            &[
                ("/a%2Fb", true),
                ("/a;b", true),
                ("/a?b=c", true),
                ("/{a%2F}", false),
                ("/a:b", false),
                ("/a.b~c", false),
            ],
        ),
        (
            "confusable-path",
            &[
                ("/a/{b}/c", false),
                ("/A/{x}/c", true),
                ("/a/{y}/c/", true),
                ("/a/{B}/d", false),
                ("/a?x=1", false),
                ("/a?x=2", false),
            ],
        ),
        // The same requests, which is the lint `ambiguous-path`.
        ("confusable-path", &[("/a/{b}", false), ("/a/{c}", false)]),
        ("ambiguous-path", &[("/a/{b}", false), ("/a/{c}", true), ("/A/{c}", false)]),
        (
            "overlapping-path",
            &[
                ("/a/{b}", false),
                ("/a/b", false),
                ("/{x}/{y}", false),
                ("/a/{b}/c", false),
                ("/a/d/{e}", true),
                ("/{f}/d/g", true),
                ("/h/{i}/j/", false),
                ("/h/k/j/{l}", false),
            ],
        ),
        (
            "unsupported-path",
            &[("/a//b", true), ("/a/../b", true), ("/a/./c", true), ("/a b", true)],
        ),
        ("path-fragment", &[("/a#b", true)]),
    ] {
        assert_found(ALL, code, &paths(list));
    }
    // No request can mean both.
    let methods =
        paths(&[("/a/{b}/c", false), ("/a/d/{e}", false)]).replacen("    get:", "    put:", 1);
    assert_found(ALL, "overlapping-path", &methods);
}

#[test]
fn methods_of_any_version() {
    let with = |method: &str| {
        format!(
            "paths:
  /a:
    {method}:
      operationId: a
      requestBody:
        content: {{ application/json: {{ schema: {{ type: boolean }} }} }} MARK
      responses: {{ '204': {{ description: Done. }} }}
"
        )
    };
    for (versions, method, mark) in [
        (ALL, "get", "# <-"),
        (ALL, "delete", "# <-"),
        (ALL, "post", ""),
        (NEWEST, "query", ""),
        (ALL, "options", ""),
    ] {
        assert_found(versions, "meaningless-body", &with(method).replace("MARK", mark));
    }
    let referenced = "paths:
  /a:
    delete:
      operationId: a
      requestBody:
        $ref: '#/components/requestBodies/A' # <-
      responses: { '204': { description: Done. } }
components:
  requestBodies: { A: { content: { application/json: { schema: { type: boolean } } } } }
";
    assert_found(ALL, "meaningless-body", referenced);
    let other = "paths:
  /a:
    additionalOperations:
      Track: # <-
        operationId: a
        responses: { '204': { description: Done. } }
      COPY:
        operationId: b
        responses: { '204': { description: Done. } }
";
    assert_found(NEWEST, "trace-operation", other);
}

#[test]
fn media_types_and_styles() {
    let body = |method: &str, content: &str| {
        format!(
            "paths:\n  /a:\n    {method}:\n      operationId: a\n      requestBody:\n        content:\n{content}      responses: {{ '204': {{ description: Done. }} }}\n"
        )
    };
    let ranges = "          '*/*': {} # <-\n          Application/*: {} # <-\n          image/*: {}\n          application/json: { schema: { type: boolean } }\n";
    assert_found(ALL, "any-media-type", &body("post", ranges));
    assert_found(NEWEST, "any-media-type", &body("query", ranges));
    let untyped = "          Application/JSON: {} # <-\n          application/x+json: {} # <-\n          application/pdf: {}\n          text/plain: {}\n";
    assert_found(ALL, "untyped-body", &body("post", untyped));
    let parameters = |ty: &str| {
        format!(
            "paths:
  /a:
    get:
      operationId: a
      parameters:
        - {{ name: a, in: query, schema: {{ type: string }} }}
        - {{ name: b, in: query, explode: false, schema: {{ type: {ty}, items: {{ type: string }} }} }}
        - {{ name: c, in: header, schema: {{ type: {ty}, items: {{ type: string }} }} }}
        - {{ name: d, in: query, schema: {{ $ref: '#/components/schemas/List' }} }} # <-
      responses: {{ '204': {{ description: Done. }} }}
components: {{ schemas: {{ List: {{ type: {ty}, items: {{ type: string }} }} }} }}
"
        )
    };
    assert_found(ALL, "implicit-style", &parameters("array"));
    assert_found(&["3.1.1", "3.2.0"], "implicit-style", &parameters("[array]"));
}

#[test]
fn texts_wherever_they_stand() {
    let text = "servers:
  - url: /
    description: A <script> here # <-
tags:
  - name: a
    description: A <iframe> here # <-
paths:
  /a:
    summary: A <script> here # <-
    get:
      operationId: a
      summary: eval(x) # <-
      description: A `<script>` here
      parameters:
        - name: b
          in: query
          description: '[x](javascript:y)' # <-
          schema: { type: string, example: '<script>', default: <script>, enum: [<script>] }
      responses:
        '200':
          description: A <script> here # <-
          headers:
            X-A:
              description: '<b onclick=x>' # <-
              schema: { type: string }
          content: { application/json: { example: { description: <script> }, schema: { type: boolean } } }
components:
  schemas:
    Unused:
      title: A <script> here # <-
      properties:
        description:
          description: A <script> here # <-
          x-description: A <script> here
  securitySchemes:
    login:
      type: oauth2
      description: A <script> here # <-
      flows:
        clientCredentials:
          tokenUrl: https://id.bank.dev/token
          scopes:
            read: A <script> here # <-
";
    assert_found(ALL, "active-markdown", text);
}

#[test]
fn summaries_of_responses() {
    let text = "paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          summary: A <script> # <-
          description: Some.
        '201':
          summary: A <script> # <-
        '202':
          summary: Some.
          description: A <script> # <-
";
    assert_found(NEWEST, "active-markdown", text);
}

#[test]
fn answers_and_caches() {
    let text = "security: [{ key: [] }]
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: Some. # <-
          headers:
            access-control-allow-origin: { schema: { type: string } }
          content: { application/json: { schema: { type: boolean } } }
        '201':
          description: Some.
          headers: { cache-control: { schema: { type: string } } }
          content: { application/json: { schema: { type: boolean } } }
        '204': { description: None. }
        '404': { description: No., content: { application/json: { schema: { type: boolean } } } }
  /b:
    get:
      operationId: b
      security: []
      responses:
        '200': { description: Some., content: { application/json: { schema: { type: boolean } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    assert_found(ALL, "cacheable-answer", text);
    let cors = text.replace(" # <-", "").replace(
        "access-control-allow-origin: { schema: { type: string } }",
        "access-control-allow-origin: # <-\n              schema: { type: string }",
    );
    assert_found(ALL, "cors-header", &cors);
    let head = "paths:
  /a:
    head:
      operationId: a
      responses:
        '200':
          description: Some.
          content:
            application/json: # <-
              schema: { type: boolean }
        '404': { $ref: '#/components/responses/No' }
    get:
      operationId: b
      responses: { '404': { $ref: '#/components/responses/No' } }
components:
  responses: { No: { description: No., content: { application/json: { schema: { type: boolean } } } } }
";
    assert_found(ALL, "head-content", head);
}

/// What phases before the audit refuse, in every version.
#[test]
fn what_is_found_before_the_audit() {
    let path = |path: &str, parameters: &str| {
        format!(
            "paths:\n  {path}:\n    get:\n      operationId: a\n      parameters:\n{parameters}      responses: {{ '204': {{ description: Done. }} }}\n"
        )
    };
    let list = |lines: &[&str]| {
        lines.iter().map(|line| format!("        - {line}\n")).collect::<Vec<_>>().concat()
    };
    let b = "{ name: b, in: path, required: true, schema: { type: string } }";
    let c = "{ name: c, in: path, required: true, schema: { type: string } }";
    for (code, text) in [
        ("undeclared-path-parameter", path("'/{b}/{c}'", &list(&[b])).replace("}':", "}': # <-")),
        ("path-parameter", path("'/{b}'", &list(&[b, &format!("{c} # <-")]))),
        ("path-template", path("'/{b}/{b}'", &list(&[b])).replace("}':", "}': # <-")),
        ("path-template", path("'/{b'", &list(&[b])).replace("{b':", "{b': # <-")),
        (
            "duplicate-parameter",
            path(
                "/a",
                &list(&[
                    "{ name: X-A, in: header, schema: { type: string } }",
                    "{ name: x-a, in: header, schema: { type: string } } # <-",
                    "{ name: X-A, in: query, schema: { type: string } }",
                ]),
            ),
        ),
        ("missing-member", path("/a", &list(&["{ name: b, in: query } # <-"]))),
        ("duplicate-key", "paths:\n  /a: {}\n  /a: {} # <-\n".to_owned()),
        ("merge-key", "paths:\n  /a: &a {}\n  /b:\n    <<: *a # <-\n".to_owned()),
        ("recursive-alias", "paths:\n  /a: &a\n    x-a: *a # <-\n".to_owned()),
        (
            "duplicate-operation-id",
            format!("paths:\n{}{}", get("/a", "a", ""), get("/b", "a # <-", "")),
        ),
        (
            "missing-operation-id",
            "paths:\n  /a:\n    get: # <-\n      responses: { '204': { description: Done. } }\n".to_owned(),
        ),
        (
            "ignored-response-content",
            "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '304':\n          description: Done.\n          content:\n            application/json: # <-\n              schema: { type: boolean }\n".to_owned(),
        ),
    ] {
        assert_found(ALL, code, &text);
    }
    let connect =
        "paths:\n  /a:\n    additionalOperations:\n      CONNECT: # <-\n        responses: {}\n";
    assert_found(NEWEST, "invalid-value", connect);
}
