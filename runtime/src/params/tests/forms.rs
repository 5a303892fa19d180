//! Forms: the fields of a body, each in its encoding.

use super::*;
use crate::types::Nullable;

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct Order {
    id: Option<Small>,
    name: Option<Nullable<Text<1, 9>>>,
    tags: Option<List<Text<1, 3>, 0, 3>>,
    range: Option<Range>,
    ranges: Option<List<Range, 0, 2>>,
    metadata: Option<Metadata>,
    expand: Option<Texts>,
}

#[derive(Debug, crate::Schema)]
#[schema(any_of)]
enum Metadata {
    Map(Map<Text<0, 3>, 0, 2>),
    Clear(Cleared),
}

#[derive(Clone, Copy, Debug, crate::Schema)]
enum Cleared {
    #[schema(value = "")]
    Empty,
}

const DEEP: &[FormField] = &[
    FormField { name: "range", style: Style::DeepObject },
    FormField { name: "ranges", style: Style::DeepObject },
    FormField { name: "metadata", style: Style::DeepObject },
    FormField { name: "expand", style: Style::DeepObject },
];

#[test]
fn fields_without_an_encoding() {
    for (body, read) in [
        ("", "{}"),
        ("id=1&name=a+b&tags=x&tags=y", r#"{"id":1,"name":"a b","tags":["x","y"]}"#),
        (r#"range={"from":1}"#, r#"{"range":{"from":1}}"#),
        ("range=%7B%22from%22%3A1%7D", r#"{"range":{"from":1}}"#),
        (r#"ranges={"from":1}&ranges={"from":2}"#, r#"{"ranges":[{"from":1},{"from":2}]}"#),
        ("metadata=", r#"{"metadata":""}"#),
        (r#"metadata={"a":"b"}"#, r#"{"metadata":{"a":"b"}}"#),
        ("id=1&id=2", "/id duplicateKey"),
        ("id=1&%69d=2", "/id duplicateKey"),
        ("secret=1", " additionalProperties"),
        ("secret=1&secret=2", " duplicateKey"),
        ("range[from]=1", " additionalProperties"),
        ("range=from", "/range json"),
        (r#"range={"from":10}"#, "/range/from maximum"),
        (r#"range={"from":1,"from":2}"#, "/range/from duplicateKey"),
        (r#"range={"from":1}]"#, "/range json"),
        ("name=%00", "/name encoding"),
        ("tags=a&tags=b&tags=c&tags=d", "/tags maxItems"),
        ("id=x&tags=abcd", "/id type"),
    ] {
        assert_eq!(form::<Order>(body, &[]), read, "{body}");
    }
}

/// What the clients of large interfaces send.
#[test]
fn fields_in_brackets() {
    for (body, read) in [
        (
            "range[from]=1&ranges[0][from]=2&ranges[1][from]=3&metadata[a]=b&expand[]=x&expand[]=y",
            r#"{"range":{"from":1},"ranges":[{"from":2},{"from":3}],"metadata":{"a":"b"},"expand":["x","y"]}"#,
        ),
        ("metadata=&expand[0]=x", r#"{"metadata":"","expand":["x"]}"#),
        ("range[kinds][]=a&range[from]=1", r#"{"range":{"from":1,"kinds":["a"]}}"#),
        ("range[from]=1&range[from]=2", "/range/from duplicateKey"),
        ("range[secret]=1&range[from]=1", "/range additionalProperties"),
        ("ranges[0][from]=1&ranges[1][from]=x", "/ranges/1/from type"),
        ("ranges[0][from]=1&ranges[1][from]=1&ranges[2][from]=1", "/ranges maxItems"),
        ("metadata[a]=b&metadata[c]=d&metadata[e]=f", "/metadata anyOf"),
        ("metadata[secret]=long", "/metadata anyOf"),
        ("id[x]=1", " additionalProperties"),
        ("range=1", "/range type"),
        ("range[from][a]=1", "/range/from type"),
    ] {
        assert_eq!(form::<Order>(body, DEEP), read, "{body}");
    }
    let many = |count: usize| {
        let fields: Vec<_> = (0..count).map(|n| format!("metadata[{n}]=1")).collect();
        form::<Order>(&fields.join("&"), DEEP)
    };
    // The map is the reading of so many names; it may have two members.
    assert_eq!(many(10_000), "/metadata anyOf");
    assert_eq!(many(10_001), " complexity");
    let deep = format!("range{}=1", "[x]".repeat(33));
    assert_eq!(form::<Order>(&deep, DEEP), "/range complexity");
}

#[derive(Debug, crate::Schema)]
#[schema(any_of)]
enum Either {
    Order(Order),
    Range(Range),
}

#[test]
fn a_form_of_several_shapes() {
    assert_eq!(form::<Either>("id=1", &[]), r#"{"id":1}"#);
    assert_eq!(form::<Either>("from=1", &[]), r#"{"from":1}"#);
    assert_eq!(form::<Either>("from=10", &[]), " anyOf");
}

/// What is written as a client would write it comes back.
#[test]
fn round_trips() {
    use proptest::prelude::*;
    let text = "[a-z&=+%\\[\\]{}\"é ]{0,8}";
    proptest!(|(pairs in proptest::collection::btree_map(text, text, 0..6))| {
        let escape = |text: &str| -> String {
            text.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
        };
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        let expected = serde_json::to_string(&pairs).unwrap();
        prop_assert_eq!(form::<Map<String, 0, 9>>(&body.join("&"), &[]), expected);
    });
}
