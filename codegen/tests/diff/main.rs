//! The security diff: each weakening is found and called by its kind, nothing is invented, and reversed it strengthens.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod judged;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use portcullis_codegen::Options;
use portcullis_codegen::diag::Diagnostics;
use portcullis_codegen::diff::{Change, Class, Comparison, compare, report};
use portcullis_codegen::source::{FileSystem, Loader, read};
use portcullis_codegen::span::SourceMap;

struct Files(BTreeMap<PathBuf, String>);

impl Loader for Files {
    fn load(&self, path: &Path) -> std::io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }
}

fn diff(old: &str, new: &str) -> Comparison {
    let file = |name: &str, text: &str| (PathBuf::from(name), text.to_owned());
    let files = Files(BTreeMap::from([file("old.yaml", old), file("new.yaml", new)]));
    compare(Path::new("old.yaml"), Path::new("new.yaml"), &files, &Options::default())
}

fn payments() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/payments/openapi.yaml");
    std::fs::read_to_string(path).unwrap()
}

fn kinds(changes: &[Change]) -> Vec<String> {
    let mut all: Vec<String> = changes
        .iter()
        .map(|change| match change.class {
            Class::Weakening => change.kind.clone(),
            Class::Strengthening => format!("+{}", change.kind),
            Class::Neutral => format!("={}", change.kind),
        })
        .collect();
    all.sort();
    all
}

/// The document with its first `from` replaced.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not there");
    text.replacen(from, to, 1)
}

/// Exactly these changes (`=` before what is neutral); and the other way round nothing weakens.
fn weakens(old: &str, new: &str, wanted: &[&str]) {
    let found = diff(old, new);
    assert_eq!(found.uncompared, [], "{wanted:?}");
    let mut wanted: Vec<&str> = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(kinds(&found.changes), wanted, "{}", report::text(&found));
    for change in &found.changes {
        assert!(change.old.is_some() || change.new.is_some(), "{change:?}");
    }
    let back = diff(new, old);
    assert_eq!(back.count(Class::Weakening), 0, "{wanted:?}: {}", report::text(&back));
    assert_eq!(back.count(Class::Strengthening), found.count(Class::Weakening), "{wanted:?}");
    assert_eq!(back.count(Class::Neutral), found.count(Class::Neutral), "{wanted:?}");
}

