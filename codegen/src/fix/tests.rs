//! Repairs in every layout.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use serde_json::json;

use super::{FixedFile, fix_file};
use crate::diag::Repair;
use crate::source::{Node, Value};
use crate::span::SourceMap;

/// The node that a path of names and indexes leads to.
fn at<'a>(mut node: &'a Node, path: &str) -> &'a Node {
    for step in path.split('/').filter(|step| !step.is_empty()) {
        node = match &node.value {
            Value::Object(object) => object.get(step).expect(step),
            Value::Array(items) => &items[step.parse::<usize>().unwrap()],
            _ => panic!("{step}"),
        };
    }
    node
}

fn fixed(name: &str, text: &str, repairs: &[(&str, &str, serde_json::Value)]) -> FixedFile {
    let mut sources = SourceMap::default();
    let id = sources.add(name, text);
    let root = super::tree::read(name, text).unwrap();
    let repairs: Vec<Repair> = repairs
        .iter()
        .map(|(path, member, value)| {
            let span = at(&root, path).span;
            if member.is_empty() {
                Repair::replace(span, value.clone())
            } else {
                Repair::add(span, *member, value.clone())
            }
        })
        .collect();
    fix_file(sources.file(id), &repairs.iter().collect::<Vec<_>>())
}

#[test]
fn members_are_added_in_the_layout_that_is_there() {
    for (name, text, path, expected) in [
        (
            "a.yaml",
            "a:\n  type: object # what it is\n  properties:\n    b: {}\n# the end\n",
            "a",
            "a:\n  type: object # what it is\n  properties:\n    b: {}\n  max: 9\n# the end\n",
        ),
        (
            "a.yaml",
            "a:\n  - type: string\n  - b\n",
            "a/0",
            "a:\n  - type: string\n    max: 9\n  - b\n",
        ),
        ("a.yaml", "a: { type: string } # why\n", "a", "a: { type: string, max: 9 } # why\n"),
        ("a.yaml", "a: {}\n", "a", "a: { max: 9 }\n"),
        ("a.yaml", "a:\n  b: |\n    text\n\nc: 1", "a", "a:\n  b: |\n    text\n  max: 9\n\nc: 1"),
        ("a.yaml", "a:\r\n  b: 1\r\nc: 1\r\n", "a", "a:\r\n  b: 1\r\n  max: 9\r\nc: 1\r\n"),
        ("a.yaml", "a:\n  b: 1", "a", "a:\n  b: 1\n  max: 9"),
        (
            "a.yaml",
            "k: &k { x: 1 }\na: { b: *k }\n",
            "a",
            "k: &k { x: 1 }\na: { max: 9,  b: *k }\n",
        ),
        ("a.json", "{\"a\": {\"b\": 1}}", "a", "{\"a\": {\"b\": 1, \"max\": 9}}"),
        (
            "a.json",
            "{\n  \"a\": {\n    \"b\": [1]\n  }\n}\n",
            "a",
            "{\n  \"a\": {\n    \"b\": [1],\n    \"max\": 9\n  }\n}\n",
        ),
    ] {
        let fixed = fixed(name, text, &[(path, "max", json!(9))]);
        assert_eq!((fixed.after.as_str(), fixed.made, fixed.left), (expected, 1, 0), "{text}");
    }
}

#[test]
fn objects_within_each_other_are_both_repaired() {
    let text = "a:\n  b:\n    c: 1\n";
    let fixed = fixed("a.yaml", text, &[("a", "x", json!(1)), ("a/b", "z", json!(2))]);
    assert_eq!(fixed.after, "a:\n  b:\n    c: 1\n    z: 2\n  x: 1\n");
}

#[test]
fn what_is_there_is_kept_and_completed() {
    let text = "a:\n  x-portcullis: { allow: {} }\n  max: 1\n";
    let added = json!({ "sensitive": "full" });
    let fixed = fixed("a.yaml", text, &[("a", "x-portcullis", added), ("a", "max", json!(9))]);
    assert_eq!(fixed.after, "a:\n  x-portcullis: { allow: {}, sensitive: full }\n  max: 1\n");
    assert_eq!((fixed.made, fixed.left), (1, 0));
}

#[test]
fn two_findings_of_one_place_are_one_repair() {
    let twice = [("a", "max", json!(9)), ("a", "max", json!(9))];
    let fixed = fixed("a.yaml", "a: { b: 1 }\n", &twice);
    assert_eq!((fixed.after.as_str(), fixed.made), ("a: { b: 1, max: 9 }\n", 1));
}

#[test]
fn scalars_are_replaced_where_they_stand() {
    let text = "a: 'http://x' # the server\nb: http://y\n";
    let repairs = [("a", "", json!("https://x")), ("b", "", json!("https://y"))];
    let fixed = fixed("a.yaml", text, &repairs);
    assert_eq!(fixed.after, "a: 'https://x' # the server\nb: 'https://y'\n");
}

#[test]
fn what_would_change_more_is_left() {
    // The object ends inside of what its anchor says, so that its end is not known.
    let text = "k: &k\n  x: 1\na:\n  b: *k\nc: 1\n";
    let fixed = fixed("a.yaml", text, &[("c", "", json!(2)), ("a", "max", json!(9))]);
    assert_eq!(fixed.made + fixed.left, 2);
    assert!(fixed.after.contains("c: 2"), "{}", fixed.after);
    let read = super::tree::read("a.yaml", &fixed.after).unwrap();
    assert_eq!(at(&read, "a").as_object().unwrap().len(), fixed.made);
}

#[test]
fn names_and_texts_are_quoted_where_they_must_be() {
    let value =
        json!({ "description": "Too many calls.", "a: b": "it's", "no": ["yes", true, "9"] });
    let fixed = fixed("a.yaml", "a: {}\n", &[("a", "429", value)]);
    assert_eq!((fixed.made, fixed.left), (1, 0), "{}", fixed.after);
    assert!(fixed.after.starts_with("a: { '429': {"), "{}", fixed.after);
    assert!(fixed.after.contains("description: Too many calls."), "{}", fixed.after);
}
