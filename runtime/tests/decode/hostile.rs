//! Every row of hostile input, and what is said about it.

use portcullis::Schema;
use portcullis::decode::{DecodeError, Decoder, Location, Malformed, from_slice};
use portcullis::encode::Encoder;
use portcullis::schema::{Halt, Shape};
use portcullis::types::{Int, Json, Map, Nullable, Text};

use crate::{Currency, Payment, decode, malformed, refused};

const GOOD: &str = r#"{"amount":5,"currency":"GBP"}"#;

#[derive(Debug, Schema)]
struct Open {
    known: Option<Int<0, 9>>,
}

#[derive(Debug, PartialEq, Schema)]
struct Keeping {
    known: Option<Int<0, 9>>,
    #[schema(additional)]
    rest: Map<Int<0, 9>, 0, 2>,
}

#[derive(Debug, Schema)]
#[schema(min_properties = 1, max_properties = 2)]
struct Counted {
    a: Option<bool>,
    b: Option<bool>,
    c: Option<bool>,
}

#[derive(Debug, Schema)]
struct Tree {
    children: Option<Vec<Tree>>,
    next: Option<Box<Tree>>,
}

#[test]
fn a_good_payment_decodes() {
    let payment: Payment = decode(GOOD).unwrap();
    assert_eq!(payment.amount, 5);
    assert_eq!((payment.currency, payment.settled), (Currency::Gbp, Currency::Eur));
    assert_eq!((payment.reference, payment.note), (None, None));
    let spaced = "\t{ \"line\\/items\" : [ ] , \"curr\\u0065ncy\" :\r\n\"GBP\" , \"amount\" : 5 } ";
    assert_eq!(decode::<Payment>(spaced).unwrap().line_items.unwrap().len(), 0);
    let all = r#"{"settled":"GBP","note":null,"metadata":{"a":"b"},"reference":"A-1","line/items":[{"qty":9,"sku":"é"}],"currency":"EUR","amount":1}"#;
    let all: Payment = decode(all).unwrap();
    assert_eq!(all.note, Some(Nullable::Null));
    assert_eq!(all.settled, Currency::Gbp);
    assert_eq!(&*all.line_items.unwrap()[0].sku, "é");
}

#[test]
fn what_is_no_json_is_malformed() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "[",
        "nul",
        "tru",
        "NaN",
        "Infinity",
        "+1",
        ".5",
        "1.",
        "01",
        "-",
        "1e",
        "1e+",
        "-01",
        "\"",
        "\"\\\"",
        "\"a\nb\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "'a'",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "[1}",
        "1 2",
        "{}{}",
        "{} x",
        "// a\n1",
        "\"\u{0}\"",
        "\u{0}",
        "1\u{a0}",
        "\"\\",
        "\"\\u",
        "\u{c}1",
        "{\"a\":}",
        "{:1}",
        "{1:1}",
        "[\"a\"",
    ] {
        assert_eq!(malformed::<Json>(text.as_bytes()), Malformed::Syntax, "{text:?}");
    }
    for text in [
        r#"{"amount":5,"currency":"GBP"} x"#,
        r#"{"amount":5,"currency":"GBP","#,
        r#"{"amount":5,"currency":"GBP",}"#,
        "{\"amount\":05}",
        "{\"amount\":5.}",
    ] {
        assert_eq!(malformed::<Payment>(text.as_bytes()), Malformed::Syntax, "{text:?}");
    }
}

