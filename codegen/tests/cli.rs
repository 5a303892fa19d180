//! The command as its users meet it: exit status, stdout, stderr.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::PathBuf;
use std::process::Command;

/// A directory of one test's own.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portcullis-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn run(&self, line: &str) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-portcullis"));
        let output = command
            .args(line.split(' '))
            .current_dir(&self.0)
            .env_remove("CARGO_TERM_COLOR")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome {
            status: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
struct Outcome {
    status: i32,
    stdout: String,
    stderr: String,
}

#[test]
fn wrong_use_ends_with_2() {
    let scratch = Scratch::new("use");
    scratch.file("a.yaml", "openapi: 3.1.0\n");
    let cases = [
        ("", "Usage"),
        ("portcullis", "Usage"),
        ("chekc a.yaml", "check"),
        ("check", "<DOC>"),
        ("check a.yaml --profile loose", "lenient, standard, strict"),
        ("check a.yaml --deny no-such-rule", "there is no rule `no-such-rule`"),
        ("portcullis check a.yaml --allow no-such-rule", "there is no rule `no-such-rule`"),
        ("check a.yaml --overlay none.yaml", "`none.yaml` cannot be read"),
        ("explain no-such-rule", "there is no rule `no-such-rule`"),
        ("generate a.yaml --check", "--output"),
        ("new a.yaml .", "not empty"),
    ];
    for (line, wanted) in cases {
        let outcome = scratch.run(line);
        assert_eq!(outcome.status, 2, "{line}: {outcome:?}");
        assert!(outcome.stderr.contains(wanted), "{line}: {outcome:?}");
        assert_eq!(outcome.stdout, "", "{line}");
    }
}

#[test]
fn help_and_version_are_results() {
    let scratch = Scratch::new("help");
    for (line, wanted) in [
        ("--help", "Usage: cargo portcullis"),
        ("portcullis check --help", "--format"),
        ("--version", env!("CARGO_PKG_VERSION")),
    ] {
        let outcome = scratch.run(line);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{line}");
        assert!(outcome.stdout.contains(wanted), "{line}: {outcome:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_ends_with_2() {
    let scratch = Scratch::new("unreadable");
    scratch.file("bad.yaml", "a: 1\na: 2\n");
    for line in ["check none.yaml", "check none.yaml bad.yaml", "generate none.yaml -o x.rs"] {
        let outcome = scratch.run(line);
        assert_eq!(outcome.status, 2, "{line}: {outcome:?}");
        assert!(outcome.stderr.contains("error[unreadable-file]"), "{line}: {outcome:?}");
    }
    assert_eq!(scratch.run("new none.yaml crate").status, 2);
    assert!(!scratch.0.join("crate").exists());
    // A file that is there but is no document has findings.
    let outcome = scratch.run("check bad.yaml");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    for wanted in ["error[duplicate-key]", "--> bad.yaml:2:1", "first written here", "bad.yaml: "] {
        assert!(outcome.stderr.contains(wanted), "{outcome:?}");
    }
    assert!(!outcome.stderr.contains('\u{1b}'), "{outcome:?}");
}

#[test]
fn programs_read_findings_on_stdout() {
    let scratch = Scratch::new("json");
    scratch.file("a.yaml", "a: 1\na: 2\n");
    scratch.file("b.json", "{\"b\": 01}");
    let outcome = scratch.run("check a.yaml b.json --format json");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (1, ""));
    let value: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let places: Vec<_> = value["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| (found["code"].as_str().unwrap(), found["file"].as_str().unwrap()))
        .collect();
    assert!(places.contains(&("duplicate-key", "a.yaml")), "{places:?}");
    assert!(places.contains(&("syntax", "b.json")), "{places:?}");
}

#[test]
fn code_scanning_gets_sarif() {
    let scratch = Scratch::new("sarif");
    std::fs::create_dir_all(scratch.0.join(".git")).unwrap();
    std::fs::create_dir_all(scratch.0.join("api")).unwrap();
    scratch.file("api/a.yaml", "a: 1\na: 2\n");
    let outcome = scratch.run("check api/a.yaml --format sarif");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (1, ""));
    let value: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let mut results = value["runs"][0]["results"].as_array().unwrap().iter();
    let result = results.find(|result| result["ruleId"] == "duplicate-key").unwrap();
    let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "api/a.yaml");
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
}

/// The row of a rule in the table: denied, warned, acknowledged.
fn counted<'o>(outcome: &'o Outcome, rule: &str) -> Vec<&'o str> {
    let head = "denied  warned  acknowledged\n";
    let (_, table) = outcome.stderr.split_once(head).unwrap_or_else(|| panic!("{outcome:?}"));
    let row = table.lines().find_map(|row| row.strip_prefix(&format!("{rule} ")));
    row.unwrap_or_else(|| panic!("{table}")).split_whitespace().collect()
}