/// What is replaced, by what, and what is to be found.
type Case = (&'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    ("- oauth2: [tokens:revoke]", "- oauth2: []", &["scope-removed"]),
    (
        "security:\n        - oauth2: [tokens:revoke]",
        "security: []\n      x-portcullis: { public: 'who knows' }",
        &["authentication-dropped"],
    ),
    (
        "- oauth2: [tokens:revoke]",
        "- oauth2: [tokens:revoke]\n        - {}",
        &["anonymous-alternative-added"],
    ),
    (
        "- oauth2: [tokens:revoke]",
        "- oauth2: [tokens:revoke]\n        - partner: []",
        &["alternative-added"],
    ),
    (
        "- partner: []\n          oauth2: [settlements:write]",
        "- oauth2: [settlements:write]",
        &["scheme-removed"],
    ),
    ("        issuer: https://auth.payments.example\n", "", &["issuer-removed"]),
    ("        audience: https://api.payments.example\n", "", &["audience-removed"]),
    ("[ES256, PS256]", "[ES256, PS256, RS256]", &["algorithm-added"]),
    ("        algorithms: [ES256, PS256]\n", "", &["algorithms-removed"]),
    (
        "in: header\n      name: X-Api-Key",
        "in: query\n      name: X-Api-Key",
        &["scheme-kind-changed"],
    ),
    ("limit: 10, window: 1s", "limit: 20, window: 1s", &["rate-limit-raised"]),
    ("limit: 1000, window: 1h", "limit: 1000, window: 30m", &["rate-window-shortened"]),
    ("          - { name: hourly, limit: 1000, window: 1h }\n", "", &["rate-limit-removed"]),
    ("body-limit: 16KiB", "body-limit: 1MiB", &["body-limit-raised"]),
    ("audit: always", "audit: 'off'", &["audit-lowered"]),
    (
        "body-limit: 16KiB",
        "body-limit: 16KiB\n        cors: { origins: ['https://a.example'] }",
        &["cors-opened"],
    ),
    (
        "  - url: https://api.payments.example\n",
        "  - url: https://api.payments.example\n  - url: http://api.payments.example\n",
        &["http-server-added"],
    ),
    ("maxLength: 128, description", "description", &["max-length-removed"]),
    ("maxLength: 128", "maxLength: 1280", &["max-length-raised"]),
    ("minLength: 1, ", "", &["min-length-removed"]),
    ("minimum: 1, maximum: 100000000", "minimum: -5, maximum: 100000000", &["minimum-lowered"]),
    ("maximum: 100000000", "maximum: 100000001", &["maximum-raised"]),
    ("pattern: '^[0-9]{3,4}$'", "minLength: 0", &["pattern-removed"]),
    ("required: [number, cvv, expiry]", "required: [number, expiry]", &["property-optional"]),
    ("required: [jti, expires_at]", "required: [jti]", &["property-optional"]),
    ("          x-portcullis: { sensitive: pan }\n", "", &["sensitive-mark-removed"]),
    ("sensitive: full", "sensitive: pan", &["sensitive-mark-lowered"]),
    (
        "      description: A card\n      type: object\n      additionalProperties: false",
        "      description: A card\n      type: object\n      additionalProperties: true",
        &["object-opened"],
    ),
    (
        "        cvv:\n          description",
        "        holder: { type: string, maxLength: 9 }\n        cvv:\n          description",
        &["request-property-added"],
    ),
    (
        "last_four: { type: string",
        "number: { type: string, x-portcullis: { sensitive: pan } }\n        last_four: { type: string",
        &["sensitive-property-exposed"],
    ),
    (
        "        created_at: {",
        "        payer: { type: string }\n        created_at: {",
        &["response-property-added"],
    ),
    // Three requests use it, two answers as well: what is promised there is neutral.
    (
        "enum: [GBP, EUR, USD]",
        "enum: [GBP, EUR, USD, XXX]",
        &["=enum-value-added", "enum-value-added"],
    ),
    (
        "description: The payment\n          schema: { type: string, format: uuid }",
        "description: The payment\n          schema: { type: string }",
        &["format-removed"],
    ),
    ("jti: { type: string,", "jti: { type: [string, 'null'],", &["null-added"]),
    (
        "jti: { type: string, minLength: 1, maxLength: 128, description: The token's id }",
        "jti: {}",
        &["type-widened"],
    ),
    (
        "        - name: cursor\n",
        "        - name: all\n          in: query\n          description: All of them\n          schema: { type: boolean }\n        - name: cursor\n",
        &["parameter-added"],
    ),
    (
        "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema: { $ref: '#/components/schemas/NewSettlement' }",
        "      requestBody:\n        content:\n          application/json:\n            schema: { $ref: '#/components/schemas/NewSettlement' }",
        &["request-body-optional"],
    ),
    (
        "            schema: { $ref: '#/components/schemas/NewSettlement' }",
        "            schema: { $ref: '#/components/schemas/NewSettlement' }\n          application/octet-stream: {}",
        &["media-type-added"],
    ),
    ("  profile: strict", "  profile: lenient", &["profile-lowered"]),
    ("  profile: strict", "  profile: strict\n  unknown-query: ignore", &["unknown-query-ignored"]),
    (
        "    placeholder-host:",
        "    no-429: 'a gateway limits'\n    placeholder-host:",
        &["acknowledgement-added"],
    ),
    (
        "x-portcullis: { body-limit: 1KiB }",
        "x-portcullis: { body-limit: 1KiB, allow: { no-429: 'a gateway limits' } }",
        &["acknowledgement-added"],
    ),
    (
        "        last_four: { type: string, pattern: '^[0-9]{4}$' }",
        "        last_four: { type: string, pattern: '^[0-9]{4}$', x-portcullis: { allow: { unmarked-sensitive: 'it is not' } } }",
        &["acknowledgement-added"],
    ),
    (
        "  /health:\n",
        "  /version:\n    get:\n      operationId: getVersion\n      security: []\n      x-portcullis: { public: 'a number' }\n      responses: { '204': { description: Nothing } }\n  /health:\n",
        &["public-operation-added"],
    ),
    (
        "        '202':\n          description: The settlement will be made\n",
        "        '202':\n          description: The settlement will be made\n          content: { application/json: { schema: { $ref: '#/components/schemas/Health' } } }\n",
        &["response-content-added"],
    ),
    (
        "            Location:\n",
        "            X-Payer:\n              schema: { type: string }\n            Location:\n",
        &["response-header-added"],
    ),
];

