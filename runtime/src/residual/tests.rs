#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use super::Check;
use crate::Schema;
use crate::decode::{DecodeError, Location, from_str};
use crate::types::Json;

/// What a schema says of a value: the violations as `pointer rule`.
macro_rules! check {
    ($name:ident, $schema:literal) => {
        #[derive(Clone, Debug, PartialEq, Schema)]
        #[schema(check = $schema)]
        struct $name(Json);
    };
}

fn violations<T: Schema>(text: &str) -> Vec<String> {
    match from_str::<T>(text, Location::Body) {
        Ok(_) => Vec::new(),
        Err(DecodeError::Invalid(found)) => {
            found.iter().map(|v| format!("{} {}", v.pointer, v.rule)).collect()
        }
        Err(DecodeError::Malformed(malformed)) => vec![malformed.to_string()],
    }
}

check!(Not, r#"{"not":{"type":"string"}}"#);
check!(
    Conditional,
    r#"{"properties":{"a":{"type":"integer"},"b":{"items":{"exactMinimum":"12345678901234567890123"}}},
    "if":{"required":["a"]},"then":{"required":["b"]}}"#
);
check!(
    Patterned,
    r#"{"engine":{"linear":"\\A(?:a)+c?\\z"},"not":{"engine":{"backtracking":"^(?=(a|a?)+$)(a|aa)+\\1b?$(?!x)"}}}"#
);
check!(
    Keys,
    r#"{"patternProperties":{"\\Ax\\x{2D}[a-c]+\\z":{"type":"integer"}},"additionalProperties":false}"#
);
check!(
    Unevaluated,
    r#"{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":false}"#
);
check!(Wrong, r#"{"engine":"^a$"}"#);
check!(Values, r#"{"enum":[1.0,{"a":[null]}]}"#);
check!(Unique, r#"{"uniqueItems":true,"items":{"multipleOf":0.01}}"#);
check!(
    Recursive,
    r##"{"$ref":"#/$defs/N","$defs":{"N":{"type":"object","properties":{"next":{"$ref":"#/$defs/N"}},"required":["id"]}}}"##
);

#[test]
fn a_schema_is_held_against_the_value() {
    assert_eq!(violations::<Not>("1"), [""; 0]);
    assert_eq!(violations::<Not>("\"a\""), [" not"]);
    assert_eq!(violations::<Conditional>(r#"{"a":1,"b":[]}"#), [""; 0]);
    assert_eq!(violations::<Conditional>(r#"{"a":1}"#), [" required"]);
    assert_eq!(violations::<Values>(r#"{"a":[null]}"#), [""; 0]);
    assert_eq!(violations::<Values>("1"), [""; 0]);
    assert_eq!(violations::<Values>("2"), [" enum"]);
    assert_eq!(violations::<Unique>("[0.07, 19.99]"), [""; 0]);
    assert_eq!(violations::<Unique>("[1, 1.0]"), [" uniqueItems"]);
    assert_eq!(violations::<Unique>("[0.001]"), ["/0 multipleOf"]);
    assert_eq!(violations::<Unevaluated>(r#"{"a":1}"#), [""; 0]);
    assert_eq!(violations::<Unevaluated>(r#"{"c":1}"#), [" unevaluatedProperties"]);
    assert_eq!(violations::<Recursive>(r#"{"id":1,"next":{"id":2}}"#), [""; 0]);
    assert_eq!(violations::<Recursive>(r#"{"id":1,"next":{"next":{}}}"#).len(), 2);
}

#[test]
fn numbers_count_in_every_digit() {
    assert_eq!(violations::<Conditional>(r#"{"b":[12345678901234567890123]}"#), [""; 0]);
    assert_eq!(violations::<Conditional>(r#"{"b":[12345678901234567890122]}"#), ["/b/0 minimum"]);
}

#[test]
fn names_that_a_client_chose_are_in_no_pointer() {
    assert_eq!(violations::<Keys>(r#"{"x-a":1}"#), [""; 0]);
    assert_eq!(violations::<Keys>(r#"{"x-d":1}"#), [" additionalProperties"]);
    assert_eq!(violations::<Keys>(r#"{"x-a":"secret"}"#), [" type"]);
}

#[test]
fn what_cannot_be_decided_is_refused_under_every_combinator() {
    assert_eq!(violations::<Patterned>("\"aaa\""), [" not"], "it is decided, and matches");
    // The step limit runs out inside of `not`, where "no match" would let the value through.
    let text = format!("\"{}c\"", "a".repeat(5000));
    assert_eq!(violations::<Patterned>(&text), [" complexity"]);
    assert_eq!(violations::<Wrong>("\"a\""), [" complexity"], "the schema does not compile");
}

#[test]
fn values_of_the_program_are_checked_as_well() {
    static CHECK: Check = Check::new("true");
    let text = |text: &str| Json::String(text.to_owned());
    assert!(Not::try_from(Json::Null).is_ok());
    let refused = Not::try_from(text("a")).unwrap_err();
    assert_eq!(refused.rule().as_str(), "not");
    assert!(CHECK.value(&text("a")).is_ok());
}
