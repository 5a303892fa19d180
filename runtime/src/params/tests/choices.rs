//! What a text of several types means: the narrowest reading that the whole choice accepts.

use super::*;
use crate::types::Nullable;

#[derive(Debug, crate::Schema)]
#[schema(one_of)]
enum TextOrNumber {
    Text(Text<2, 5>),
    Number(Int<5, 9>),
}

#[derive(Debug, crate::Schema)]
#[schema(one_of)]
enum OneOrMany {
    One(Text<1, 4>),
    Many(List<Text<1, 4>, 2, 3>),
}

#[derive(Debug, crate::Schema)]
#[schema(any_of)]
enum Time {
    At(Small),
    Between(Range),
    Clear(Cleared),
}

#[derive(Clone, Copy, Debug, crate::Schema)]
enum Cleared {
    #[schema(value = "")]
    Empty,
}

#[derive(Debug, crate::Schema)]
#[schema(tag = "kind")]
enum Tagged {
    #[schema(value = "a")]
    A(TaggedA),
    #[schema(value = "b")]
    B(TaggedB),
}

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct TaggedA {
    kind: String,
    value: String,
}

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct TaggedB {
    kind: String,
    value: Small,
}

#[derive(Clone, Copy, Debug, crate::Schema)]
enum Mixed {
    #[schema(value = 1)]
    One,
    #[schema(value = "auto")]
    Auto,
    #[schema(value = true)]
    Yes,
    #[schema(value = "2")]
    Two,
}

const QUERY: Spec = spec(Location::Query, Style::Usual, true);
const LIST: Spec = spec(Location::Query, Style::Usual, false);
const DEEP: Spec = spec(Location::Query, Style::DeepObject, true);

#[test]
fn scalars() {
    let rows = |prefix: &str| {
        [
            ("5", "5"),
            // Too small a number is a text, if it may be one.
            ("05", "\"05\""),
            ("11", "\"11\""),
            ("ab", "\"ab\""),
            ("1", "/p oneOf"),
            ("a", "/p oneOf"),
            ("abcdef", "/p oneOf"),
        ]
        .map(|(sent, read)| (format!("{prefix}{sent}"), read))
    };
    for (spec, prefix) in [
        (QUERY, "p="),
        (LIST, "p="),
        (spec(Location::Path, Style::Usual, false), ""),
        (spec(Location::Header, Style::Usual, false), ""),
        (spec(Location::Cookie, Style::Usual, true), "p="),
    ] {
        for (wire, read) in rows(prefix) {
            table::<TextOrNumber>(spec, &[(&wire, read)]);
        }
    }
    table::<TextOrNumber>(QUERY, &[("p=5&p=6", "/p repeated")]);
    table::<List<TextOrNumber, 0, 3>>(
        QUERY,
        &[("p=5&p=ab&p=11", r#"[5,"ab","11"]"#), ("p=5&p=1", "/p/1 oneOf")],
    );
    table::<Mixed>(
        QUERY,
        &[
            ("p=1", "1"),
            ("p=auto", r#""auto""#),
            ("p=true", "true"),
            ("p=2", r#""2""#),
            ("p=3", "/p enum"),
        ],
    );
}

#[test]
fn a_value_or_a_list() {
    table::<OneOrMany>(
        QUERY,
        &[
            ("p=a", r#""a""#),
            ("p=a&p=b", r#"["a","b"]"#),
            ("p=abcde", "/p oneOf"),
            ("p=a&p=b&p=c&p=d", "/p oneOf"),
            ("", "absent"),
        ],
    );
    table::<OneOrMany>(
        LIST,
        &[
            ("p=a,b", r#"["a","b"]"#),
            ("p=a%2Cb", r#""a,b""#),
            ("p=a", r#""a""#),
            // Not a list of the choice's, but a text of it.
            ("p=a,", r#""a,""#),
        ],
    );
    table::<OneOrMany>(DEEP, &[("p[]=a&p[]=b", r#"["a","b"]"#), ("p=a", r#""a""#)]);
}

#[test]
fn a_value_or_an_object() {
    let rows: &[(&str, &str)] = &[
        ("p=5", "5"),
        ("p[from]=5&p[to]=6", r#"{"from":5,"to":6}"#),
        ("p=", r#""""#),
        ("p=10", "/p anyOf"),
        ("p[from]=x", "/p/from type"),
        ("p=5&p[from]=1", "/p type"),
    ];
    table::<Time>(DEEP, rows);
    table::<Nullable<Time>>(DEEP, rows);
    table::<Time>(
        QUERY,
        &[("p=5", "5"), ("from=5&to=6", r#"{"from":5,"to":6}"#), ("p=5&from=1", "/p repeated")],
    );
    table::<Time>(LIST, &[("p=from,5", r#"{"from":5}"#), ("p=5", "5"), ("p=", r#""""#)]);
}

#[test]
fn members_mean_what_their_branch_says() {
    table::<Tagged>(
        DEEP,
        &[
            ("p[kind]=a&p[value]=5", r#"{"kind":"a","value":"5"}"#),
            ("p[kind]=b&p[value]=5", r#"{"kind":"b","value":5}"#),
            ("p[kind]=c&p[value]=5", "/p/kind discriminator"),
            ("p[value]=5", "/p/kind required"),
        ],
    );
}

#[test]
fn no_text_is_null() {
    for spec in [QUERY, LIST, DEEP] {
        table::<Nullable<Small>>(spec, &[("p=1", "1"), ("p=null", "/p type"), ("p=", "/p type")]);
        table::<Nullable<String>>(spec, &[("p=null", r#""null""#), ("p=", r#""""#)]);
    }
    table::<Nullable<Smalls>>(QUERY, &[("p=1&p=2", "[1,2]")]);
    let json = spec(Location::Query, Style::Json, true);
    table::<Nullable<Small>>(json, &[("p=null", "null"), ("p=1", "1")]);
}

#[derive(Debug, crate::Schema)]
#[schema(one_of)]
enum Nest {
    A(NestA),
    B(NestB),
}

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct NestA {
    next: Option<Box<Nest>>,
    a: Option<Small>,
}

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct NestB {
    next: Option<Box<Nest>>,
    b: String,
}

#[test]
fn tries_of_tries_are_paid_from_one_budget() {
    let nest = |depth: usize| {
        let wire = format!("p{}[c]=1", "[next]".repeat(depth));
        read::<Nest>(&wire, parameter::<Nest>(DEEP))
    };
    assert_eq!(nest(1), "/p oneOf");
    // 2^30 tries, if all were made.
    assert_eq!(nest(30), "/p complexity");
    let good = format!("p{}[a]=1", "[next]".repeat(3));
    assert!(read::<Nest>(&good, parameter::<Nest>(DEEP)).contains(r#""a":1"#));
}
