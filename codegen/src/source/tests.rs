//! Both readers, from the outside.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;

use super::limits::Limits;
use super::*;
use crate::diag::Levels;

struct Outcome {
    sources: SourceMap,
    diagnostics: Diagnostics,
    node: Option<Node>,
}

impl Outcome {
    fn codes(&self) -> Vec<&'static str> {
        self.diagnostics.sorted().iter().map(|found| found.code).collect()
    }

    /// The tree of a text in which nothing is wrong.
    fn clean(self) -> Node {
        assert!(self.diagnostics.is_empty(), "{:#?}", self.diagnostics);
        self.node.unwrap()
    }

    fn slice(&self, span: Span) -> &str {
        &self.sources.file(span.file).text()[span.range()]
    }
}

fn within(limits: Limits, name: &str, text: &str) -> Outcome {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::new(Levels::default());
    let node = read_within(limits, &mut sources, name, text.to_owned(), &mut diagnostics);
    for found in diagnostics.sorted() {
        assert!(!found.help.is_empty(), "no help: {found:?}");
        let range = found.primary.span.range();
        assert!(sources.file(found.primary.span.file).text().get(range).is_some(), "{found:?}");
    }
    Outcome { sources, diagnostics, node }
}

fn yaml(text: &str) -> Outcome {
    within(Limits::default(), "a.yaml", text)
}

fn json(text: &str) -> Outcome {
    within(Limits::default(), "a.json", text)
}

fn as_json(node: &Node) -> String {
    node.to_json()
}