#[test]
fn each_weakening_of_the_example_is_found_and_nothing_else() {
    let old = payments();
    for (from, to, wanted) in CASES {
        weakens(&old, &edited(&old, from, to), wanted);
    }
}

#[test]
fn an_order_that_nobody_shows_weakens_both_ways() {
    let old = payments();
    for (from, to, wanted) in [
        ("'^[0-9]{3,4}$'", "'^[0-9]{3}$'", "pattern-changed"),
        ("issuer: https://auth", "issuer: https://other", "issuer-changed"),
    ] {
        let new = edited(&old, from, to);
        assert_eq!(kinds(&diff(&old, &new).changes), [wanted]);
        assert_eq!(kinds(&diff(&new, &old).changes), [wanted]);
    }
}

/// A small document; `{}` in its parts is replaced.
fn small(operation: &str, components: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{ title: T, version: '1' }}
paths:
  /a:
    post:
      operationId: make
{operation}
components:
{components}
"
    )
}

const KEYS: &str = "  securitySchemes: { s: { type: mutualTLS } }";

fn body(schema: &str) -> String {
    let operation = format!(
        "      security: [{{ s: [] }}]
      requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}
      responses: {{ '200': {{ description: D, content: {{ application/json: {{ schema: {schema} }} }} }} }}"
    );
    small(&operation, KEYS)
}

