//! Values through the generated types: what the document says is what the types do.

use portcullis::Schema;
use portcullis::decode::{DecodeError, Location, from_str};
use portcullis::encode::to_vec;
use portcullis::types::Nullable;

use super::{
    all_of, bodies, directions, enums, ladder, media_types, nullable, objects, recursion,
    sensitive, union,
};

/// What a text decodes to, written again.
fn round<T: Schema>(json: &str) -> String {
    let value: T =
        from_str(json, Location::Body).unwrap_or_else(|error| panic!("{json}: {error:?}"));
    String::from_utf8(to_vec(&value).expect("it can be written")).expect("UTF-8")
}

/// Pointers and rules of the violations.
fn refused<T: Schema>(json: &str) -> Vec<(String, &'static str)> {
    match from_str::<T>(json, Location::Body) {
        Err(DecodeError::Invalid(found)) => found
            .into_iter()
            .map(|violation| (violation.pointer, violation.rule.as_str()))
            .collect(),
        Err(error) => panic!("{json}: {error:?}"),
        Ok(_) => panic!("{json}: accepted"),
    }
}

/// One violation.
fn one<T: Schema>(json: &str) -> (String, &'static str) {
    let found = refused::<T>(json);
    assert_eq!(found.len(), 1, "{json}: {found:?}");
    found.into_iter().next().expect("one")
}

fn at(pointer: &str, rule: &'static str) -> (String, &'static str) {
    (pointer.to_owned(), rule)
}

