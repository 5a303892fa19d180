//! Cases of small documents, one theme a test.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;

use super::{Expected, OperationCases, derive};
use crate::source::Memory;
use crate::{Options, check};

/// The cases of the only operation of a document with this request.
fn cases(request: &str) -> OperationCases {
    cases_with(request, "")
}

fn cases_with(request: &str, components: &str) -> OperationCases {
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
{components}
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

/// The cases of a body of the schema `S0`, one of these.
fn body_of(schemas: &str) -> OperationCases {
    let operation = "      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/S0' } } } }";
    cases_with(operation, &format!("components: {{ schemas: {{ {schemas} }} }}"))
}

#[test]
fn further_members_have_names_that_are_free() {
    let schema = |rest: &str| {
        format!(
            "{{ type: object, properties: {{ member1: {{ type: boolean }}, member2: {{ type: boolean }} }}, {rest} }}"
        )
    };
    let told = told(&body(&schema("maxProperties: 3")));
    let four =
        "{\"member1\":true,\"member2\":true,\"member0\":true,\"member3\":true}  maxProperties";
    assert!(told.iter().any(|case| case == four), "{told:?}");
    let told = self::told(&body(&schema("required: [member2], minProperties: 4")));
    let four = "{\"member2\":true,\"member1\":true,\"member0\":true,\"member3\":true} ok";
    assert!(told.iter().any(|case| case == four), "{told:?}");
}

/// Schemas that each have a member of every one.
fn mutual(count: usize, member: impl Fn(usize) -> String, rest: &str) -> String {
    let one = |number: usize| {
        let members: Vec<String> = (0..count).map(|to| format!("m{to}: {}", member(to))).collect();
        format!(
            "S{number}: {{ type: object{rest}, properties: {{ n{number}: {{ type: integer }}, {} }} }}",
            members.join(", ")
        )
    };
    (0..count).map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn types_that_refer_to_each_other_come_to_an_end() {
    let cases = body_of(&mutual(20, |to| format!("{{ $ref: '#/components/schemas/S{to}' }}"), ""));
    assert!(cases.body.len() > 100 && cases.body.len() < 700, "{}", cases.body.len());
    let notes: Vec<&String> =
        cases.notes.iter().filter(|note| note.contains("more places than one test")).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn lists_that_may_be_empty_come_to_an_end() {
    let list =
        |to: usize| format!("{{ type: array, items: {{ $ref: '#/components/schemas/S{to}' }} }}");
    for count in [1, 3, 20] {
        let names: Vec<String> = (0..count).map(|to| format!("m{to}")).collect();
        let required = format!(", required: [{}]", names.join(", "));
        let cases = body_of(&mutual(count, list, &required));
        assert!(cases.complete, "{:?}", cases.notes);
        let example = cases.base.body.unwrap().text;
        assert!(example.len() < 100_000, "{count}: {}", example.len());
    }
}

#[test]
fn what_has_to_hold_itself_has_no_example() {
    let own = |to: usize| format!("{{ $ref: '#/components/schemas/S{to}' }}");
    let cases = body_of(&mutual(4, own, ", required: [m0, m1, m2, m3]"));
    assert!(!cases.complete);
    assert!(cases.notes.iter().any(|note| note.contains("holds itself")), "{:?}", cases.notes);
}

#[test]
fn patterns_of_repetitions_within_repetitions_come_to_an_end() {
    let pattern = "^([a-z]+[0-9]*([.-][a-z]+)*)+@(([a-z]+|[0-9]{1,9})[.])+[a-z]{2,}$";
    let cases = body(&format!("{{ type: string, pattern: '{pattern}', maxLength: 400 }}"));
    let told = told(&cases);
    assert!(told.iter().any(|case| case.ends_with(" maxLength")), "{told:?} {:?}", cases.notes);
    assert!(told.iter().any(|case| case.ends_with(" pattern")), "{told:?} {:?}", cases.notes);
}