#[test]
fn warnings_can_be_denied_and_are_counted_by_rule() {
    let scratch = Scratch::new("warnings");
    scratch.file("a.yaml", &SOUND.replace(", default: { description: D }", ""));
    let outcome = scratch.run("check a.yaml");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(counted(&outcome, "no-429"), ["0", "1", "0"]);
    assert!(!outcome.stderr.contains('\r'), "no terminal, no line about the work");
    let outcome = scratch.run("check a.yaml --deny warnings");
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(outcome.stderr.contains("error[no-429]"), "{outcome:?}");
    let outcome = scratch.run("check a.yaml --deny warnings --allow no-429");
    assert!(!outcome.stderr.contains("no-429"), "{outcome:?}");
    assert_eq!(scratch.run("check a.yaml --warn warnings").status, 2);
}

#[test]
fn the_project_decides_in_portcullis_toml() {
    let scratch = Scratch::new("configuration");
    scratch.file("a.yaml", &SOUND.replace(", default: { description: D }", ""));
    scratch.file("portcullis.toml", "[levels]\ndeny = ['no-429']\n");
    assert_eq!(scratch.run("check a.yaml").status, 1);
    assert_eq!(scratch.run("check a.yaml --warn no-429").status, 0);
    scratch.file(
        "portcullis.toml",
        "[[allow-at]]\nrule = 'no-429'\nat = 'GET /ping'\nreason = 'Nobody calls it.'\n",
    );
    let outcome = scratch.run("check a.yaml");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(counted(&outcome, "no-429"), ["0", "0", "1"]);
    assert_eq!(scratch.run("generate a.yaml").status, 0);
    // A new crate has the same decisions about its own copy of the document.
    assert_eq!(scratch.run("new a.yaml crate").status, 0);
    let outcome = scratch.run("check crate/openapi.yaml");
    assert_eq!(counted(&outcome, "no-429"), ["0", "0", "1"]);
    scratch.file("portcullis.toml", "alow = 1\n");
    let outcome = scratch.run("check a.yaml");
    assert_eq!(outcome.status, 1);
    assert!(outcome.stderr.contains("--> portcullis.toml:1:1"), "{outcome:?}");
}

#[test]
fn rules_are_listed_with_their_levels() {
    let scratch = Scratch::new("rules");
    let level = |line: &str, rule: &str| {
        let outcome = scratch.run(line);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
        let value: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        let rules = value.as_array().unwrap();
        let rule = rules.iter().find(|own| own["name"] == rule).unwrap();
        assert!(rule["summary"].as_str().unwrap().ends_with('.'), "{rule}");
        assert!(rule["covers"].is_array());
        rule["level"].as_str().unwrap().to_owned()
    };
    assert_eq!(level("rules --format json", "no-429"), "warn");
    assert_eq!(level("rules --format json --profile strict", "no-429"), "deny");
    assert_eq!(level("rules --format json --deny no-429", "no-429"), "deny");
    let text = scratch.run("rules").stdout;
    let line = text.lines().find(|line| line.contains(" no-429 ")).unwrap();
    assert!(line.starts_with("warn   no-429 ") && line.contains("too many calls"), "{line}");
    assert!(line.ends_with("[LIM-18]"), "{line}");
}

