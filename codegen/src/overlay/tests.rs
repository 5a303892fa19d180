//! Overlays over a small tree.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use crate::diag::Diagnostics;
use crate::source::{Memory, Node, open};
use crate::span::SourceMap;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: T, version: 1 }
tags: [{ name: a }, { name: b }]
paths:
  /a: { get: { deprecated: true, x: [1] }, post: {} }
  /b: { get: {} }
";

/// The document after an overlay of these actions, and the codes and lines of what was found.
fn applied(version: &str, actions: &str) -> (Node, SourceMap, Vec<(&'static str, String)>) {
    let overlay =
        format!("overlay: {version}\ninfo: {{ title: O, version: '1' }}\nactions:\n{actions}");
    let memory = Memory::new().with("a.yaml", DOCUMENT).with("o.yaml", overlay);
    let (mut sources, mut found) = (SourceMap::default(), Diagnostics::default());
    let mut root = open(&mut sources, &memory, Path::new("a.yaml"), &mut found).unwrap();
    super::apply(&mut root, [Path::new("o.yaml")], &memory, &mut sources, &mut found);
    let found = found.sorted();
    let found = found.iter().map(|d| (d.code, sources.describe(d.primary.span))).collect();
    (root, sources, found)
}

fn json(version: &str, actions: &str) -> String {
    let (root, _, found) = applied(version, actions);
    assert_eq!(found, []);
    root.to_json()
}

fn findings(version: &str, actions: &str) -> Vec<(&'static str, String)> {
    applied(version, actions).2
}

#[test]
fn objects_are_merged_arrays_grow_and_primitives_are_replaced() {
    let text = json(
        "1.0.0",
        "- { target: $.info, update: { title: U, x-more: { a: 1 } } }
- { target: $, update: { info: { x-more: { b: [2] } }, tags: [{ name: c }] } }
- { target: '$.paths[\"/a\"].get.x', update: 2 }
- { target: '$.paths[\"/a\"]', update: { get: { x: [3] } } }
",
    );
    assert!(
        text.contains(r#""info":{"title":"U","version":1,"x-more":{"a":1,"b":[2]}}"#),
        "{text}"
    );
    assert!(text.contains(r#""tags":[{"name":"a"},{"name":"b"},{"name":"c"}]"#), "{text}");
    assert!(text.contains(r#""x":[1,2,3]"#), "{text}");
}

#[test]
fn filters_select_and_removal_keeps_indexes() {
    let text = json(
        "1.0.0",
        "- { target: '$.paths.*[?@.deprecated]', remove: true }
- { target: '$.tags[*]', remove: true }
- { target: '$.paths.*.get', update: { x-safe: true } }
",
    );
    assert!(text.contains(r#""tags":[]"#), "{text}");
    assert!(text.contains(r#""/a":{"post":{}},"/b":{"get":{"x-safe":true}}"#), "{text}");
}

#[test]
fn a_later_action_sees_what_an_earlier_one_did() {
    let text = json(
        "1.1.0",
        "- { target: $.paths, update: { /c: {} } }
- { target: '$.paths[\"/c\"]', copy: '$.paths[\"/a\"]' }
- { target: '$.paths[\"/c\"].get.deprecated', update: false }
- { target: '$.paths[\"/a\"].get.deprecated', remove: true }
",
    );
    assert!(text.contains(r#""/c":{"get":{"deprecated":false,"x":[1]},"post":{}}"#), "{text}");
    assert!(text.contains(r#""/a":{"get":{"x":[1]},"post":{}}"#), "{text}");
}

#[test]
fn values_of_an_overlay_keep_its_positions_and_are_told_apart() {
    let (root, sources, _) =
        applied("1.0.0", "- target: $.paths.*.get\n  update:\n    x-new: { a: 1 }\n");
    let paths = root.as_object().unwrap().get("paths").unwrap().as_object().unwrap();
    let new = |path: &str| {
        let get = paths.get(path).unwrap().as_object().unwrap().get("get").unwrap();
        get.as_object().unwrap().member("x-new").unwrap().clone()
    };
    let (a, b) = (new("/a"), new("/b"));
    assert_eq!(sources.describe(a.name_span), "o.yaml:6");
    assert_eq!(sources.describe(b.value.span), "o.yaml:6");
    assert_ne!(a.value.span, b.value.span);
    // The same file, once for each who asks for the files.
    assert_eq!(sources.files().count(), 2);
}

#[test]
fn what_cannot_be_applied_is_reported_at_its_place() {
    let own = |line| ("invalid-overlay", format!("o.yaml:{line}"));
    assert_eq!(
        findings("1.0.0", "- { target: $.nothing, update: {} }\n"),
        [("unmatched-overlay-target", "o.yaml:4".to_owned())]
    );
    assert_eq!(findings("1.0.0", "- { target: $.info, update: 1 }\n"), [own(4)]);
    assert_eq!(findings("1.0.0", "- { target: $.info, update: { title: [] } }\n"), [own(4)]);
    assert_eq!(findings("1.0.0", "- { target: $.info.title, update: a }\n"), [own(4)]);
    assert_eq!(findings("1.1.0", "- { target: $.info.title, update: a }\n"), []);
    assert_eq!(findings("1.0.0", "- { target: $.info, copy: $.paths }\n"), [own(4)]);
    assert_eq!(findings("1.1.0", "- { target: $.info, copy: $.paths.* }\n"), [own(4)]);
    assert_eq!(findings("1.0.0", "- { target: 'info', update: {} }\n"), [own(4)]);
    assert_eq!(findings("1.0.0", "- { target: $, remove: true }\n"), [own(4)]);
    assert_eq!(
        findings("1.0.0", "- { target: $ }\n- { update: 1 }\n- 1\n"),
        [own(4), own(5), own(6)]
    );
    assert_eq!(findings("1.0.0", "- { target: $, updat: {} }\n"), [own(4)]);
    assert_eq!(findings("1.2.0", "- {}\n"), [own(1)]);
    assert_eq!(findings("1.0.0", "  a: 1\n"), [own(1)]);
}
