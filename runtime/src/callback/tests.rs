//! Parameters are written so that this crate reads them again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use http::HeaderMap;
use proptest::prelude::*;

use super::{Call, Unsendable};
use crate::decode::Location;
use crate::decode::from_str;
use crate::params::{FormField, FromRequest, Input, Parameter, Style};
use crate::router::Spans;
use crate::schema::Schema;
use crate::types::{Json, Map, Nullable};

/// The query, cookies and header of one parameter.
fn written<T: Schema>(parameter: &Parameter, value: &T) -> Result<(String, HeaderMap), Unsendable> {
    let mut call = Call::default();
    call.parameter(parameter, value)?;
    Ok((call.query(), call.headers()?))
}

fn query<T: Schema>(parameter: &Parameter, value: &T) -> String {
    written(parameter, value).unwrap().0
}

fn in_query<T: Schema>() -> Parameter {
    Parameter::new(Location::Query, "p q", T::SHAPE)
}

type Object = Map<Json, 0, { usize::MAX }>;
type Texts = Map<String, 0, { usize::MAX }>;

fn object(json: &str) -> Object {
    from_str(json, Location::Body).unwrap()
}

#[test]
fn styles_in_queries() {
    let list = vec!["a b".to_owned(), "c,d".to_owned()];
    let lists = in_query::<Vec<String>>();
    assert_eq!(query(&lists, &list), "p%20q=a%20b&p%20q=c%2Cd");
    assert_eq!(query(&lists.exploded(false), &list), "p%20q=a%20b,c%2Cd");
    let styled = |style| lists.exploded(false).styled(style);
    assert_eq!(query(&styled(Style::SpaceDelimited), &list), "p%20q=a%20b%20c%2Cd");
    assert_eq!(query(&styled(Style::PipeDelimited), &list), "p%20q=a%20b%7Cc%2Cd");
    assert_eq!(query(&styled(Style::Json), &list), "p%20q=%5B%22a%20b%22%2C%22c%2Cd%22%5D");
    assert_eq!(query(&lists, &Vec::<String>::new()), "");

    let members = object(r#"{"a":1.50,"b&":"x","n":null}"#);
    let objects = in_query::<Object>();
    assert_eq!(query(&objects, &members), "a=1.50&b%26=x");
    assert_eq!(query(&objects.exploded(false), &members), "p%20q=a,1.50,b%26,x");
    let deep = objects.styled(Style::DeepObject);
    let nested = object(r#"{"a":{"b":[1,"c"],"d":true}}"#);
    assert_eq!(
        query(&deep, &nested),
        "p%20q%5Ba%5D%5Bb%5D%5B%5D=1&p%20q%5Ba%5D%5Bb%5D%5B%5D=c&p%20q%5Ba%5D%5Bd%5D=true"
    );
    assert_eq!(query(&in_query::<Nullable<bool>>(), &Nullable::<bool>::Null), "");
}

#[test]
fn a_value_that_its_style_cannot_tell_is_not_sent() {
    let nested = object(r#"{"a":{"b":1}}"#);
    let refused = |parameter: &Parameter| written(parameter, &nested).is_err();
    let objects = in_query::<Object>();
    assert!(refused(&objects.exploded(false)));
    assert!(refused(&objects.styled(Style::SpaceDelimited)));
    let header = Parameter::new(Location::Header, "x-p", Object::SHAPE);
    assert!(refused(&header));
    assert!(!refused(&header.styled(Style::Json)));
    let list = Parameter::new(Location::Header, "x-p", <Vec<String>>::SHAPE);
    assert!(written(&list, &vec!["a,b".to_owned()]).is_err());
    assert_eq!(written(&list, &vec!["a".to_owned(), "b".to_owned()]).unwrap().1["x-p"], "a,b");
    let framing = Parameter::new(Location::Header, "Transfer-Encoding", String::SHAPE);
    assert!(written(&framing, &"chunked".to_owned()).is_err());
    let path = Parameter::new(Location::Path, "p", String::SHAPE);
    assert!(written(&path, &"a".to_owned()).is_err());
}

#[test]
fn fields_of_forms_have_styles() {
    let value = object(r#"{"a":[1,2],"b":{"c":1},"d":{"e":"f"},"g":"h i"}"#);
    let fields = [
        FormField { name: "a", style: Style::PipeDelimited },
        FormField { name: "b", style: Style::DeepObject },
    ];
    let mut call = Call::default();
    call.form("application/x-www-form-urlencoded", &fields, &value).unwrap();
    assert_eq!(call.body(), "a=1%7C2&b%5Bc%5D=1&d=%7B%22e%22%3A%22f%22%7D&g=h%20i");
}

#[test]
fn lines_are_records() {
    let mut call = Call::default();
    call.lines("application/json-seq", &[1_i64, 2]).unwrap();
    assert_eq!(call.body(), "\u{1e}1\n\u{1e}2\n");
    call.lines("application/x-ndjson", &[1_i64, 2]).unwrap();
    assert_eq!(call.body(), "1\n2\n");
}

/// Two texts and a list, as a callback would send them.
#[derive(Clone, Debug, PartialEq)]
struct Both {
    text: String,
    list: Vec<String>,
    cookie: String,
}

const TEXT: Parameter = Parameter::new(Location::Query, "text", String::SHAPE);
const LIST: Parameter =
    Parameter::new(Location::Query, "list", <Vec<String>>::SHAPE).exploded(false);
const COOKIE: Parameter = Parameter::new(Location::Cookie, "cookie", String::SHAPE);

impl FromRequest for Both {
    const PARAMETERS: &'static [Parameter] = &[TEXT, LIST, COOKIE];
    const BODY: &'static [crate::params::BodySpec] = &[];

    fn from_request(input: &mut Input<'_>) -> Option<Both> {
        let text = input.required(&TEXT)?;
        let list = input.required(&LIST)?;
        Some(Both { text, list, cookie: input.required(&COOKIE)? })
    }
}

proptest! {
    #[test]
    fn what_is_sent_is_read(
        text in "[^\\x00]*",
        list in prop::collection::vec("[^\\x00]+", 1..4),
        cookie in "[^\\x00]*",
    ) {
        let sent = Both { text, list, cookie };
        let mut call = Call::default();
        call.parameter(&TEXT, &sent.text).unwrap();
        call.parameter(&LIST, &sent.list).unwrap();
        call.parameter(&COOKIE, &sent.cookie).unwrap();
        let request = call.into_request(crate::policy::Method::GET, "https://a.example/").unwrap();
        let (parts, _) = request.into_parts();
        let spans = Spans::default();
        let input = Input::new(&parts, &spans, &[], None);
        let read: Result<Both, _> = input.read(http::StatusCode::BAD_REQUEST, &[]);
        prop_assert_eq!(read.ok(), Some(sent));
    }

    #[test]
    fn deep_objects_are_read(members in prop::collection::btree_map("[a-z\\[\\]&=]{1,4}", "[^\\x00]*", 1..4)) {
        let plain: BTreeMap<String, String> =
            members.into_iter().filter(|(name, _)| !name.contains(['[', ']'])).collect();
        prop_assume!(!plain.is_empty());
        let json = serde_json::to_string(&plain).unwrap();
        let parameter = Parameter::new(Location::Query, "d", Texts::SHAPE).styled(Style::DeepObject);
        let value: Texts = from_str(&json, Location::Body).unwrap();
        let mut call = Call::default();
        call.parameter(&parameter, &value).unwrap();
        let request = call.into_request(crate::policy::Method::GET, "https://a.example/").unwrap();
        let (parts, _) = request.into_parts();
        let spans = Spans::default();
        let mut input = Input::new(&parts, &spans, &[], None);
        let read = input.required::<Texts>(&parameter);
        prop_assert_eq!(read, Some(value));
    }
}
