//! What a finding looks like.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::diag::{Acknowledgement, Levels, Lint, Origin, Scope};
use crate::span::{FileId, Span};

static WARNED: Lint = Lint::new("warned", [crate::diag::Level::Warn; 3]);
static RULE: Lint = Lint::new("a-rule", [crate::diag::Level::Deny; 3]);

const DOCUMENT: &str = "openapi: 3.1.0\ninfo:\n  title: é\n  version: '1'\n  title: b\npaths: {}\n";

fn one(name: &str, text: &str) -> (SourceMap, FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    (sources, file)
}

fn collect(items: impl IntoIterator<Item = Diagnostic>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new(Levels::default());
    for item in items {
        diagnostics.report(item);
    }
    diagnostics
}

fn span_of(file: FileId, text: &str, part: &str, from: usize) -> Span {
    let at = from + text[from..].find(part).unwrap();
    Span::new(file, at..at + part.len())
}

fn duplicate(file: FileId) -> Diagnostic {
    let first = span_of(file, DOCUMENT, "title", 0);
    let second = span_of(file, DOCUMENT, "title", first.end as usize);
    Diagnostic::error("duplicate-key", second, "`title` is written twice")
        .label("written again here")
        .also(first, "first written here")
        .note("the first counts")
        .help("remove one")
}

#[test]
fn a_finding_looks_like_one_of_rustc() {
    let (sources, file) = one("openapi.yaml", DOCUMENT);
    let text = Report::new(&sources, &collect([duplicate(file)])).text();
    let wanted = "\
error[duplicate-key]: `title` is written twice
 --> openapi.yaml:5:3
  |
3 |   title: é
  |   ----- first written here
4 |   version: '1'
5 |   title: b
  |   ^^^^^ written again here
  |
  = note: the first counts
  = help: remove one
";
    assert_eq!(text, wanted);
}

#[test]
fn places_that_are_far_apart_have_excerpts_of_their_own() {
    let text = format!("a: 1\n{}b: 2\n", "# filler\n".repeat(1000));
    let (mut sources, file) = one("a.yaml", &text);
    let other = sources.add("b.yaml", "c: 3\n");
    let found = Diagnostic::error("x", span_of(file, &text, "b: 2", 0), "message")
        .also(Span::new(file, 0..1), "here")
        .also(Span::new(other, 0..1), "and here");
    let text = Report::new(&sources, &collect([found])).text();
    for place in ["--> a.yaml:1002:1", "::: a.yaml:1:1", "::: b.yaml:1:1"] {
        assert!(text.contains(place), "{place}\n{text}");
    }
    assert!(text.lines().count() < 20, "{text}");
}

#[test]
fn colour_only_where_asked_for() {
    let (sources, file) = one("openapi.yaml", DOCUMENT);
    let found = collect([duplicate(file)]);
    let report = Report::new(&sources, &found);
    assert!(!report.text().contains('\u{1b}'));
    let coloured = report.coloured(true);
    assert!(coloured.text().contains('\u{1b}'));
    assert!(!coloured.compiler_message("check").contains('\u{1b}'));
}

#[test]
fn long_lines_are_cut_around_the_label() {
    let filler = "\"é\":\"漢字\",".repeat(100_000);
    let text = format!("{{{filler}\"wanted\":1,{filler}\"last\":2}}");
    let (sources, file) = one("min.json", &text);
    let wanted = span_of(file, &text, "\"wanted\"", 0);
    let found = Diagnostic::error("x", wanted, "message").label("this one");
    let found = found.also(span_of(file, &text, "\"last\"", 0), "the other");
    let out = Report::new(&sources, &collect([found])).text();
    let column = text[..wanted.start as usize].chars().count() + 1;
    assert!(out.contains(&format!("--> min.json:1:{column}\n")), "{out}");
    assert!(out.contains("\"wanted\":1") && out.contains("\"last\":2}"), "{out}");
    assert!(out.contains("^^^^^^^^ this one") && out.contains("------ the other"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 200), "{out}");
    // The carets stand under what they are about; the wide characters before it take two columns.
    let lines: Vec<&str> = out.lines().collect();
    let at = lines.iter().position(|line| line.contains("\"wanted\"")).unwrap();
    let before = lines[at].split("\"wanted\"").next().unwrap();
    let width = before.chars().map(|c| if ('一'..'龥').contains(&c) { 2 } else { 1 }).sum();
    assert_eq!(lines[at + 1].find('^'), Some(width), "{out}");
}

#[test]
fn a_label_over_many_lines_shows_the_first() {
    let text = "paths:\n  /a: x\n  /b: y\nlast: z\n";
    let (sources, file) = one("a.yaml", text);
    let found = Diagnostic::error("x", Span::new(file, 0..text.len()), "message");
    let out = Report::new(&sources, &collect([found])).text();
    assert!(out.contains("1 | paths:\n  | ^^^^^^"), "{out}");
    assert!(!out.contains("last"), "{out}");
}

