//! The coverage manifest: complete, told from the document alone, and honest about what is not enforced.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use portcullis_codegen::Options;
use portcullis_codegen::diag::Profile;
use portcullis_codegen::manifest::describe;
use portcullis_codegen::source::{FileSystem, Loader};
use serde_json::Value;

struct Files(BTreeMap<PathBuf, String>);

impl Loader for Files {
    fn load(&self, path: &Path) -> std::io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }
}

fn options(profile: Option<Profile>) -> Options {
    Options { profile, ..Options::default() }
}

/// The manifest of a document that nothing denies.
fn manifest(text: &str, profile: Option<Profile>) -> (String, Value) {
    let files = Files(BTreeMap::from([(PathBuf::from("api.yaml"), text.to_owned())]));
    let described = describe(Path::new("api.yaml"), &files, &options(profile));
    let Some(manifest) = described.manifest else {
        panic!("denied: {}", described.checked.report().text())
    };
    let text = manifest.to_json();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

fn payments() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/payments/openapi.yaml")
}

fn facts<'v>(value: &'v Value, operation: &str) -> Vec<&'v Value> {
    let operations = value["operations"].as_array().unwrap();
    let found = operations.iter().find(|other| other["operation"] == operation).unwrap();
    found["controls"].as_array().unwrap().iter().collect()
}

fn fact<'v>(value: &'v Value, operation: &str, control: &str, name: &str) -> &'v Value {
    let all = facts(value, operation);
    let found = all.iter().find(|fact| fact["control"] == control && fact["name"] == name);
    found.unwrap_or_else(|| panic!("no {control} {name} in {all:#?}"))
}

/// The pointers of every keyword of a schema, references followed: an own small walk over plain JSON.
fn keywords(root: &Value, at: &str, found: &mut BTreeSet<String>) {
    let Value::Object(schema) = root.pointer(at).unwrap() else { return };
    if let Some(reference) = schema.get("$ref") {
        let target = reference.as_str().unwrap().trim_start_matches('#').to_owned();
        keywords(root, &target, found);
        return;
    }
    for (keyword, value) in schema {
        let place = format!("{at}/{keyword}");
        // What a schema acknowledges is told elsewhere.
        if keyword == "x-portcullis" && value.get("sensitive").is_none() {
            continue;
        }
        if !found.insert(place.clone()) {
            continue;
        }
        match keyword.as_str() {
            "properties" => {
                for name in value.as_object().unwrap().keys() {
                    keywords(root, &format!("{place}/{name}"), found);
                }
            }
            "items" | "additionalProperties" => keywords(root, &place, found),
            _ => {}
        }
    }
}

#[test]
fn every_keyword_of_a_request_schema_of_the_example_is_a_fact() {
    let described = describe(&payments(), &FileSystem, &options(None));
    let text = described.manifest.unwrap().to_json();
    let value: Value = serde_json::from_str(&text).unwrap();
    // The example as plain JSON, by another way than the generator's.
    let document: Value = {
        let yaml = std::fs::read_to_string(payments()).unwrap();
        serde_json::from_str(&yaml_to_json(&yaml)).unwrap()
    };
    let mut wanted = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.replace('/', "~1");
        for (method, operation) in item.as_object().unwrap() {
            let here = format!("/paths/{path}/{method}");
            if operation.get("requestBody").is_some() {
                let at = format!("{here}/requestBody/content/application~1json/schema");
                keywords(&document, &at, &mut wanted);
            }
            let parameters = operation.get("parameters").and_then(Value::as_array);
            for index in 0..parameters.map_or(0, Vec::len) {
                keywords(&document, &format!("{here}/parameters/{index}/schema"), &mut wanted);
            }
        }
    }
    assert!(wanted.len() > 50, "{wanted:#?}");
    let told: BTreeSet<&str> = value["operations"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|operation| operation["controls"].as_array().unwrap())
        .filter(|fact| fact["control"] == "keyword" || fact["control"] == "sensitive")
        .map(|fact| fact["at"].as_str().unwrap())
        .collect();
    for place in wanted {
        let place = place.replace("/x-portcullis", "/x-portcullis/sensitive");
        assert!(told.contains(place.as_str()), "{place} is missing");
    }
}