#[test]
fn nothing_is_written_of_a_document_that_is_refused() {
    let scratch = Scratch::new("refused");
    scratch.file("a.yaml", "a: 1\na: 2\n");
    assert_eq!(scratch.run("generate a.yaml -o api.rs").status, 1);
    assert_eq!(scratch.run("new a.yaml crate").status, 1);
    assert!(!scratch.0.join("api.rs").exists() && !scratch.0.join("crate").exists());
}

/// A document without a finding at standard.
const SOUND: &str = "\
openapi: 3.1.0
info: { title: T, version: '1' }
x-portcullis: { rate-limit: { limit: 9, window: 1s } }
paths:
  /ping:
    get:
      operationId: ping
      security: []
      x-portcullis: { public: Says nothing. }
      responses: { '204': { description: D }, default: { description: D } }
";

#[test]
fn a_stale_file_is_told_from_a_fresh_one() {
    let scratch = Scratch::new("stale");
    scratch.file("a.yaml", SOUND);
    assert_eq!(scratch.run("check a.yaml").status, 0);
    assert_eq!(scratch.run("generate a.yaml -o api.rs --check").status, 1);
    assert_eq!(scratch.run("generate a.yaml -o api.rs").status, 0);
    assert_eq!(scratch.run("generate a.yaml -o api.rs --check").status, 0);
    let printed = scratch.run("generate a.yaml").stdout;
    assert_eq!(printed, std::fs::read_to_string(scratch.0.join("api.rs")).unwrap());
    scratch.file("a.yaml", &SOUND.replace("ping", "pong"));
    assert_eq!(scratch.run("generate a.yaml -o api.rs --check").status, 1);
}

#[test]
fn a_new_crate_has_a_handler_an_operation() {
    let scratch = Scratch::new("new");
    scratch.file("a.yaml", SOUND);
    let outcome = scratch.run("new a.yaml crate");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let read = |file: &str| std::fs::read_to_string(scratch.0.join("crate").join(file)).unwrap();
    assert_eq!(read("openapi.yaml"), SOUND);
    assert!(read("src/handlers.rs").contains("#[portcullis::handler(operations::Ping)]"));
    assert!(read("src/api.rs").contains("pub struct Ping;"));
    assert!(read("Cargo.toml").contains("portcullis"));
    assert_eq!(scratch.run("new a.yaml crate").status, 2);
}

#[test]
fn a_new_crate_has_derived_tests_where_they_are_wanted() {
    let scratch = Scratch::new("new-tests");
    scratch.file("a.yaml", SOUND);
    assert_eq!(scratch.run("new a.yaml without").status, 0);
    assert_eq!(scratch.run("new --tests a.yaml with --profile lenient").status, 0);
    let read = |path: &str| std::fs::read_to_string(scratch.0.join(path));
    assert!(read("without/src/derived.rs").is_err());
    assert!(!read("without/Cargo.toml").unwrap().contains("testing"));
    assert!(read("with/Cargo.toml").unwrap().contains("features = [\"testing\"]"));
    assert!(read("with/src/main.rs").unwrap().contains("#[cfg(test)]\nmod derived;\n"));
    let tests = "suite = suite(), document = \"openapi.yaml\", profile = \"lenient\" }";
    assert!(read("with/src/derived.rs").unwrap().contains(tests));
}