#[test]
fn yaml_and_json_give_equal_trees() {
    let cases = [
        (
            "openapi: 3.1.0\ninfo:\n  version: 1.10\n  title: \"a\\tb\"\npaths: {}\n",
            r#"{"openapi":"3.1.0","info":{"version":1.10,"title":"a\tb"},"paths":{}}"#,
        ),
        ("responses:\n  200: ok\n  '404': no\n", r#"{"responses":{"200":"ok","404":"no"}}"#),
        (
            "a: yes\nb: on\nc: n\nd: 2020-01-01\n",
            r#"{"a":"yes","b":"on","c":"n","d":"2020-01-01"}"#,
        ),
        ("- true\n- ~\n- \n- [1, -2.5e3]\n", "[true,null,null,[1,-2.5e3]]"),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", r#"{"a":"x\ny\n","b":"x y"}"#),
        ("a: &x {b: 1}\nc: *x\nd: [*x]\n", r#"{"a":{"b":1},"c":{"b":1},"d":[{"b":1}]}"#),
        ("&k a: 1\nb: *k\n", r#"{"a":1,"b":"a"}"#),
        ("a: !!str 12\nb: !!int 7\nc: ! 1\nd: !!map {}\n", r#"{"a":"12","b":7,"c":"1","d":{}}"#),
        ("\"<<\": 1\ntrue: 2\n0x1F: 0x1F\n", r#"{"<<":1,"true":2,"0x1F":31}"#),
        ("漢字: é🦀\n", "{\"漢字\":\"\\u00e9\\ud83e\\udd80\"}"),
    ];
    for (left, right) in cases {
        let (left_tree, right_tree) = (yaml(left).clean(), json(right).clean());
        assert_eq!(as_json(&left_tree), as_json(&right_tree), "{left}");
    }
}

#[test]
fn the_language_follows_from_name_and_text() {
    // A comma too many is YAML, but not JSON.
    let text = "{\"a\": 1,}";
    assert_eq!(within(Limits::default(), "a.yaml", text).codes(), ["syntax"]);
    assert_eq!(within(Limits::default(), "a", "a: 1").codes().len(), 0);
    assert!(within(Limits::default(), "a.JSON", "a: 1").diagnostics.denied());
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let outcome = yaml("\u{feff}a: b");
    let object = outcome.node.as_ref().unwrap().as_object().unwrap();
    assert_eq!(outcome.slice(object.member("a").unwrap().name_span), "a");
    assert_eq!(outcome.slice(object.get("a").unwrap().span), "b");
    assert_eq!(as_json(&json("\u{feff}{\"a\":1}").clean()), r#"{"a":1}"#);
}

#[test]
fn spans_are_bytes() {
    let text = "# 漢字 é\r\nkeyé: valueü # ö\r\nlist:\r\n- 'x🦀'\r\n- \"y\"\r\nblock: |\r\n  tüxt\r\n  more\r\n\r\nflow: {a: [1, 2]}\r\nlast: 漢\r\n";
    let outcome = yaml(text);
    let object = outcome.node.as_ref().unwrap().as_object().unwrap();
    let value = |name: &str| outcome.slice(object.get(name).unwrap().span);
    assert_eq!(outcome.slice(object.member("keyé").unwrap().name_span), "keyé");
    assert_eq!(value("keyé"), "valueü");
    assert_eq!(value("list"), "'x🦀'\r\n- \"y\"");
    assert_eq!(value("block"), "tüxt\r\n  more");
    assert_eq!(value("flow"), "{a: [1, 2]}");
    assert_eq!(value("last"), "漢");
    let items = object.get("list").unwrap().as_array().unwrap();
    assert_eq!(outcome.slice(items[0].span), "'x🦀'");
    assert_eq!(outcome.slice(outcome.node.as_ref().unwrap().span), &text.trim_end()[13..]);

    let outcome = json("{\"é\": [\"漢\", -1.5]}");
    let object = outcome.node.as_ref().unwrap().as_object().unwrap();
    assert_eq!(outcome.slice(object.member("é").unwrap().name_span), "\"é\"");
    let array = object.get("é").unwrap();
    assert_eq!(outcome.slice(array.span), "[\"漢\", -1.5]");
    assert_eq!(outcome.slice(array.as_array().unwrap()[0].span), "\"漢\"");
    assert_eq!(outcome.slice(array.as_array().unwrap()[1].span), "-1.5");
}

#[test]
fn every_duplicate_is_reported_with_both_places_and_the_first_counts() {
    for (outcome, wanted) in [
        (yaml("a: 1\nb: {c: 1, 'c': 2}\na: 2\na: 3\n"), ["'c'", "a", "a"]),
        (
            json("{\"a\":1,\"b\":{\"c\":1,\"\\u0063\":2},\"a\":2,\"a\":3}"),
            ["\"\\u0063\"", "\"a\"", "\"a\""],
        ),
    ] {
        assert_eq!(outcome.codes(), ["duplicate-key"; 3]);
        let found = outcome.diagnostics.sorted();
        let places: Vec<&str> = found.iter().map(|d| outcome.slice(d.primary.span)).collect();
        assert_eq!(places, wanted);
        assert_eq!(found[2].secondary[0].text, "first written here");
        assert_eq!(outcome.sources.position(found[2].secondary[0].span).line, 1);
        assert_eq!(as_json(outcome.node.as_ref().unwrap()), r#"{"a":1,"b":{"c":1}}"#);
    }
}

#[test]
fn what_json_cannot_say_is_refused() {
    let cases = [
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", "merge-key"),
        ("a: !mine 1\n", "unknown-tag"),
        ("a: !!binary aGk=\n", "unknown-tag"),
        ("a: !!int x\n", "unknown-tag"),
        ("a: !!seq {}\n", "unknown-tag"),
        ("? [a, b]\n: 1\nc: 1\n", "key-not-text"),
        ("{a: 1}: 1\n", "key-not-text"),
        ("? {a: 1}\n: {b: 2}\nc: 1\n", "key-not-text"),
        (": 1\n", "key-not-text"),
        ("a: .inf\n", "not-finite"),
        ("a: .nan\n", "not-finite"),
        ("a: 1\n---\nb: 1\n", "several-documents"),
        ("a: &x [*x]\n", "recursive-alias"),
        ("a: *x\n", "unknown-alias"),
        ("*x : 1\n", "unknown-alias"),
        ("a:\n\tb: 1\n", "syntax"),
        ("a: b: c\n", "syntax"),
        ("a: \"b\n", "syntax"),
        ("a: 1\0\nb: 2\n", "syntax"),
        ("", "empty-document"),
        ("# nothing\n", "empty-document"),
    ];
    for (text, code) in cases {
        // `{a: 1}: 1` would be taken for JSON by its first character.
        let outcome = yaml(&format!("# a comment\n{text}"));
        assert_eq!(outcome.codes(), [code], "{text}: {:#?}", outcome.diagnostics);
    }
}

#[test]
fn reading_goes_on_behind_a_refused_member() {
    let outcome =
        yaml("x: &x {b: 1}\nc:\n  <<: [*x, {e: f}]\n  ? [p, {q: r}]\n  : {s: t}\n  d: 1\n");
    assert_eq!(outcome.codes(), ["merge-key", "key-not-text"]);
    assert_eq!(as_json(outcome.node.as_ref().unwrap()), r#"{"x":{"b":1},"c":{"d":1}}"#);
}

#[test]
fn brackets_may_close_at_the_indentation_of_their_key() {
    // Published documents do it; YAML 1.2.2 forbids it, PyYAML and libyaml do not mind.
    let outcome = yaml("a:\n  b:\n    {\n    \"c\": [\n      1\n  ]\n  }\nd: 1\n");
    assert_eq!(as_json(&outcome.clean()), r#"{"a":{"b":{"c":[1]}},"d":1}"#);
}

#[test]
fn a_tab_is_reported_where_it_is() {
    let outcome = yaml("é: 1\na:\n\tb: 1\n");
    let found = outcome.diagnostics.sorted()[0].clone();
    assert_eq!(outcome.sources.position(found.primary.span).line, 3);
    assert!(found.help[0].contains("tabs"), "{found:?}");
}

#[test]
fn json_problems_are_collected_as_far_as_they_are_clear() {
    let outcome =
        json("{\"a\": 01, \"b\": [1,], \"c\": \"\\x\", \"d\": NaN, \"e\": \"\\ud800\", \"f\": 1,}");
    assert_eq!(outcome.codes(), ["syntax"; 6]);
    let spans: Vec<String> = outcome
        .diagnostics
        .sorted()
        .iter()
        .map(|found| outcome.slice(found.primary.span).to_owned())
        .collect();
    assert_eq!(spans, ["01", "]", "\\", "NaN", "\\ud800", "}"]);
}

#[test]
fn json_that_cannot_be_read_is_refused() {
    let cases = [
        "",
        "{",
        "[1 2]",
        "{\"a\" 1}",
        "{a: 1}",
        "{\"a\": 1} x",
        "[1",
        "\"abc",
        "\"a\nb\"",
        "{\"a\": // no\n1}",
        "['a']",
        "[\u{a0}1]",
        "[1}",
        "{\"a\":1]",
        "[\"\\u12\"]",
        "[+1]",
        "[1.]",
        "[.5]",
        "[-]",
        "[1e]",
        "[0x1]",
        "[tru]",
        "[\"\u{1}\"]",
        "[,1]",
        "[1,,2]",
        "[\"\\ud800\\u0041\"]",
        "[\"\\",
        "[\"\\u",
        "[\"\\u00é",
    ];
    for text in cases {
        let outcome = json(text);
        assert!(outcome.diagnostics.denied(), "{text}");
    }
    assert_eq!(as_json(&json("[\"\\ud83e\\udd80\\/\\b\"]").clean()), r#"["🦀/\u0008"]"#);
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{},", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{before}]").unwrap();
    }
    assert_eq!(yaml(&text).codes(), ["alias-expansion"]);

    let large = format!("a: &a '{}'\nb: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(100));
    assert_eq!(yaml(&large).codes(), ["alias-expansion"]);
}

#[test]
fn aliases_do_not_get_around_the_depth() {
    let limits = Limits { depth: 6, ..Limits::default() };
    let fits = "a: &a [[[1]]]\nb: [[*a]]\n";
    assert_eq!(within(limits, "a.yaml", fits).codes().len(), 0);
    let deep = "a: &a [[[1]]]\nb: [[[*a]]]\n";
    assert_eq!(within(limits, "a.yaml", deep).codes(), ["too-deep"]);
}

#[test]
fn the_limits_hold() {
    let limits = Limits { bytes: 100, depth: 4, values: 10, findings: 3, ..Limits::default() };
    let json = |text: &str| within(limits, "a.json", text).codes();
    assert_eq!(json("[[[[1]]]]").len(), 0);
    assert_eq!(json("[[[[[1]]]]]"), ["too-deep"]);
    assert_eq!(json("[1,2,3,4,5,6,7,8,9]").len(), 0);
    assert_eq!(json("[1,2,3,4,5,6,7,8,9,10,11]"), ["too-many-values"]);
    assert_eq!(json(&" ".repeat(101)), ["too-large"]);
    let many = "{\"a\":1,\"a\":1,\"a\":1,\"a\":1,\"a\":1,\"a\":1}";
    assert!(json(many).contains(&"too-many-findings"));
    for opening in ["[", "{\"a\":"] {
        let outcome = within(Limits::default(), "a.json", &opening.repeat(100_000));
        assert_eq!(outcome.codes(), ["too-deep"]);
    }
    for opening in ["- ", "[", "? ", "{a: "] {
        let outcome = yaml(&format!("#\n{}", opening.repeat(20_000)));
        assert_eq!(outcome.codes().len(), 1, "{opening}: {:?}", outcome.codes());
    }
}

#[test]
fn a_file_that_cannot_be_loaded_is_reported_as_such() {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let loader = Memory::new().with("a.yaml", "a: 1");
    assert!(open(&mut sources, &loader, Path::new("a.yaml"), &mut diagnostics).is_some());
    assert!(open(&mut sources, &loader, Path::new("b.yaml"), &mut diagnostics).is_none());
    assert_eq!(diagnostics.sorted()[0].code, UNREADABLE);
}

mod mutated {
    use super::*;
    use proptest::prelude::*;

    const YAML: &str = "openapi: 3.1.0\ninfo: &i {title: 'Té', version: \"1.\\u00e9\"}\npaths:\n  /a:\n    get: *i\n    ? x\n    : |\n      text 🦀\n\n  # c\n- !!str 1\n--- %\n";
    const JSON: &str = "{\"a\": [1, -2.5e+3, \"\\ud83e\\udd80 é\", true, null, {\"b\": {}}]}";

    fn mutate(text: &str, edits: &[(usize, usize, String)]) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, remove, insert) in edits {
            let start = at % (chars.len() + 1);
            let end = (start + remove).min(chars.len());
            chars.splice(start..end, insert.chars());
        }
        chars.into_iter().collect()
    }

    fn edits() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
        let piece = "[\\[\\]{}:,&*!|>'\"%@?#\\-\\t\\n\\r \\\\\u{feff}\u{0}aeu0-9.<~漢]{0,4}";
        proptest::collection::vec((any::<usize>(), 0usize..6, piece), 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

        // `within` checks that every diagnostic has help and a span inside the text.
        #[test]
        fn no_text_panics(edits in edits()) {
            let text = mutate(YAML, &edits);
            let outcome = yaml(&text);
            prop_assert!(outcome.node.is_some() || outcome.diagnostics.denied(), "{text:?}");
            let text = mutate(JSON, &edits);
            let outcome = json(&text);
            prop_assert!(outcome.node.is_some() || outcome.diagnostics.denied(), "{text:?}");
        }

        // What is read without complaint as JSON is the same tree when read as YAML.
        #[test]
        fn valid_json_is_yaml(edits in edits()) {
            let text = mutate(JSON, &edits);
            let outcome = json(&text);
            if outcome.diagnostics.is_empty() && !text.contains(['\t', '\u{feff}']) {
                let other = yaml(&format!("#\n{text}"));
                if other.diagnostics.is_empty() {
                    prop_assert_eq!(as_json(&outcome.clean()), as_json(&other.clean()));
                }
            }
        }

        #[test]
        fn json_is_read_as_serde_json_reads_it(edits in edits()) {
            let text = mutate(JSON, &edits);
            let outcome = json(&text);
            let name_twice = outcome.codes().contains(&"duplicate-key");
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            // A number that no f64 holds is still JSON, but they read no further.
            let range = theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
            if !name_twice && !range && !text.starts_with('\u{feff}') {
                prop_assert_eq!(outcome.diagnostics.is_empty(), theirs.is_ok(), "{:?}", text);
            }
        }
    }
}