#[test]
fn each_weakening_of_small_documents_is_found() {
    let plain = "      security: [{ s: [] }]\n      responses: { '204': { description: D } }";
    let tokens = |rules: &str, needed: &str| {
        let operation = format!(
            "      security: [{{ o: [{needed}] }}]\n      responses: {{ '204': {{ description: D }} }}"
        );
        let scheme = format!(
            "  securitySchemes: {{ o: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: https://a.example, scopes: {{ 'a:r': R, 'a:w': W }} }} }}{rules} }} }}"
        );
        small(&operation, &scheme)
    };
    let callback = |url: &str| {
        let operation = format!(
            "{plain}\n      callbacks: {{ done: {{ '{url}': {{ post: {{ responses: {{ '204': {{ description: D }} }} }} }} }} }}"
        );
        small(&operation, KEYS)
    };
    let object = |member: &str| {
        body(&format!(
            "{{ type: object, additionalProperties: false, properties: {{ {member} }} }}"
        ))
    };
    let cases: Vec<(String, String, &[&str])> = vec![
        (
            small(plain, KEYS),
            small(plain, "  securitySchemes: { s: { type: apiKey, in: header, name: X-Key } }"),
            &["scheme-kind-changed"],
        ),
        (
            small(plain, KEYS),
            small(
                &plain.replace("s: []", "k: []"),
                "  securitySchemes: { k: { type: apiKey, in: header, name: X-Key } }",
            ),
            &["scheme-kind-changed"],
        ),
        (
            tokens("", "'a:r'"),
            tokens(", x-portcullis: { scopes: { 'a:w': { implies: ['a:r'] } } }", "'a:r'"),
            &["scope-implication-added"],
        ),
        (
            tokens(", x-portcullis: { revocation: shared }", "'a:r'"),
            tokens(", x-portcullis: { revocation: memory }", "'a:r'"),
            &["revocation-lowered"],
        ),
        // Whoever writes may read: to ask for reading is to ask for less.
        (
            tokens(", x-portcullis: { scopes: { 'a:w': { implies: ['a:r'] } } }", "'a:w'"),
            tokens(", x-portcullis: { scopes: { 'a:w': { implies: ['a:r'] } } }", "'a:r'"),
            &["scope-removed"],
        ),
        (small(plain, KEYS), callback("https://a.example"), &["callback-added"]),
        (
            body("{ type: array, items: { type: boolean }, maxItems: 3, uniqueItems: true }"),
            body("{ type: array, items: { type: boolean }, maxItems: 4 }"),
            &[
                "=max-items-raised",
                "=unique-items-removed",
                "max-items-raised",
                "unique-items-removed",
            ],
        ),
        (
            object("a: { type: string, readOnly: true }"),
            object("a: { type: string }"),
            &["read-only-removed"],
        ),
        (
            object("a: { type: string, writeOnly: true }"),
            object("a: { type: string }"),
            &["write-only-removed"],
        ),
        (
            body("{ type: integer, not: { const: 5 } }"),
            body("{ type: integer }"),
            &["=residual-check-removed", "residual-check-removed"],
        ),
        (body("{ type: [string, 'null'] }"), body("{}"), &["type-widened", "type-widened"]),
        (body("{ type: integer }"), body("{ type: number }"), &["=type-widened", "type-widened"]),
        (
            body("{ type: integer, multipleOf: 10 }"),
            body("{ type: integer, multipleOf: 5 }"),
            &["=multiple-of-changed", "multiple-of-changed"],
        ),
        (
            body("{ type: string, enum: [a, b] }"),
            body("{ type: string }"),
            &["=enum-removed", "enum-removed"],
        ),
        (
            body("{ oneOf: [{ type: string }, { type: boolean }] }"),
            body("{ oneOf: [{ type: boolean }, { type: string }, { type: integer }] }"),
            // Further data is read, and further data is sent.
            &["variant-added", "variant-added"],
        ),
    ];
    for (old, new, wanted) in cases {
        weakens(&old, &new, wanted);
    }
    // Another address weakens both ways.
    let found = diff(&callback("https://a.example"), &callback("https://b.example"));
    assert_eq!(kinds(&found.changes), ["callback-url-changed"]);
}

#[test]
fn a_further_alternative_that_lets_nobody_through_is_neutral() {
    let old = payments();
    let new = edited(
        &old,
        "- oauth2: [tokens:revoke]",
        "- oauth2: [tokens:revoke]\n        - oauth2: [tokens:revoke, payments:read]",
    );
    assert_eq!(kinds(&diff(&old, &new).changes), ["=alternative-added"]);
    assert_eq!(kinds(&diff(&new, &old).changes), ["=alternative-removed"]);
}