#[test]
fn text_is_utf8_without_marks_and_halves() {
    for bytes in [
        b"\"\xff\"".as_slice(),
        b"\"\xc0\xaf\"",
        b"\"\xed\xa0\x80\"",
        b"\xef\xbb\xbf{}",
        b"\"\\ud800\"",
        b"\"\\udc00\"",
        b"\"\\ud800\\u0041\"",
        b"\"\\ud800x\"",
        b"{\"\\ud800\":1}",
        b"\xff\xfe{\0}\0",
    ] {
        assert_eq!(malformed::<Json>(bytes), Malformed::Encoding, "{bytes:?}");
    }
    assert_eq!(decode::<String>(r#""\ud834\udd1e\u0000\/\b""#).unwrap(), "𝄞\u{0}/\u{8}");
}

#[test]
fn nesting_ends_at_64() {
    let arrays = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(decode::<Json>(&arrays(64)).is_ok());
    for depth in [65, 128, 100_000] {
        assert_eq!(malformed::<Json>(arrays(depth).as_bytes()), Malformed::TooDeep);
        assert_eq!(malformed::<Json>("[".repeat(depth).as_bytes()), Malformed::TooDeep);
        let objects = "{\"a\":".repeat(depth);
        assert_eq!(malformed::<Json>(objects.as_bytes()), Malformed::TooDeep);
        let skipped = format!("{{\"unknown\":{}}}", arrays(depth));
        assert_eq!(malformed::<Open>(skipped.as_bytes()), Malformed::TooDeep);
        let mistyped = format!("{{\"amount\":{}}}", arrays(depth));
        assert_eq!(malformed::<Payment>(mistyped.as_bytes()), Malformed::TooDeep);
        let tree = format!("{}{}", "{\"next\":".repeat(depth), "{}");
        assert_eq!(malformed::<Tree>(tree.as_bytes()), Malformed::TooDeep);
    }
    let tree = format!("{}{{}}{}", "{\"next\":".repeat(63), "}".repeat(63));
    assert!(decode::<Tree>(&tree).unwrap().next.is_some());
    let trees = format!("{}{}", "{\"children\":[".repeat(32), "]}".repeat(32));
    assert_eq!(decode::<Tree>(&trees).unwrap().children.unwrap().len(), 1);
}

#[test]
fn names_come_once() {
    let cases: [(&str, &[&str]); 5] = [
        (r#"{"amount":5,"amount":6,"currency":"GBP"}"#, &["/amount duplicateKey"]),
        (r#"{"amount":5,"\u0061mount":5,"currency":"GBP"}"#, &["/amount duplicateKey"]),
        (
            r#"{"amount":5,"currency":"GBP","metadata":{"a":"1","\u0061":"1"}}"#,
            &["/metadata duplicateKey"],
        ),
        (
            r#"{"amount":5,"currency":"GBP","x":{"a":1,"a":2}}"#,
            &[" additionalProperties", " duplicateKey"],
        ),
        (
            r#"{"amount":5,"currency":"GBP","note":{"a":1,"a":2}}"#,
            &["/note duplicateKey", "/note type"],
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(refused::<Payment>(json), expected, "{json}");
    }
    for json in [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"b":2,"\u0061":2}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":[[{"b":1,"b":2}]]}"#,
    ] {
        assert_eq!(refused::<Open>(json), [" duplicateKey"], "{json}");
    }
    assert_eq!(refused::<Open>(r#"{"known":1,"known":2}"#), ["/known duplicateKey"]);
    assert_eq!(refused::<Json>(r#"{"a":1,"a":2}"#), [" duplicateKey"]);
    assert_eq!(refused::<Keeping>(r#"{"a":1,"a":2}"#), [" duplicateKey"]);
    // Also among many, where names are hashed.
    let many: Vec<String> = (0..200).map(|n| format!("\"k{n}\":{n}")).collect();
    let many = many.join(",");
    assert!(decode::<Open>(&format!("{{{many}}}")).is_ok());
    assert_eq!(refused::<Open>(&format!("{{{many},\"k7\":1}}")), [" duplicateKey"]);
}

#[test]
fn unknown_members_are_refused_dropped_or_kept() {
    assert_eq!(
        refused::<Payment>(
            r#"{"amount":5,"currency":"GBP","__proto__":{"x":[1,"4111111111111111"]}}"#
        ),
        [" additionalProperties"]
    );
    assert_eq!(
        refused::<Payment>(
            r#"{"amount":5,"currency":"GBP","line/items":[{"sku":"a","qty":1},{"sku":"a","qty":1,"Qty":2}]}"#
        ),
        ["/line~1items/1 additionalProperties"]
    );
    assert_eq!(*decode::<Open>(r#"{"x":[{}],"known":7,"y":null}"#).unwrap().known.unwrap(), 7);
    let kept: Keeping = decode(r#"{"x":1,"known":7,"y":2}"#).unwrap();
    assert_eq!(kept.rest.keys().collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(kept.known.map(Int::get), Some(7));
    assert_eq!(portcullis::encode::to_vec(&kept).unwrap(), br#"{"known":7,"x":1,"y":2}"#);
    assert_eq!(refused::<Keeping>(r#"{"x":1,"y":2,"z":3,"w":4}"#), [" maxProperties"]);
    assert_eq!(refused::<Keeping>(r#"{"x":10}"#), [" maximum"]);
    assert_eq!(refused::<Keeping>(r#"{"x":10,"known":10}"#), [" maximum", "/known maximum"]);
}

#[test]
fn other_types_are_refused_at_their_place() {
    let cases: [(&str, &[&str]); 12] = [
        (r#"[5,"GBP","A-1",null,null]"#, &[" type"]),
        ("null", &[" type"]),
        (r#"{"amount":5,"currency":{"GBP":null}}"#, &["/currency type"]),
        (r#"{"amount":5,"currency":"GBP","reference":null}"#, &["/reference type"]),
        (r#"{"amount":5,"currency":"GBP","metadata":null}"#, &["/metadata type"]),
        (r#"{"amount":5,"currency":"gbp"}"#, &["/currency enum"]),
        (r#"{"amount":"5","currency":"GBP"}"#, &["/amount type"]),
        (r#"{"amount":true,"currency":0}"#, &["/amount type", "/currency type"]),
        (r#"{"amount":5,"currency":"GBP","note":7}"#, &["/note type"]),
        (r#"{"amount":5,"currency":"GBP","line/items":{"0":1}}"#, &["/line~1items type"]),
        (
            r#"{"amount":5,"currency":"GBP","line/items":[[],{"sku":"","qty":0}]}"#,
            &["/line~1items/0 type", "/line~1items/1/sku minLength", "/line~1items/1/qty minimum"],
        ),
        (
            r#"{"amount":5,"currency":"GBP","metadata":{"secret-name":"too long"}}"#,
            &["/metadata maxLength"],
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(refused::<Payment>(json), expected, "{json}");
    }
}

#[test]
fn missing_members_are_named() {
    assert_eq!(refused::<Payment>("{}"), ["/amount required", "/currency required"]);
    assert_eq!(
        refused::<Payment>(r#"{"currency":"GBP","line/items":[{"qty":1}]}"#),
        ["/line~1items/0/sku required", "/amount required"]
    );
}

#[test]
fn containers_end_at_their_limits() {
    let line = r#"{"sku":"a","qty":1}"#;
    let json = format!(
        r#"{{"amount":5,"currency":"GBP","line/items":[{line},{line},{line},{line},{{"x":[]}}]}}"#
    );
    assert_eq!(refused::<Payment>(&json), ["/line~1items maxItems"]);
    let json = r#"{"amount":5,"currency":"GBP","metadata":{"a":"","b":"","c":"","d":""}}"#;
    assert_eq!(refused::<Payment>(json), ["/metadata maxProperties"]);
    assert_eq!(refused::<Counted>("{}"), [" minProperties"]);
    assert_eq!(refused::<Counted>(r#"{"a":true,"b":true,"c":true}"#), [" maxProperties"]);
    assert_eq!(refused::<Counted>(r#"{"a":true,"x":1,"y":1}"#), [" maxProperties"]);
    let counted: Counted = decode(r#"{"a":true,"c":false}"#).unwrap();
    assert_eq!((counted.a, counted.b, counted.c), (Some(true), None, Some(false)));
    // The rest of a container that is too long is still read as JSON.
    let json =
        format!(r#"{{"amount":5,"currency":"GBP","line/items":[{line},{line},{line},{line},]}}"#);
    assert_eq!(malformed::<Payment>(json.as_bytes()), Malformed::Syntax);
}

#[test]
fn twenty_violations_are_enough() {
    let items = |count: usize| format!("[{}]", vec!["0"; count].join(","));
    assert_eq!(refused::<Vec<Int<1, 9>>>(&items(19)).len(), 19);
    let found = refused::<Vec<Int<1, 9>>>(&items(1000));
    assert_eq!(found.len(), 20);
    assert_eq!(found[19], "/19 minimum");
    // The last one is placed as exactly as the first, from whatever depth it stops.
    let deep = format!(
        r#"{{"amount":5,"currency":"GBP","line/items":[{{"sku":"a","qty":1,{}}}]}}"#,
        (0..30).map(|n| format!("\"x{n}\":0")).collect::<Vec<_>>().join(",")
    );
    let found = refused::<Vec<Payment>>(&format!("[{deep}]"));
    assert_eq!(found.len(), 20);
    assert!(found.iter().all(|v| v == "/0/line~1items/0 additionalProperties"), "{found:?}");
    // What is malformed after them is not looked at; before them it wins.
    assert_eq!(refused::<Vec<Int<1, 9>>>(&format!("{}x", items(20))).len(), 20);
    assert_eq!(malformed::<Vec<Int<1, 9>>>(format!("{}x", items(5)).as_bytes()), Malformed::Syntax);
}

#[test]
fn nothing_of_the_client_is_told() {
    let secret = "4111111111111111";
    for json in [
        format!(
            r#"{{"{secret}":"{secret}","amount":"{secret}","currency":"{secret}","reference":"{secret} ","metadata":{{"{secret}":"{secret}","{secret}":""}}}}"#
        ),
        format!(r#"{{"amount":{secret},"currency":{secret}}}"#),
        format!(r#"{{"amount":{secret}x"#),
    ] {
        let error = from_slice::<Payment>(json.as_bytes(), Location::Body).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("4111"), "{error:?}");
        if let DecodeError::Invalid(violations) = error {
            assert!(violations.iter().all(|violation| violation.location == Location::Body));
        }
    }
}

/// A schema by hand that shows what it decodes with.
#[derive(Debug)]
struct Curious;

impl Schema for Curious {
    const SHAPE: Shape = Shape::Any;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let mut object = input.keeping_object(&[])?;
        input.member(&mut object)?;
        let shown = format!("{input:?} {object:?}");
        assert!(!shown.contains("4111"), "{shown}");
        input.skip()?;
        input.member(&mut object)?;
        Ok(Curious)
    }

    fn encode(&self, _: &mut Encoder) {}
}

#[test]
fn a_decoder_shows_nothing_of_the_client() {
    let json = br#"{"4111111111111111":"4111111111111111"}"#;
    from_slice::<Curious>(json, Location::Body).unwrap();
}

#[test]
fn more_members_than_a_word_has_bits() {
    let members = |skip: Option<usize>| {
        let members: Vec<String> =
            (0..70).filter(|n| Some(*n) != skip).map(|n| format!("\"m{n}\":{n}")).collect();
        members.join(",")
    };
    assert!(decode::<wide::Wide>(&format!("{{{}}}", members(None))).is_ok());
    assert_eq!(refused::<wide::Wide>(&format!("{{{}}}", members(Some(66)))), ["/m66 required"]);
    assert_eq!(refused::<wide::Wide>(&format!("{{{}}}", members(Some(63)))), ["/m63 required"]);
    for twice in ["m2", "m64", "m69"] {
        let json = format!("{{{},\"{twice}\":0}}", members(None));
        assert_eq!(refused::<wide::Wide>(&json), [format!("/{twice} duplicateKey")]);
    }
}

#[test]
fn a_null_in_place_of_text_and_a_text_with_nul() {
    assert!(decode::<Text<1, 1>>("\"\\u0000\"").is_ok());
    assert_eq!(refused::<Text<0, 9>>("null"), [" type"]);
}

mod wide {
    use portcullis::Schema;

    macro_rules! wide {
        ($($member:ident)*) => {
            #[derive(Debug, Schema)]
            #[schema(closed)]
            #[allow(dead_code, reason = "only decoded")]
            pub(super) struct Wide { $($member: i64,)* }
        };
    }

    wide! {
        m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13 m14 m15 m16 m17 m18 m19 m20 m21 m22 m23
        m24 m25 m26 m27 m28 m29 m30 m31 m32 m33 m34 m35 m36 m37 m38 m39 m40 m41 m42 m43 m44 m45
        m46 m47 m48 m49 m50 m51 m52 m53 m54 m55 m56 m57 m58 m59 m60 m61 m62 m63 m64 m65 m66 m67
        m68 m69
    }
}
