//! Cases of small documents, one theme a test.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;

use super::{Expected, OperationCases, derive};
use crate::source::Memory;
use crate::{Options, check};

/// The cases of the only operation of a document with this request.
fn cases(request: &str) -> OperationCases {
    let text = format!(
        "openapi: 3.1.0
info: {{ title: T, version: '1' }}
x-portcullis: {{ profile: lenient }}
paths:
  /things:
    post:
      operationId: make
      security: []
{request}
      responses: {{ '204': {{ description: Made }} }}
"
    );
    let checked =
        check(Path::new("t.yaml"), &Memory::new().with("t.yaml", text), &Options::default());
    let Some(audited) = &checked.api else { panic!("{}", checked.report().text()) };
    derive(audited.api(), &audited.api().operations[0])
}

fn body(schema: &str) -> OperationCases {
    cases(&format!(
        "      requestBody: {{ required: true, content: {{ application/json: {{ schema: {schema} }} }} }}"
    ))
}

/// Each case of the body as `body → expected`.
fn told(cases: &OperationCases) -> Vec<String> {
    let one = |case: &super::Case| {
        let sent = case.request.body.as_ref().map_or("", |body| &body.text);
        match &case.expected {
            Expected::Accepted => format!("{sent} ok"),
            Expected::Refused { pointer, rule, .. } => format!("{sent} {pointer} {rule}"),
        }
    };
    cases.body.iter().skip(1).map(one).collect()
}

#[test]
fn integers_at_their_bounds() {
    assert_eq!(
        told(&body("{ type: integer, minimum: 3, maximum: 20, multipleOf: 5 }")),
        [
            "5 ok",
            "\"x\"  type",
            "5 ok",
            "0  minimum",
            "20 ok",
            "25  maximum",
            "5 ok",
            "6  multipleOf",
        ]
    );
}

#[test]
fn decimals_beside_their_bounds() {
    assert_eq!(
        told(&body("{ type: number, exclusiveMinimum: 0, maximum: 9.5, multipleOf: 0.5 }")),
        [
            "1 ok",
            "\"x\"  type",
            "0.5 ok",
            "0  exclusiveMinimum",
            "9.5 ok",
            "9.51  maximum",
            "0.5 ok",
            "0.51  multipleOf",
        ]
    );
}

#[test]
fn texts_of_a_pattern_with_lengths() {
    assert_eq!(
        told(&body("{ type: string, pattern: '^[A-Z]{2}[0-9]*$', minLength: 3, maxLength: 4 }")),
        [
            "\"AB2\" ok",
            "\"AB2\" ok",
            "\"AB\"  minLength",
            "\"AB23\" ok",
            "\"AB234\"  maxLength",
            "\"AB2\" ok",
            "\"AB!\"  pattern",
            "1  type",
        ]
    );
}

#[test]
fn look_aheads_want_one_of_each_class() {
    let cases = body("{ type: string, pattern: '^(?=.*[a-z])(?=.*[0-9])(?=.*[A-Z]).{8,12}$' }");
    assert!(cases.notes.is_empty(), "{:?}", cases.notes);
    let told = told(&cases);
    assert!(told.iter().filter(|case| case.ends_with(" ok")).count() >= 2, "{told:?}");
    assert!(told.iter().any(|case| case.ends_with(" pattern")), "{told:?}");
}

#[test]
fn members_and_items() {
    let schema = "{ type: object, additionalProperties: false, required: [a], properties: { \
                  a: { type: boolean }, \
                  b: { type: array, minItems: 1, maxItems: 2, uniqueItems: true, items: { type: string, enum: [p, q, r] } } } }";
    let told = told(&body(schema));
    for expected in [
        "{\"a\":true} ok",
        "{} /a required",
        "{\"a\":\"x\"} /a type",
        "{\"a\":true,\"portcullis-unknown\":true}  additionalProperties",
        "{\"a\":true,\"b\":[]} /b minItems",
        "{\"a\":true,\"b\":[\"p\",\"q\"]} ok",
        "{\"a\":true,\"b\":[\"p\",\"q\",\"r\"]} /b maxItems",
        "{\"a\":true,\"b\":[\"p\",\"p\"]} /b uniqueItems",
        "{\"a\":true,\"b\":[\"portcullis-unknown\"]} /b/0 enum",
    ] {
        assert!(told.iter().any(|case| case == expected), "{expected}: {told:#?}");
    }
}

#[test]
fn tags_decide_and_attempts_are_told_of_the_whole() {
    let schema = "{ oneOf: [{ type: integer, maximum: 5 }, { type: string, maxLength: 2 }] }";
    let told = told(&body(schema));
    assert!(told.contains(&"6  oneOf".to_owned()), "{told:?}");
    assert!(told.contains(&"\"aaa\"  oneOf".to_owned()), "{told:?}");
    assert!(told.contains(&"5 ok".to_owned()), "{told:?}");
}

#[test]
fn parameters_and_what_they_cannot_hold() {
    let cases = cases(
        "      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }
        - { name: X-Tag, in: header, required: true, schema: { type: string, minLength: 1, maxLength: 3 } }
        - { name: filter, in: query, style: deepObject, explode: true, schema: { type: object, additionalProperties: false, properties: { a: { type: string } } } }",
    );
    let told: Vec<String> = cases
        .parameters
        .iter()
        .map(|case| {
            let header = case.request.headers.first().map_or("", |(_, value)| value);
            let outcome = match &case.expected {
                Expected::Accepted => "ok".to_owned(),
                Expected::Refused { location, pointer, rule } => {
                    format!("{location} {pointer} {rule}")
                }
            };
            format!("{} {header} {outcome}", case.request.target)
        })
        .collect();
    for expected in [
        "/things?limit=x a query /limit type",
        "/things?limit=1 a ok",
        "/things?limit=0 a query /limit minimum",
        "/things?limit=101 a query /limit maximum",
        "/things  header /X-Tag required",
        "/things aaaa header /X-Tag maxLength",
    ] {
        assert!(told.iter().any(|case| case == expected), "{expected}: {told:#?}");
    }
    // An empty header, an object in a query: said, not dropped.
    assert!(
        cases.notes.iter().any(|note| note.contains("`X-Tag` beyond `minLength`")),
        "{:?}",
        cases.notes
    );
    assert!(cases.notes.iter().any(|note| note.contains("`filter`")), "{:?}", cases.notes);
}

#[test]
fn what_no_type_says_is_a_note_and_refusals_stay() {
    let schema = "{ type: object, additionalProperties: false, required: [n], properties: { n: { type: integer, minimum: 1 } }, not: { required: [m] } }";
    let cases = body(schema);
    assert!(!cases.complete);
    assert!(cases.notes.iter().any(|note| note.contains("keywords")), "{:?}", cases.notes);
    let told = told(&cases);
    assert!(told.iter().any(|case| case == "{\"n\":0} /n minimum"), "{told:?}");
    assert!(told.iter().all(|case| !case.ends_with(" ok")), "{told:?}");
}