#[test]
fn the_terminal_is_not_steered_by_the_document() {
    let text = "a: \u{1b}[31m\u{202e}\n";
    let (sources, file) = one("\u{1b}a.yaml", text);
    let found = Diagnostic::error("x", Span::new(file, 0..8), "\u{1b}[2J\r message")
        .label("\u{7}")
        .note("\u{1b}c")
        .help("\u{202e}");
    let out = Report::new(&sources, &collect([found])).text();
    assert!(!out.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{out:?}");
}

#[test]
fn what_does_not_fit_is_counted_and_errors_come_first() {
    let (sources, file) = one("openapi.yaml", DOCUMENT);
    let mut items = Vec::new();
    for at in 0..5 {
        let mut warning =
            Diagnostic::error("w", Span::new(file, at..at + 1), format!("warning {at}"));
        warning.severity = Severity::Warning;
        items.push(warning);
        items.push(Diagnostic::error(
            "e",
            Span::new(file, 20 + at..21 + at),
            format!("error {at}"),
        ));
    }
    let found = collect(items);
    let report = Report::new(&sources, &found);
    assert_eq!(report.summary(), "5 errors and 5 warnings");
    let text = report.clone().limit(6).text();
    assert!(text.ends_with("\n… and 4 warnings more\n"), "{text}");
    assert!(text.find("warning 0").unwrap() < text.find("error 0").unwrap(), "{text}");
    assert!(text.contains("error 4") && !text.contains("warning 1"), "{text}");
    let text = report.limit(2).text();
    assert!(text.ends_with("\n… and 3 errors and 5 warnings more\n"), "{text}");
}

#[test]
fn the_compiler_gets_a_summary_first() {
    let (sources, file) = one("openapi.yaml", DOCUMENT);
    let found = collect([duplicate(file)]);
    let report = Report::new(&sources, &found);
    let message = report.compiler_message("check a.yaml");
    assert!(message.starts_with("the document was refused: 1 error\n\nerror[duplicate-key]"));
    assert!(!message.contains("check a.yaml"), "nothing is left out: {message}");
    let warning = report.compiler_warning("check a.yaml").unwrap();
    assert!(warning.starts_with("1 error\n\nerror[duplicate-key]"), "{warning}");
    let none = Diagnostics::default();
    assert_eq!(Report::new(&sources, &none).compiler_warning("check a.yaml"), None);
}

#[test]
fn the_compiler_gets_errors_first_and_counts_of_the_rest() {
    let text = "x".repeat(100);
    let (sources, file) = one("a.yaml", &text);
    let mut found = Diagnostics::new(Levels::default());
    for at in 0..30 {
        let here = Span::new(file, at..at + 1);
        found.lint(&WARNED, Diagnostic::error("", here, format!("warning {at}")));
    }
    for at in 30..48 {
        found.report(Diagnostic::error("e", Span::new(file, at..at + 1), format!("error {at}")));
    }
    let message = Report::new(&sources, &found).compiler_message("check a.yaml");
    let place = |text: &str| message.find(text).unwrap_or_else(|| panic!("{text}: {message}"));
    assert!(place("error 47") < place("warning 0\n"));
    assert!(message.contains("warning 1\n") && !message.contains("warning 2\n"), "{message}");
    assert!(
        message.ends_with("\n\nand 28 more: `check a.yaml` shows all\n     28 warned\n"),
        "{message}"
    );
}

#[test]
fn programs_get_json() {
    let (sources, file) = one("a\"b.yaml", DOCUMENT);
    let mut found = collect([duplicate(file)]);
    let title = span_of(file, DOCUMENT, "title", 0);
    found.acknowledge(Acknowledgement {
        rule: RULE.name,
        reason: "Looked at.".to_owned(),
        span: Span::new(file, 0..7),
        scope: Scope::Everywhere,
        origin: Origin::Document,
        findings: Vec::new(),
    });
    // The same twice is one finding.
    found.lint(&RULE, Diagnostic::error("", title, "a finding"));
    found.lint(&RULE, Diagnostic::error("", title, "a finding"));
    found.settle();
    let text = to_json(&[(&sources, &found)]);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let wanted = serde_json::json!({
        "findings": [{
            "code": "duplicate-key", "severity": "error", "message": "`title` is written twice",
            "file": "a\"b.yaml", "line": 5, "column": 3, "endLine": 5, "endColumn": 8,
            "label": "written again here", "notes": ["the first counts"], "help": ["remove one"],
            "related": [{
                "file": "a\"b.yaml", "line": 3, "column": 3, "endLine": 3, "endColumn": 8,
                "message": "first written here",
            }],
        }],
        "acknowledgements": [{
            "rule": "a-rule", "reason": "Looked at.", "origin": "document",
            "file": "a\"b.yaml", "line": 1, "column": 1, "endLine": 1, "endColumn": 8,
            "findings": [
                { "file": "a\"b.yaml", "line": 3, "column": 3, "endLine": 3, "endColumn": 8 },
            ],
        }],
        "counts": [
            { "rule": "duplicate-key", "denied": 1, "warned": 0, "acknowledged": 0 },
            { "rule": "a-rule", "denied": 0, "warned": 0, "acknowledged": 1 },
        ],
    });
    assert_eq!(value, wanted);
    let none = to_json(&[(&sources, &Diagnostics::default())]);
    assert_eq!(none, "{\n\"findings\":[],\n\"acknowledgements\":[],\n\"counts\":[]\n}\n");
}

#[test]
fn positions_at_every_byte_are_rendered() {
    let text = "é\r\n\r\n漢\t🦀\n";
    let (sources, file) = one("a.yaml", text);
    for start in 0..=text.len() + 1 {
        for end in start..=text.len() + 1 {
            let found = collect([Diagnostic::error("x", Span::new(file, start..end), "message")]);
            assert!(Report::new(&sources, &found).text().contains("a.yaml:"));
            assert!(to_json(&[(&sources, &found)]).contains("endLine"));
        }
    }
}