/// The example's text as JSON, through the reader that the generator has: what differs from the test above is the walk.
fn yaml_to_json(text: &str) -> String {
    let mut sources = portcullis_codegen::span::SourceMap::default();
    let mut found = portcullis_codegen::diag::Diagnostics::default();
    let node =
        portcullis_codegen::source::read(&mut sources, "a.yaml", text.to_owned(), &mut found);
    node.unwrap().to_json()
}

#[test]
fn what_enforces_the_controls_of_the_example() {
    let described = describe(&payments(), &FileSystem, &options(None));
    let text = described.manifest.unwrap().to_json();
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["format"], 1);
    assert_eq!(value["document"]["profile"], "strict");
    assert_eq!(value["document"]["source"], "openapi.yaml");
    let scope = fact(&value, "createPayment", "scope", "oauth2");
    assert_eq!(scope["value"], "payments:write");
    assert_eq!(scope["enforced"], serde_json::json!(["authorization", "evidence"]));
    assert_eq!(scope["at"], "/paths/~1payments/post/security/0/oauth2/0");
    let burst = fact(&value, "createPayment", "rate-limit", "burst");
    assert_eq!(burst["value"], serde_json::json!({"limit": 10, "seconds": 1, "per": "client"}));
    let maximum = fact(&value, "listPayments", "keyword", "maximum");
    assert_eq!(maximum["value"], 100);
    assert_eq!(maximum["subject"], "query limit");
    assert_eq!(maximum["enforced"], serde_json::json!(["decoder"]));
    let pan = facts(&value, "tokenizeCard").into_iter().find(|fact| fact["control"] == "sensitive");
    assert_eq!(pan.unwrap()["value"], "pan");
    let algorithms = value["schemes"].as_array().unwrap().iter();
    assert_eq!(algorithms.filter(|fact| fact["control"] == "algorithm").count(), 2);
    // One fact a line.
    for line in text.lines().filter(|line| line.contains("\"control\"")) {
        let line = line.trim().trim_end_matches(',');
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
}