#[test]
fn every_rule_and_every_explained_error_has_its_page() {
    let scratch = Scratch::new("explain");
    let names = scratch.run("explain");
    assert_eq!(names.status, 0);
    let names: Vec<&str> = names.stdout.lines().collect();
    assert!(names.is_sorted() && names.contains(&"unknown-key") && names.contains(&"no-429"));
    for (index, name) in names.iter().enumerate() {
        assert_ne!(names.get(index + 1), Some(name), "listed twice");
        let page = scratch.run(&format!("explain {name}"));
        assert_eq!((page.status, page.stderr.as_str()), (0, ""), "{name}");
        assert!(page.stdout.starts_with(&format!("# {name}\n")), "{page:?}");
    }
}

#[test]
fn ten_mistakes_are_ten_findings_with_line_and_help() {
    let scratch = Scratch::new("ten");
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/tests/fixtures/diagnostics/ten-mistakes.yaml"
    );
    scratch.file("openapi.yaml", &std::fs::read_to_string(fixture).unwrap());
    for profile in ["lenient", "standard"] {
        let outcome = scratch.run(&format!("check openapi.yaml --profile {profile}"));
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
        let text = &outcome.stderr;
        assert_eq!(text.matches("--> openapi.yaml:").count(), 10, "{text}");
        assert_eq!(text.matches("= help:").count(), 10, "{text}");
        assert!(text.contains("10 errors") || text.contains("9 errors and 1 warning"), "{text}");
    }
}

const DOCUMENT: &str = "openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a: { get: { operationId: a, responses: { '204': { description: Done. } } } }
components: { schemas: { A: { $ref: ../shared.yaml } } }
";

#[test]
fn overlays_are_applied_in_order_and_files_outside_need_leave() {
    let scratch = Scratch::new("overlays");
    std::fs::create_dir_all(scratch.0.join("api")).unwrap();
    scratch.file("api/a.yaml", DOCUMENT);
    scratch.file("shared.yaml", "type: string\n");
    let overlay = |update: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{ title: O, version: '1' }}\nactions: [{{ target: $.paths.*.get, update: {update} }}]\n"
        )
    };
    scratch.file("one.yaml", &overlay("{ operationId: first, security: [] }"));
    scratch.file("two.yaml", &overlay("{ operationId: second }"));
    let line = "generate api/a.yaml --profile lenient --overlay one.yaml --overlay two.yaml";
    let refused = scratch.run(line);
    assert_eq!(refused.status, 1, "{refused:?}");
    assert!(refused.stderr.contains("outside-reference"), "{refused:?}");
    let outcome = scratch.run(&format!("{line} --allow-outside"));
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stdout.contains("pub struct Second;"), "{outcome:?}");
    assert!(outcome.stdout.contains("Access::PUBLIC"), "{outcome:?}");
}

#[test]
fn repairs_are_shown_first_and_written_when_asked() {
    let scratch = Scratch::new("fix");
    let text = "openapi: 3.1.0 # ours
info: { title: T, version: '1' }
security: [{ key: [] }]
paths:
  /a:
    get:
      operationId: a
      responses:
        '204': { description: Done. } # no body
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
";
    scratch.file("a.yaml", text);
    let shown = scratch.run("fix a.yaml");
    assert_eq!(shown.status, 0, "{shown:?}");
    assert!(
        shown
            .stdout
            .contains("\n+        '429': { description: Too many calls., headers: { Retry-After:"),
        "{shown:?}"
    );
    assert!(shown.stderr.contains("--write"), "{shown:?}");
    assert_eq!(std::fs::read_to_string(scratch.0.join("a.yaml")).unwrap(), text);

    let other = scratch.run("fix a.yaml --write --rule unbounded-array");
    assert_eq!((other.status, other.stdout.as_str()), (0, ""), "{other:?}");
    // What cannot be read, or is refused as it is, has nothing to repair and is not well.
    assert_eq!(scratch.run("fix none.yaml").status, 2);
    scratch.file("bad.yaml", "a: 1\na: 2\n");
    assert_eq!(scratch.run("fix bad.yaml").status, 1);
    let wrong = scratch.run("fix a.yaml --rule no-428");
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("no-429"), "{wrong:?}");

    let written = scratch.run("fix a.yaml --write --rule no-429");
    assert_eq!(written.status, 0, "{written:?}");
    // The comment stays, and one line is new.
    let now = std::fs::read_to_string(scratch.0.join("a.yaml")).unwrap();
    let new: Vec<&str> = now.lines().filter(|line| !text.contains(line)).collect();
    let [new] = new[..] else { panic!("{now}") };
    assert!(new.starts_with("        '429': { description: Too many calls., headers: {"), "{new}");
    assert!(now.contains("# no body\n        '429'"), "{now}");
}

