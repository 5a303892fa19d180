//! Unions and enumerations.

use std::time::{Duration, Instant};

use portcullis::Schema;
use portcullis::decode::Malformed;
use portcullis::types::{Int, List, Text};

use crate::{decode, malformed, refused};

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(tag = "type")]
enum Pet {
    #[schema(value = "cat", value = "kitty")]
    Cat(Box<Cat>),
    #[schema(value = "dog")]
    Dog(Dog),
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
struct Cat {
    #[schema(name = "type")]
    kind: Text<1, 9>,
    lives: Int<0, 9>,
    friend: Option<Pet>,
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
struct Dog {
    #[schema(name = "type")]
    kind: Text<1, 9>,
    friends: Option<List<Pet, 0, 9>>,
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(one_of)]
enum Amount {
    Small(Int<0, 10>),
    Large(Int<10, 100>),
    Text(Text<1, 3>),
    Box(Boxed),
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(any_of)]
enum Loose {
    Small(Int<0, 10>),
    Large(Int<10, 100>),
    Box(Boxed),
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
struct Boxed {
    inner: Vec<Int<0, 9>>,
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(one_of)]
enum Nest {
    A(NestA),
    B(NestB),
    Leaf(bool),
}

#[derive(Clone, Debug, PartialEq, Schema)]
struct NestA {
    next: Box<Nest>,
    a: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Schema)]
struct NestB {
    next: Box<Nest>,
    b: bool,
}

#[test]
fn the_tag_decides_wherever_it_stands() {
    let pet: Pet =
        decode(r#"{"lives":9,"friend":{"friends":[],"type":"dog"},"ty\u0070e":"kitty"}"#).unwrap();
    let Pet::Cat(cat) = pet else { panic!("{pet:?}") };
    assert_eq!(cat.kind, "kitty");
    assert!(matches!(cat.friend, Some(Pet::Dog(_))));
    let cases: [(&str, &[&str]); 8] = [
        (r#"{"type":"cow","lives":9}"#, &["/type discriminator"]),
        (r#"{"lives":9}"#, &["/type required"]),
        (r#"{"type":7,"lives":9}"#, &["/type type"]),
        (r#""cat""#, &[" type"]),
        (r#"{"type":"cat","lives":10}"#, &["/lives maximum"]),
        (r#"{"type":"cat","lives":1,"type":"dog"}"#, &["/type duplicateKey"]),
        (r#"{"x":{"a":1,"a":1},"type":"dog"}"#, &[" duplicateKey"]),
        (
            r#"{"type":"dog","friends":[{"type":"cat","lives":1},{"type":"cow"}]}"#,
            &["/friends/1/type discriminator"],
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(refused::<Pet>(json), expected, "{json}");
    }
    assert_eq!(malformed::<Pet>(br#"{"lives":9,,"type":"cat"}"#), Malformed::Syntax);
    assert_eq!(malformed::<Pet>(br#"{"type":"cow","#), Malformed::Syntax);
}

#[test]
fn exactly_one_branch_accepts() {
    assert_eq!(decode::<Amount>(" 5").unwrap(), Amount::Small(Int::of::<5>()));
    assert_eq!(decode::<Amount>("50").unwrap(), Amount::Large(Int::of::<50>()));
    assert!(matches!(decode::<Amount>("\"a\"").unwrap(), Amount::Text(_)));
    assert!(matches!(decode::<Amount>(r#"{"inner":[1]}"#).unwrap(), Amount::Box(_)));
    for json in
        ["10", "-1", "null", "\"long\"", "[]", r#"{"inner":[10]}"#, r#"{"inner":[1],"x":1}"#]
    {
        assert_eq!(refused::<Amount>(json), [" oneOf"], "{json}");
    }
    // The union consumed its value exactly: what follows is decoded.
    let found = refused::<Vec<Amount>>(r#"[10, 5, {"inner":[1,10]}, 50, "long", 7]"#);
    assert_eq!(found, ["/0 oneOf", "/2 oneOf", "/4 oneOf"]);
    assert_eq!(decode::<Vec<Amount>>(r#"[5,{"inner":[1]},50]"#).unwrap().len(), 3);
    assert_eq!(malformed::<Amount>(br#"{"inner":[1}"#), Malformed::Syntax);
    assert_eq!(refused::<Amount>(r#"{"x":1,"x":1}"#), [" duplicateKey", " oneOf"]);
}

#[test]
fn the_first_branch_of_any_that_accepts() {
    assert!(matches!(decode::<Loose>("10").unwrap(), Loose::Small(_)));
    assert!(matches!(decode::<Loose>("11").unwrap(), Loose::Large(_)));
    assert_eq!(refused::<Loose>("101"), [" anyOf"]);
    assert_eq!(refused::<Vec<Loose>>(r#"[101,1,{"inner":7},11]"#), ["/0 anyOf", "/2 anyOf"]);
}

#[test]
fn many_violations_in_a_branch_do_not_stop_the_others() {
    let zeros = vec!["99"; 50].join(",");
    assert_eq!(
        refused::<Vec<Loose>>(&format!(r#"[{{"inner":[{zeros}]}},1,2,300]"#)),
        ["/0 anyOf", "/3 anyOf"]
    );
}

#[test]
fn nested_unions_run_under_a_budget() {
    let nested = |depth: usize| format!("{}true{}", "{\"next\":".repeat(depth), "}".repeat(depth));
    assert!(matches!(decode::<Nest>(&nested(3)).unwrap(), Nest::A(_)));
    let start = Instant::now();
    // Two branches a level, each of which reads all that is inside: 2^60 without a budget.
    assert!(refused::<Nest>(&nested(60)).contains(&" complexity".to_owned()));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
enum Level {
    #[schema(value = 1)]
    Low,
    #[schema(value = -20)]
    High,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
enum Mixed {
    #[schema(value = "auto")]
    Auto,
    #[schema(value = 1)]
    One,
    #[schema(value = true)]
    Yes,
}

#[derive(Clone, Debug, PartialEq, Eq, Schema)]
enum Channel {
    #[schema(value = "web")]
    Web,
    #[schema(value = "a\"b")]
    Quoted,
    #[schema(other)]
    Other(String),
}

#[test]
fn enumerations() {
    assert_eq!(
        decode::<Vec<Level>>("[1, 1.0, -20, -2e1]").unwrap(),
        [Level::Low, Level::Low, Level::High, Level::High]
    );
    assert_eq!(refused::<Level>("2"), [" enum"]);
    assert_eq!(refused::<Level>("\"1\""), [" enum"]);
    assert_eq!(refused::<Level>("1.5"), [" enum"]);
    assert_eq!(refused::<Level>("null"), [" type"]);
    assert_eq!(
        decode::<Vec<Mixed>>("[\"auto\",1,true]").unwrap(),
        [Mixed::Auto, Mixed::One, Mixed::Yes]
    );
    assert_eq!(refused::<Vec<Mixed>>("[\"1\",false,[]]"), ["/0 enum", "/1 enum", "/2 type"]);
    assert_eq!(decode::<Channel>("\"web\"").unwrap(), Channel::Web);
    assert_eq!(decode::<Channel>("\"fax\"").unwrap(), Channel::Other("fax".to_owned()));
    assert_eq!(refused::<Channel>("1"), [" type"]);
    assert_eq!("a\"b".parse::<Channel>().unwrap().as_str(), "a\"b");
    assert_eq!(Channel::Quoted.to_string(), "a\"b");
    assert!("GBp".parse::<crate::Currency>().is_err());
    let all = vec![Channel::Web, Channel::Quoted, Channel::Other("é\n".to_owned())];
    let json = portcullis::encode::to_vec(&all).unwrap();
    assert_eq!(decode::<Vec<Channel>>(std::str::from_utf8(&json).unwrap()).unwrap(), all);
    assert_eq!(
        portcullis::encode::to_vec(&vec![Mixed::Auto, Mixed::One, Mixed::Yes]).unwrap(),
        b"[\"auto\",1,true]"
    );
}