const OPEN: &str = "\
openapi: 3.1.0
info: { title: T, version: '1' }
servers: [{ url: https://a.example }]
security: [{ key: [] }]
x-portcullis: { allow: { no-429: 'a gateway limits' } }
paths:
  /a:
    post:
      operationId: make
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              properties:
                note: { type: string, format: fancy, x-portcullis: { allow: { unbounded-string: 'free text' } } }
                other: { type: string }
                odd: { type: integer, minimum: 1, maximum: 9, not: { const: 5 } }
          application/yaml:
            schema: { type: object, maxProperties: 3 }
      responses: { '204': { description: Done } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
";

#[test]
fn what_is_not_enforced_says_by_whose_word() {
    let (_, value) = manifest(OPEN, Some(Profile::Lenient));
    let because = |name: &str, at: &str| {
        let all = facts(&value, "make");
        let found = all.into_iter().find(|fact| {
            fact["name"] == name && fact["at"].as_str().is_some_and(|place| place.contains(at))
        });
        let fact = found.unwrap_or_else(|| panic!("no {name} at {at}"));
        (fact["enforced"].clone(), fact["because"].clone())
    };
    let none = serde_json::json!([]);
    let (enforced, by) = because("format", "note");
    assert_eq!(enforced, none);
    assert_eq!(by["rule"], "unknown-format");
    assert_eq!(by["by"], serde_json::json!({"profile": "lenient", "level": "warn"}));
    let (enforced, by) = because("maxProperties", "application~1yaml");
    assert_eq!((enforced, &by["rule"]), (none, &Value::from("unenforced-media-type")));
    let (enforced, _) = because("not", "odd");
    assert_eq!(enforced, serde_json::json!(["residual-check"]));
    let (enforced, _) = because("maximum", "odd");
    assert_eq!(enforced, serde_json::json!(["decoder"]));
    let accepted = value["accepted"].as_array().unwrap();
    let by = |rule: &str, at: &str| {
        let here = |one: &&Value| {
            one["rule"] == rule && one["at"].as_str().is_some_and(|place| place.ends_with(at))
        };
        accepted.iter().find(here).unwrap_or_else(|| panic!("{rule} {at}: {accepted:#?}"))["by"]
            .clone()
    };
    assert_eq!(by("unbounded-string", "/note")["reason"], "free text");
    assert_eq!(by("unbounded-string", "/other")["profile"], "lenient");
    assert_eq!(by("no-429", "")["reason"], "a gateway limits");
    let acknowledged = value["acknowledgements"].as_array().unwrap();
    assert_eq!(acknowledged.len(), 2);
    assert_eq!(acknowledged[0]["at"], "");
}

#[test]
fn what_the_project_decided_is_no_word_of_the_profile() {
    let decided = "[levels]\nwarn = ['unbounded-string']\n\
         [[allow-at]]\nrule = 'unknown-format'\nat = 'POST /make'\nreason = 'Read by people.'\n";
    let path = OPEN.lines().find_map(|line| line.strip_prefix("  /")).unwrap();
    let decided = decided.replace("/make", &format!("/{}", path.split(':').next().unwrap()));
    let files = Files(BTreeMap::from([
        (PathBuf::from("api.yaml"), OPEN.to_owned()),
        (PathBuf::from("portcullis.toml"), decided),
    ]));
    let described = describe(Path::new("api.yaml"), &files, &options(Some(Profile::Lenient)));
    let report = described.checked.report().text();
    let manifest = described.manifest.unwrap_or_else(|| panic!("{report}"));
    let value: Value = serde_json::from_str(&manifest.to_json()).unwrap();
    let accepted = value["accepted"].as_array().unwrap();
    let by = |rule: &str, member: &str| {
        accepted.iter().any(|one| one["rule"] == rule && one["by"].get(member).is_some())
    };
    assert!(by("unknown-format", "acknowledgement") && !by("unknown-format", "profile"));
    assert!(by("unbounded-string", "configuration") && !by("unbounded-string", "profile"));
    let all = value["acknowledgements"].as_array().unwrap();
    let own = all.iter().find(|one| one["rule"] == "unknown-format").unwrap();
    assert_eq!(own["at"], "portcullis.toml:4");
    assert_eq!(own["reason"], "Read by people.");
}

/// As the build decides: an acknowledgement reaches the name of what it stands in.
#[test]
fn what_is_about_the_name_is_acknowledged_in_the_value() {
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
              properties:
                home_url: { type: string, x-portcullis: { allow: { url-in-body: It is only shown. } } }
      responses: { '204': { description: D } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
";
    let files = Files(BTreeMap::from([(PathBuf::from("api.yaml"), text.to_owned())]));
    let described = describe(Path::new("api.yaml"), &files, &options(Some(Profile::Lenient)));
    let value: Value = serde_json::from_str(&described.manifest.unwrap().to_json()).unwrap();
    let accepted = value["accepted"].as_array().unwrap();
    let own = accepted.iter().find(|one| one["rule"] == "url-in-body").unwrap();
    assert_eq!(own["by"]["reason"], "It is only shown.");
}

#[test]
fn documents_of_others_have_one_manifest() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.exists() {
        eprintln!("skipped: {} is not there", corpus.display());
        return;
    }
    for name in [
        "oai-petstore/openapi.yaml",
        "oai-webhook-example/openapi.yaml",
        "oai-callback-example/openapi.yaml",
        "oai-non-oauth-scopes/openapi.yaml",
        "obuk-eventnotif-4.0/openapi.json",
    ] {
        let path = corpus.join(name);
        let make = || {
            let described = describe(&path, &FileSystem, &options(Some(Profile::Lenient)));
            let report = described.checked.report().text();
            described.manifest.unwrap_or_else(|| panic!("{name}: {report}")).to_json()
        };
        let first = make();
        assert_eq!(first, make(), "{name}");
        let value: Value = serde_json::from_str(&first).unwrap();
        assert!(value["operations"].is_array(), "{name}");
        assert!(!first.contains("corpus"), "{name}: a place of this machine");
    }
}