/// The document as JSON with its members sorted by name.
fn sorted_json(text: &str) -> String {
    let mut sources = SourceMap::default();
    let mut found = Diagnostics::default();
    let node = read(&mut sources, "a", text.to_owned(), &mut found).unwrap();
    // Members of serde_json's objects are sorted.
    let value: serde_json::Value = serde_json::from_str(&node.to_json()).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn a_document_that_is_written_otherwise_is_no_change() {
    let old = payments();
    let comment =
        format!("# A comment\n{}", old.replace("\n  /payments:", "\n  # Here\n  /payments:"));
    let reference = "reference: { $ref: '#/components/schemas/PaymentReference' }";
    let inlined =
        old.replace(reference, "reference: { type: string, pattern: '^[A-Za-z0-9-]{1,35}$' }");
    assert_ne!(inlined, old);
    let renamed = old.replace("NewCard", "CardToBe").replace("Currency", "Money");
    let other_parameter = old
        .replace("/payments/{id}", "/payments/{payment}")
        .replace("- name: id\n          in: path", "- name: payment\n          in: path");
    let reordered = old
        .replace(
            "- partner: []\n          oauth2: [settlements:write]",
            "- oauth2: [settlements:write]\n          partner: []",
        )
        .replace("[GBP, EUR, USD]", "[USD, EUR, GBP]")
        .replace("[ES256, PS256]", "[PS256, ES256]");
    let scheme = old.replace("oauth2:", "tokens:").replace("type: tokens:", "type: oauth2:");
    for new in [sorted_json(&old), comment, inlined, renamed, other_parameter, reordered, scheme] {
        let found = diff(&old, &new);
        assert_eq!(found, Comparison::default(), "{}", report::text(&found));
    }
    let same = diff(&old, &old.replace("operationId: getHealth", "operationId: isUp"));
    assert_eq!(kinds(&same.changes), ["=operation-renamed"]);
}

#[test]
fn types_that_hold_themselves_are_compared() {
    let tree = |most: &str| {
        let operation = "      security: [{ s: [] }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/T' } } } }
      responses: { '204': { description: D } }";
        let components = format!(
            "{KEYS}\n  schemas: {{ T: {{ oneOf: [{{ type: string, maxLength: {most} }}, {{ type: array, items: {{ $ref: '#/components/schemas/T' }} }}] }} }}"
        );
        small(operation, &components)
    };
    weakens(&tree("5"), &tree("6"), &["max-length-raised"]);
    assert_eq!(diff(&tree("5"), &tree("5")), Comparison::default());
}

#[test]
fn a_shared_part_is_one_change_with_several_places() {
    let old = payments();
    let found = diff(
        &old,
        &edited(
            &old,
            "        created_at: {",
            "        payer: { type: string }\n        created_at: {",
        ),
    );
    let [change] = found.changes.as_slice() else { panic!("{}", report::text(&found)) };
    assert_eq!(change.place.operation.as_deref(), Some("POST /payments"));
    assert_eq!(change.place.pointer, "/responses/201/application~1json/properties/payer");
    assert_eq!(change.also.len(), 2);
    assert_eq!(change.new.as_ref().unwrap().file, "new.yaml");
}

#[test]
fn what_the_audit_denies_is_compared_and_what_cannot_be_is_said() {
    // Nobody decided who may call, and much more; denied at strict.
    let open = small("      responses: { '204': { description: D } }", "  schemas: {}");
    let open = edited(&open, "paths:", "x-portcullis: { profile: strict }\npaths:");
    let closed =
        edited(&open, "operationId: make", "operationId: make\n      security: [{ s: [] }]");
    let closed = edited(&closed, "  schemas: {}", KEYS);
    let found = diff(&closed, &open);
    assert_eq!(found.uncompared, []);
    assert_eq!(kinds(&found.changes), ["authentication-dropped"]);
    // A keyword that nothing enforces.
    let old = body("{ type: string, maxLength: 3 }");
    let new = body("{ type: string, maxLength: 4, $dynamicRef: '#a' }");
    let found = diff(&old, &new);
    assert!(kinds(&found.changes).contains(&"max-length-raised".to_owned()));
    assert_eq!(found.uncompared.first().unwrap().code, "unsupported-keyword");
    // Nothing at all.
    let found = diff(&old, "nothing: true");
    assert!(found.changes.is_empty() && !found.uncompared.is_empty(), "{found:?}");
}

#[test]
fn reports_escape_what_documents_say() {
    let old = body("{ type: string, pattern: a }");
    let new = body("{ type: string, pattern: \"`|<img>\\e@all\" }");
    let found = diff(&old, &new);
    assert_eq!(found.count(Class::Weakening), 1);
    let text = report::text(&found);
    assert!(!text.contains('\u{1b}'), "{text}");
    let markdown = report::markdown(&found);
    assert!(markdown.contains("``"), "{markdown}");
    let rows = markdown.lines().filter(|line| line.starts_with("| pattern-changed"));
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{row}");
    }
    let value: serde_json::Value = serde_json::from_str(&report::json(&found)).unwrap();
    assert_eq!(value["changes"][0]["kind"], "pattern-changed");
    assert_eq!(value["changes"][0]["before"], "a");
    assert_eq!(value["changes"][0]["new"]["file"], "new.yaml");
}

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