#[test]
fn a_closed_object_refuses_what_it_does_not_name() {
    type Thing = objects::schemas::Thing;
    assert_eq!(one::<Thing>(r#"{"amount":1,"extra":1}"#), at("", "additionalProperties"));
    assert_eq!(one::<Thing>("{}"), at("/amount", "required"));
    assert_eq!(one::<Thing>(r#"{"amount":0}"#), at("/amount", "minimum"));
    assert_eq!(
        one::<Thing>(r#"{"amount":1,"line-items":["a",""]}"#),
        at("/line-items/1", "minLength")
    );
    // `line_items` is a name of Rust, not of the document.
    assert_eq!(one::<Thing>(r#"{"amount":1,"line_items":[]}"#), at("", "additionalProperties"));
    let whole = r#"{"amount":1,"line-items":["a"]}"#;
    assert_eq!(round::<Thing>(whole), whole);
}

#[test]
fn an_open_object_drops_and_a_typed_one_keeps() {
    type Thing = objects::schemas::Thing;
    assert_eq!(
        round::<Thing>(r#"{"amount":1,"open":{"type":"a","more":[1]}}"#),
        r#"{"amount":1,"open":{"type":"a"}}"#
    );
    let tagged = r#"{"amount":1,"tagged":{"id":1,"a":"x","b":"y"}}"#;
    assert_eq!(round::<Thing>(tagged), tagged);
    let (_, rule) = one::<Thing>(r#"{"amount":1,"tagged":{"id":1,"a":"too long"}}"#);
    assert_eq!(rule, "maxLength");
    let (pointer, rule) = one::<Thing>(r#"{"amount":1,"tagged":{"id":1,"a":"x","b":"y","c":"z"}}"#);
    assert_eq!((pointer.as_str(), rule), ("/tagged", "maxProperties"));
}

#[test]
fn absent_null_and_present_are_three_states() {
    type Thing = nullable::schemas::Thing;
    let thing = |json: &str| from_str::<Thing>(json, Location::Body).unwrap();
    let bare = thing(r#"{"always":true,"never-absent":null}"#);
    assert_eq!(bare.never_absent, Nullable::Null);
    assert_eq!((bare.may_be_absent, bare.three_states), (None, None));
    let null = thing(r#"{"always":true,"never-absent":false,"three-states":null}"#);
    assert_eq!(null.never_absent, Nullable::Value(false));
    assert_eq!(null.three_states, Some(Nullable::Null));
    let value = thing(r#"{"always":true,"never-absent":false,"three-states":true}"#);
    assert_eq!(value.three_states, Some(Nullable::Value(true)));
    assert_eq!(one::<Thing>(r#"{"always":null,"never-absent":null}"#), at("/always", "type"));
    assert_eq!(one::<Thing>(r#"{"always":true}"#), at("/never-absent", "required"));
    let null = r#"{"always":true,"never-absent":null,"may-be-absent":null}"#;
    assert_eq!(one::<Thing>(null), at("/may-be-absent", "type"));
}

#[test]
fn a_default_stands_where_nothing_was_sent() {
    type Thing = nullable::schemas::Thing;
    assert_eq!(
        round::<Thing>(r#"{"always":true,"never-absent":null}"#),
        r#"{"always":true,"never-absent":null,"channel":"web","count":3}"#
    );
    let sent = r#"{"always":true,"never-absent":null,"channel":"app","count":0}"#;
    assert_eq!(round::<Thing>(sent), sent);
    let (pointer, rule) = one::<Thing>(r#"{"always":true,"never-absent":null,"count":10}"#);
    assert_eq!((pointer.as_str(), rule), ("/count", "maximum"));
}

#[test]
fn enumerations_are_closed_unless_the_document_says_otherwise() {
    type Thing = enums::schemas::Thing;
    let whole = r#"{"color":"dark-red","level":-1,"status":"closed","named":"b"}"#;
    assert_eq!(round::<Thing>(whole), whole);
    let value: Thing = from_str(whole, Location::Body).unwrap();
    assert_eq!(value.named, Some(enums::schemas::ThingNamed::Beta));
    assert_eq!(one::<Thing>(r#"{"color":"blue","level":1}"#), at("/color", "enum"));
    assert_eq!(one::<Thing>(r#"{"color":"red","level":3}"#), at("/level", "enum"));
    let other = r#"{"color":"1","level":2,"status":"half open"}"#;
    assert_eq!(round::<Thing>(other), other);
}

#[test]
fn a_discriminator_chooses_the_branch() {
    use union::schemas::Thing;
    let cat: Thing = from_str(r#"{"kind":"kitty","lives":9}"#, Location::Body).unwrap();
    assert!(matches!(cat, Thing::Cat(_)));
    // Also where it does not come first.
    let dog: Thing = from_str(r#"{"account":7,"kind":"Dog"}"#, Location::Body).unwrap();
    assert!(matches!(dog, Thing::Dog(_)));
    assert_eq!(
        one::<Thing>(r#"{"kind":"Dog","account":1,"lives":9}"#),
        at("", "additionalProperties")
    );
    assert_eq!(one::<Thing>(r#"{"kind":"fish"}"#).0, "/kind");
    assert_eq!(one::<Thing>("{}").0, "/kind");
    assert_eq!(one::<Thing>(r#"{"kind":"Dog","account":100}"#), at("/account", "oneOf"));
    assert_eq!(one::<Thing>(r#"{"kind":"Dog","account":"AB12345"}"#), at("/account", "oneOf"));
    let iban = r#"{"kind":"Dog","account":"AB1234"}"#;
    assert_eq!(round::<Thing>(iban), iban);
}

#[test]
fn recursion_ends_where_the_value_does() {
    type Thing = recursion::schemas::Thing;
    let whole =
        r#"{"value":1,"next":{"value":2,"other":{"back":{"value":3}}},"children":[{"value":4}]}"#;
    assert_eq!(round::<Thing>(whole), whole);
    assert_eq!(one::<Thing>(r#"{"value":1,"next":{"value":10}}"#), at("/next/value", "maximum"));
}

#[test]
fn the_parts_of_all_of_hold_together() {
    type Thing = all_of::schemas::Thing;
    let id = "6f1c7a34-52d5-4a2b-9e0c-1de5d4d4b3a1";
    let whole = format!(r#"{{"id":"{id}","at":"2026-01-02T03:04:05Z","name":"a"}}"#);
    assert_eq!(round::<Thing>(&whole), whole);
    assert_eq!(one::<Thing>(&format!(r#"{{"id":"{id}"}}"#)), at("/name", "required"));
    let (pointer, rule) = one::<Thing>(&format!(r#"{{"id":"{id}","name":"a","x":1}}"#));
    // The keyword that closes is `unevaluatedProperties`; to a client it is the same refusal.
    assert_eq!((pointer.as_str(), rule), ("", "additionalProperties"));
    assert_eq!(one::<Thing>(r#"{"id":"1","name":"a"}"#), at("/id", "format"));
}

#[test]
fn read_only_members_are_not_in_requests_nor_write_only_ones_in_responses() {
    use directions::schemas::{Thing, ThingInput};
    let input = r#"{"name":"a","secret":"b"}"#;
    assert_eq!(round::<ThingInput>(input), input);
    assert_eq!(
        one::<ThingInput>(r#"{"id":1,"name":"a","secret":"b"}"#),
        at("", "additionalProperties")
    );
    assert_eq!(round::<Thing>(r#"{"id":1,"name":"a"}"#), r#"{"id":1,"name":"a"}"#);
    assert_eq!(one::<Thing>(r#"{"id":1,"name":"a","secret":"b"}"#), at("", "additionalProperties"));
}

#[test]
fn sensitive_values_are_sent_and_never_shown() {
    type Thing = sensitive::schemas::Thing;
    let whole = concat!(
        r#"{"number":"4111111111111111","mail":"ann@example.com","pin":"sesame","#,
        r#""weight":99.99,"price":"12.50"}"#
    );
    assert_eq!(round::<Thing>(whole), whole);
    let shown = format!("{:?}", from_str::<Thing>(whole, Location::Body).unwrap());
    for secret in ["4111111111111111", "111111111", "ann@", "sesame"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    for (weight, rule) in
        [("100", "exclusiveMaximum"), ("-0.01", "minimum"), ("0.001", "multipleOf")]
    {
        let json = format!(r#"{{"number":"4111111111111111","weight":{weight}}}"#);
        assert_eq!(one::<Thing>(&json), at("/weight", rule));
    }
    assert_eq!(one::<Thing>(r#"{"number":"41111111x1111111"}"#), at("/number", "pattern"));
}

/// Every member of the ladder, on its own.
fn ladder(member: &str) -> Result<String, (String, &'static str)> {
    type Thing = ladder::schemas::Thing;
    let json = format!("{{{member}}}");
    match from_str::<Thing>(&json, Location::Body) {
        Ok(_) => Ok(round::<Thing>(&json)),
        Err(_) => Err(one::<Thing>(&json)),
    }
}

#[test]
fn a_check_makes_up_for_what_no_shape_says() {
    for member in [
        r#""contact":{"email":"a"}"#,
        r#""transfer":{"now":false,"date":"2026-01-01"}"#,
        r#""transfer":{"amount":1,"now":true}"#,
        r#""labels":{"name":"a","x-b":1}"#,
        r#""odd":{"a":null}"#,
        r#""pair":["abc",1]"#,
        r#""node":{"next":{"value":1},"value":2,"extra":true}"#,
    ] {
        assert_eq!(ladder(member), Ok(format!("{{{member}}}")));
    }
    for (member, pointer, rule) in [
        (r#""contact":{}"#, "/contact", "anyOf"),
        (r#""transfer":{"now":false}"#, "/transfer", "required"),
        (r#""transfer":{"now":true,"date":"2026-01-01"}"#, "/transfer", "not"),
        (r#""labels":{"x-b":-1}"#, "/labels", "minimum"),
        (r#""labels":{"x-B":1}"#, "/labels", "additionalProperties"),
        (r#""odd":1"#, "/odd", "enum"),
        (r#""pair":["abcd"]"#, "/pair/0", "maxLength"),
        (r#""pair":["abc",1,2]"#, "/pair/2", "false"),
        (r#""node":{"next":{}}"#, "/node", "required"),
        (r#""node":{"extras":true}"#, "/node", "propertyNames"),
    ] {
        assert_eq!(ladder(member), Err(at(pointer, rule)), "{member}");
    }
    // What a program makes is held to it as well.
    let contact = ladder::schemas::ContactShape { email: None, phone: None };
    assert_eq!(ladder::schemas::Contact::try_from(contact).unwrap_err().rule().as_str(), "anyOf");
}

#[test]
fn parts_hold_together() {
    let merged = r#""merged":{"code":"AB","shared":{"a":9,"b":true}}"#;
    assert_eq!(ladder(merged), Ok(format!("{{{merged}}}")));
    for (member, pointer, rule) in [
        (r#""merged":{"code":"ABCDE"}"#, "/merged/code", "maxLength"),
        (r#""merged":{"code":"ab"}"#, "/merged/code", "pattern"),
        (r#""merged":{"code":"AB","shared":{"a":10}}"#, "/merged/shared/a", "maximum"),
        (r#""merged":{"code":"AB","shared":{"a":-1}}"#, "/merged/shared/a", "minimum"),
        (r#""merged":{"code":"AB","more":1}"#, "/merged", "additionalProperties"),
        (r#""merged":{}"#, "/merged/code", "required"),
        (r#""either":{"card":"a"}"#, "/either", "oneOf"),
        (r#""either":{"id":1,"card":"a","account":"b"}"#, "/either", "oneOf"),
    ] {
        assert_eq!(ladder(member), Err(at(pointer, rule)), "{member}");
    }
    let either = r#""either":{"id":1,"account":"b"}"#;
    assert_eq!(ladder(either), Ok(format!("{{{either}}}")));
}

#[test]
fn what_a_schema_says_nothing_about_passes() {
    for member in [
        r#""untyped":"ab""#,
        r#""untyped":1e400"#,
        r#""untyped":{"a":[null]}"#,
        r#""none":null"#,
        r#""big":340282366920938463463374607431768211"#,
        r#""level":2"#,
    ] {
        assert_eq!(ladder(member), Ok(format!("{{{member}}}")));
    }
    for (member, pointer, rule) in [
        (r#""untyped":"a""#, "/untyped", "anyOf"),
        (r#""none":0"#, "/none", "type"),
        (r#""nothing":null"#, "/nothing", "false"),
        (r#""big":-1"#, "/big", "minimum"),
        (r#""big":1.5"#, "/big", "type"),
        (r#""level":3"#, "/level", "enum"),
    ] {
        assert_eq!(ladder(member), Err(at(pointer, rule)), "{member}");
    }
}

/// A type of the user's own, named by `x-rust-type`.
#[derive(Clone, Debug, PartialEq)]
#[expect(unreachable_pub, reason = "generated types, which are public, hold it")]
pub struct Upper(String);

impl Schema for Upper {
    const SHAPE: portcullis::schema::Shape = portcullis::schema::Shape::String;

    fn decode(
        input: &mut portcullis::decode::Decoder<'_>,
    ) -> Result<Self, portcullis::schema::Halt> {
        Ok(Upper(input.string()?.to_uppercase()))
    }

    fn encode(&self, output: &mut portcullis::encode::Encoder) {
        output.text(&self.0);
    }
}

#[test]
fn a_type_of_the_users_own_is_held_to_the_schema() {
    assert_eq!(ladder(r#""own":"abcd""#), Ok(r#"{"own":"ABCD"}"#.to_owned()));
    assert_eq!(ladder(r#""own":"abcde""#), Err(at("/own", "maxLength")));
    let long = Upper("ABCDE".to_owned());
    assert_eq!(ladder::schemas::ThingOwn::try_from(long).unwrap_err().rule().as_str(), "maxLength");
}

#[test]
fn media_types_are_those_of_the_document() {
    use portcullis::__private::v0_1::{FromBody, FromParts, FromRequest, IntoReply};

    fn taken(specs: &[portcullis::params::BodySpec]) -> Vec<&str> {
        specs.iter().map(|spec| spec.media).collect()
    }
    let patch = [
        "application/json",
        "application/json; version=2",
        "application/merge-patch+json",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/jose+jwe",
        "image/*",
    ];
    assert_eq!(taken(<media_types::patch_thing::Body as FromBody>::SPECS), patch);
    assert_eq!(taken(<media_types::patch_thing::Request as FromRequest>::BODY), patch);
    assert_eq!(taken(<media_types::post_thing::Request as FromRequest>::BODY), ["*/*"]);
    assert_eq!(
        <media_types::patch_thing::Response as IntoReply>::OFFERS,
        [
            "application/json",
            "application/json; stream=watch",
            "application/yaml",
            "application/jwt",
            "image/*"
        ]
    );
    // A success without content is acceptable to everybody.
    assert_eq!(<bodies::post_form::Response as IntoReply>::OFFERS, [""; 0]);
    const { assert!(<bodies::post_form::Parts as FromParts>::CLOSED) };
    const { assert!(!<bodies::put_form::MultipartRelatedParts as FromParts>::CLOSED) };
}
