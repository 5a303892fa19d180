//! Logs hold what SARIF 2.1.0 demands, and say what was found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{SourceRoot, to_sarif};
use crate::source::Memory;
use crate::{Checked, Options, check};

/// At profile standard: two errors (one of them without a level), two warnings, one of them acknowledged in the
/// document, and one finding of two labels.
const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: '🦀 T', version: '1' }
paths:
  /a:
    get:
      operationId: a
      responses: { '204': { description: Done. } }
  /b:
    get: { tags: ['🦀'], operationId: b, security: [], x-portcullis: { allow: { no-429: The gateway answers it. } }, responses: { '204': { description: Done. } } }
  /c:
    get:
      operationId: a
      x-portcullis: { public: It says nothing. }
      security: []
      responses: { '204': { description: Done. }, '429': { description: Later. } }
";

const CONFIGURATION: &str = "\
[[allow-at]]
rule = 'missing-auth-decision'
at = 'GET /a'
reason = 'A health check.'
";

fn checked(document: &str) -> Checked {
    let files =
        Memory::new().with("api/openapi.yaml", document).with("api/portcullis.toml", CONFIGURATION);
    check(Path::new("api/openapi.yaml"), &files, &Options::default())
}

fn log(documents: &[Checked]) -> Value {
    let root = SourceRoot::new(Path::new("/repo"), Path::new("/repo/server"));
    let log: Value = serde_json::from_str(&to_sarif(documents, &root)).unwrap();
    assert_valid(&log);
    log
}

/// Members of an object: those that must be there, then those that may.
fn assert_members(object: &Value, must: &[&str], may: &[&str]) {
    let members = object.as_object().unwrap_or_else(|| panic!("no object: {object}"));
    for name in must {
        assert!(members.contains_key(*name), "{name} is missing: {object}");
    }
    for name in members.keys() {
        assert!(must.contains(&&**name) || may.contains(&&**name), "{name}: {object}");
    }
}

fn assert_one_of(value: &Value, words: &[&str]) {
    assert!(words.contains(&value.as_str().unwrap()), "{value} is none of {words:?}");
}

fn assert_text(message: &Value) {
    assert_members(message, &["text"], &["markdown"]);
    for text in message.as_object().unwrap().values() {
        assert!(!text.as_str().unwrap().trim().is_empty(), "{message}");
    }
}

/// What the standard demands of what is written here (sections 3.13 to 3.52), written down anew.
fn assert_valid(log: &Value) {
    assert_members(log, &["version", "runs"], &["$schema"]);
    assert_eq!(log["version"], "2.1.0");
    for run in log["runs"].as_array().unwrap() {
        assert_members(run, &["tool", "results"], &["columnKind", "invocations"]);
        assert_one_of(&run["columnKind"], &["utf16CodeUnits", "unicodeCodePoints"]);
        assert_members(&run["tool"], &["driver"], &[]);
        assert_members(&run["tool"]["driver"], &["name"], &["semanticVersion", "rules"]);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rules.len(), "two rules of one id");
        rules.iter().for_each(assert_valid_rule);
        for invocation in run["invocations"].as_array().unwrap() {
            assert!(invocation["executionSuccessful"].is_boolean());
        }
        let results = run["results"].as_array().unwrap();
        for result in results {
            assert_valid_result(result);
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        let prints: BTreeSet<String> =
            results.iter().map(|result| result["partialFingerprints"].to_string()).collect();
        assert_eq!(prints.len(), results.len(), "two results of one fingerprint");
    }
}

fn assert_valid_rule(rule: &Value) {
    let may = ["fullDescription", "help", "helpUri", "properties"];
    assert_members(rule, &["id", "shortDescription", "defaultConfiguration"], &may);
    assert_text(&rule["shortDescription"]);
    for name in ["fullDescription", "help"] {
        if let Some(message) = rule.get(name) {
            assert_text(message);
        }
    }
    assert_members(&rule["defaultConfiguration"], &["level"], &["enabled"]);
    assert_one_of(&rule["defaultConfiguration"]["level"], &["note", "warning", "error"]);
    assert_members(&rule["properties"], &["tags"], &["security-severity"]);
    let tags = rule["properties"]["tags"].as_array().unwrap();
    let severity = rule["properties"].get("security-severity");
    assert_eq!(tags.contains(&"security".into()), severity.is_some(), "{rule}");
    if let Some(severity) = severity {
        let number: f64 = severity.as_str().unwrap().parse().unwrap();
        assert!(number > 0.0 && number <= 10.0);
    }
}

fn assert_valid_result(result: &Value) {
    let must = ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"];
    assert_members(result, &must, &["relatedLocations", "suppressions"]);
    assert_one_of(&result["level"], &["none", "note", "warning", "error"]);
    assert_text(&result["message"]);
    assert_eq!(result["locations"].as_array().unwrap().len(), 1);
    assert_valid_location(&result["locations"][0], &[]);
    for location in result["relatedLocations"].as_array().into_iter().flatten() {
        assert_valid_location(location, &["id", "message"]);
        assert_text(&location["message"]);
    }
    for suppression in result["suppressions"].as_array().into_iter().flatten() {
        assert_members(suppression, &["kind"], &["status", "justification", "location"]);
        assert_one_of(&suppression["kind"], &["inSource", "external"]);
        assert_one_of(&suppression["status"], &["accepted", "underReview", "rejected"]);
        assert_valid_location(&suppression["location"], &[]);
    }
}