#[test]
fn documents_of_others_written_otherwise_are_no_change() {
    let Some(corpus) = corpus() else { return };
    for name in [
        "oai-petstore/openapi.yaml",
        "oai-webhook-example/openapi.yaml",
        "oai-callback-example/openapi.yaml",
        "obuk-eventnotif-4.0/openapi.json",
        "obuk-cof-4.0/openapi.yaml",
        "obuk-paymentinit-4.0/openapi.yaml",
        "paypal-orders-v2/openapi.json",
        "lithic/openapi.yaml",
        "adyen-dispute-v30/openapi.yaml",
        "berlingroup-psd2-1.3.11/openapi.yaml",
    ] {
        let Ok(old) = std::fs::read_to_string(corpus.join(name)) else {
            eprintln!("skipped: {name}");
            continue;
        };
        let found = diff(&old, &sorted_json(&old));
        assert!(found.changes.is_empty(), "{name}: {}", report::text(&found));
    }
}

#[test]
fn two_releases_of_open_banking() {
    let Some(corpus) = corpus() else { return };
    let file = |name: &str| {
        let json = corpus.join(name).join("openapi.json");
        if json.exists() { json } else { corpus.join(name).join("openapi.yaml") }
    };
    for api in ["obuk-accountinfo", "obuk-paymentinit"] {
        let (old, new) = (file(&format!("{api}-3.1.11")), file(&format!("{api}-4.0")));
        let found = compare(&old, &new, &FileSystem, &Options::default());
        eprintln!("{api} 3.1.11 → 4.0: {}", report::summary(&found));
        assert!(found.count(Class::Weakening) > 0);
        let back = compare(&new, &old, &FileSystem, &Options::default());
        assert!(back.count(Class::Strengthening) > 0);
    }
}

/// What no message holds is acknowledged all the same: in an extension that a reference leads to, in a callback.
#[test]
fn acknowledgements_are_found_wherever_they_stand() {
    let document = |operation: &str, extension: &str, callback: &str| {
        format!(
            "openapi: 3.1.0
info: {{ title: T, version: '1' }}
security: [{{ key: [] }}]
paths:
  /a:
    post:
      operationId: a
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/x-defs/B' }} }} }} }}
      responses: {{ '204': {{ description: D }} }}
      callbacks:
        done:
          'https://a.example':
            post:
              requestBody: {{ content: {{ application/json: {{ schema: {{ type: string {callback} }} }} }} }}
              responses: {{ '204': {{ description: D }} }}
{operation}components:
  securitySchemes: {{ key: {{ type: apiKey, in: header, name: X-Key }} }}
  schemas: {{ C: {{ type: string, x-portcullis: {{ allow: {{ unbounded-string: It is short. }} }} }} }}
x-defs: {{ {extension} B: {{ type: string }} }}
"
        )
    };
    let plain = document("", "", "");
    let allow = "x-portcullis: { allow: { unbounded-string: It is short. } }";
    weakens(&plain, &document("", &format!("{allow},"), ""), &["acknowledgement-added"]);
    weakens(&plain, &document("", "", &format!(", {allow}")), &["acknowledgement-added"]);
    // One that stays where it is, of a message or of none, is the same.
    let operation = "  /c:
    post:
      operationId: c
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/C' } } } }
      responses: { '204': { description: D } }
";
    let found = diff(&document(operation, "", ""), &plain);
    assert_eq!(kinds(&found.changes), ["=operation-removed"]);
}