#[test]
fn a_manifest_is_told_from_a_stale_one() {
    let scratch = Scratch::new("manifest");
    scratch.file("a.yaml", SOUND);
    let printed = scratch.run("manifest a.yaml");
    assert_eq!(printed.status, 0, "{printed:?}");
    let value: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!(value["format"], 1);
    assert_eq!(value["operations"][0]["operation"], "ping");
    assert_eq!(scratch.run("manifest a.yaml -o m.json --check").status, 1);
    assert_eq!(scratch.run("manifest a.yaml -o m.json").status, 0);
    assert_eq!(scratch.run("manifest a.yaml -o m.json --check").status, 0);
    scratch.file("a.yaml", &SOUND.replace("ping", "pong"));
    assert_eq!(scratch.run("manifest a.yaml -o m.json --check").status, 1);
    // Nothing is said of a document that is refused, and of none.
    scratch.file("bad.yaml", "a: 1\na: 2\n");
    let outcome = scratch.run("manifest bad.yaml");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    assert_eq!(scratch.run("manifest none.yaml").status, 2);
}

#[test]
fn a_weakened_document_ends_with_1() {
    let scratch = Scratch::new("diff");
    let document = |security: &str| {
        format!(
            "openapi: 3.1.0
info: {{ title: T, version: '1' }}
paths: {{ /a: {{ get: {{ operationId: a, security: {security}, responses: {{ '204': {{ description: D }} }} }} }} }}
components: {{ securitySchemes: {{ k: {{ type: apiKey, in: header, name: X }} }} }}
"
        )
    };
    scratch.file("closed.yaml", &document("[{ k: [] }]"));
    scratch.file("open.yaml", &document("[]"));
    scratch.file("bad.yaml", "a: 1\na: 2\n");
    assert_eq!(scratch.run("diff closed.yaml closed.yaml").status, 0);
    assert_eq!(scratch.run("diff open.yaml closed.yaml").status, 0);
    let outcome = scratch.run("diff closed.yaml open.yaml");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (1, ""));
    assert!(outcome.stdout.contains("[authentication-dropped] GET /a /security"), "{outcome:?}");
    let json = scratch.run("diff closed.yaml open.yaml --format json");
    let value: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.status, &value["changes"][0]["class"]), (1, &"weakening".into()));
    let markdown = scratch.run("diff closed.yaml open.yaml --format markdown");
    assert!(markdown.stdout.contains("| authentication-dropped | `GET /a /security` |"));
    for line in ["diff none.yaml open.yaml", "diff open.yaml bad.yaml", "diff bad.yaml bad.yaml"] {
        let outcome = scratch.run(line);
        assert_eq!(outcome.status, 2, "{line}: {outcome:?}");
        assert!(outcome.stdout.contains("not compared"), "{line}: {outcome:?}");
    }
}

#[test]
fn the_report_is_made_whatever_the_levels_deny() {
    let scratch = Scratch::new("report");
    scratch.file("a.yaml", &SOUND.replace(", default: { description: D }", ""));
    let outcome = scratch.run("report a.yaml --html -o page.html --deny no-429");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let page = std::fs::read_to_string(scratch.0.join("page.html")).unwrap();
    assert!(page.contains("<span class=\"error\">error</span>"), "{page}");
    scratch.file("b.yaml", "openapi: 3.1.0\npaths: {}\n");
    let outcome = scratch.run("report b.yaml --html");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{outcome:?}");
}