fn assert_valid_location(location: &Value, may: &[&str]) {
    assert_members(location, &["physicalLocation"], may);
    let place = &location["physicalLocation"];
    assert_members(place, &["artifactLocation", "region"], &[]);
    assert_members(&place["artifactLocation"], &["uri"], &["uriBaseId"]);
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    let relative = !uri.contains(':') && !uri.starts_with('/');
    assert_eq!(relative, place["artifactLocation"].get("uriBaseId").is_some(), "{uri}");
    assert!(!uri.contains([' ', '\\']), "{uri}");
    let region = &place["region"];
    assert_members(region, &["startLine", "startColumn", "endLine", "endColumn"], &[]);
    let at = |name: &str| region[name].as_u64().unwrap();
    assert!(at("startLine") >= 1 && at("startColumn") >= 1);
    assert!((at("endLine"), at("endColumn")) >= (at("startLine"), at("startColumn")), "{region}");
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

fn of<'v>(log: &'v Value, rule: &str) -> Vec<&'v Value> {
    results(log).iter().filter(|result| result["ruleId"] == rule).collect()
}

#[test]
fn a_log_says_what_was_found_where() {
    let log = log(&[checked(DOCUMENT)]);
    let found: Vec<(&str, &str)> = results(&log)
        .iter()
        .filter(|result| result.get("suppressions").is_none())
        .map(|result| (result["ruleId"].as_str().unwrap(), result["level"].as_str().unwrap()))
        .collect();
    assert!(found.contains(&("no-429", "warning")), "{found:?}");
    assert!(found.contains(&("public-without-reason", "error")), "{found:?}");
    assert!(found.contains(&("duplicate-operation-id", "error")), "{found:?}");
    let twice = of(&log, "duplicate-operation-id")[0];
    assert_eq!(twice["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 6);
    // The crab before it is two code units wide.
    let public = of(&log, "public-without-reason")[0];
    let place = &public["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "server/api/openapi.yaml");
    let line = DOCUMENT.lines().nth(8).unwrap();
    let column = line.split("[]").next().unwrap().encode_utf16().count() + 1;
    assert_eq!(place["region"]["startLine"], 9);
    assert_eq!(place["region"]["startColumn"], column);
    assert_eq!(place["region"]["endColumn"], column + 2);
    assert!(public["message"]["text"].as_str().unwrap().contains("\nhelp: "), "{public}");
}

#[test]
fn what_is_acknowledged_is_suppressed_and_not_missing() {
    let log = log(&[checked(DOCUMENT)]);
    let suppressed = |rule: &str| {
        let mut all = of(&log, rule).into_iter();
        all.find_map(|result| result.get("suppressions")).unwrap()[0].clone()
    };
    let in_document = suppressed("no-429");
    assert_eq!(in_document["kind"], "inSource");
    assert_eq!(in_document["justification"], "The gateway answers it.");
    let external = suppressed("missing-auth-decision");
    assert_eq!(external["kind"], "external");
    assert_eq!(external["justification"], "A health check.");
    let place = &external["location"]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "server/api/portcullis.toml");
    assert_eq!(place["region"]["startLine"], 2);
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let prints = |document: &str| -> BTreeSet<String> {
        let log = log(&[checked(document)]);
        results(&log).iter().map(|result| result["partialFingerprints"].to_string()).collect()
    };
    let moved = DOCUMENT.replace("paths:", "# A comment\n\npaths:");
    assert_eq!(prints(DOCUMENT), prints(&moved));
    // Another operation is another finding.
    let renamed = DOCUMENT.replace("operationId: b", "operationId: d");
    assert_ne!(prints(DOCUMENT), prints(&renamed));
}

/// A service would close what it knows and open it again, with what people said of it lost.
#[test]
fn fingerprints_stay_whatever_directory_the_command_runs_in() {
    let prints = |name: &str, current: &str| -> Vec<String> {
        let root = SourceRoot::new(Path::new("/repo"), Path::new(current));
        let checked =
            check(Path::new(name), &Memory::new().with(name, DOCUMENT), &Options::default());
        let log: Value = serde_json::from_str(&to_sarif(&[checked], &root)).unwrap();
        results(&log).iter().map(|result| result["partialFingerprints"].to_string()).collect()
    };
    let below = prints("api/openapi.yaml", "/repo");
    assert!(!below.is_empty());
    assert_eq!(prints("openapi.yaml", "/repo/api"), below);
    assert_eq!(prints("/repo/api/openapi.yaml", "/elsewhere"), below);
    assert_ne!(prints("openapi.yaml", "/repo/other"), below);
}

#[test]
fn every_rule_is_described() {
    let log = log(&[]);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), crate::lints().len());
    let of = |name: &str| rules.iter().find(|rule| rule["id"] == name).unwrap();
    let many = of("no-429");
    assert_eq!(many["defaultConfiguration"]["level"], "warning");
    assert!(many["help"]["markdown"].as_str().unwrap().contains("## Use instead"));
    let tags = many["properties"]["tags"].as_array().unwrap();
    assert!(tags.contains(&"external/cwe/cwe-770".into()), "{tags:?}");
    assert_eq!(of("unused-allow")["properties"].get("security-severity"), None);
}

#[test]
fn a_file_that_cannot_be_read_is_a_run_that_failed() {
    let absent = check(Path::new("absent.yaml"), &Memory::new(), &Options::default());
    let log = log(&[absent]);
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(of(&log, "unreadable-file").len(), 1);
}
