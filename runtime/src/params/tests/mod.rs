//! What a client sends → the value, or what is said to be wrong: style by style, shape by shape.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "values are only written")]

mod choices;
mod deep;
mod forms;
mod queries;
mod styles;

use bytes::Bytes;
use http::header::HeaderName;

use super::body::{Content, Received};
use super::{FormField, Input, Parameter, Style};
use crate::decode::Location;
use crate::encode::to_vec;
use crate::policy::UnknownQuery;
use crate::router::Spans;
use crate::schema::Schema;
use crate::types::{Int, List, Map, Text};

type Small = Int<0, 9>;
type Smalls = List<Small, 0, 3>;
type Texts = Vec<String>;
type SmallMap = Map<Small, 0, 3>;

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct Range {
    from: Small,
    to: Option<Small>,
    kinds: Option<List<Text<1, 2>, 0, 2>>,
}

/// An object that keeps numbers under other names.
#[derive(Debug, crate::Schema)]
struct Open {
    from: Small,
    #[schema(additional)]
    others: SmallMap,
}

/// What a parameter is made of.
#[derive(Clone, Copy)]
struct Spec {
    location: Location,
    style: Style,
    explode: bool,
}

const fn spec(location: Location, style: Style, explode: bool) -> Spec {
    Spec { location, style, explode }
}

fn parameter<T: Schema>(spec: Spec) -> Parameter {
    Parameter::new(spec.location, "p", T::SHAPE).styled(spec.style).exploded(spec.explode)
}

/// The request that holds a wire text in a place.
fn parts(location: Location, wire: &str) -> http::request::Parts {
    let request = http::Request::builder();
    let request = match location {
        Location::Path => request.uri(format!("/{wire}")),
        Location::Query if wire.is_empty() => request.uri("/"),
        Location::Query => request.uri(format!("/?{wire}")),
        // Lines of a header that comes several times.
        Location::Header => {
            wire.split('\n').filter(|line| *line != "-").fold(request.uri("/"), |request, line| {
                request.header(HeaderName::from_static("p"), line)
            })
        }
        _ => request.uri("/").header("cookie", wire),
    };
    request.body(()).unwrap().into_parts().0
}

/// The JSON of the value (`absent` where there is none), or pointers and rules.
fn read_with<T: Schema>(
    wire: &str,
    parameter: Parameter,
    others: &[Parameter],
    unknown: UnknownQuery,
) -> String {
    let parts = parts(parameter.location, wire);
    let spans = Spans::default().with(1, parts.uri.path().len()).unwrap();
    let mut input = Input::new(&parts, &spans, &["p"], None).unknown_query(unknown);
    let all: Vec<Parameter> = std::iter::once(parameter).chain(others.iter().copied()).collect();
    input.declared = Vec::leak(all);
    input.credentials = &[std::borrow::Cow::Borrowed("api_key")];
    input.check_query();
    let value = input.optional::<T>(&parameter);
    if !input.violations.is_empty() {
        let shown = input.violations.iter().map(|v| format!("{} {}", v.pointer, v.rule));
        return shown.collect::<Vec<_>>().join(", ");
    }
    match value.expect("a value where nothing is wrong") {
        None => "absent".to_owned(),
        Some(value) => String::from_utf8(to_vec(&value).unwrap()).unwrap(),
    }
}

fn read<T: Schema>(wire: &str, parameter: Parameter) -> String {
    read_with::<T>(wire, parameter, &[], UnknownQuery::Refuse)
}

/// A table of wire texts and what is read.
fn table<T: Schema>(spec: Spec, rows: &[(&str, &str)]) {
    let parameter = parameter::<T>(spec);
    assert!(parameter.is_supported(), "{parameter:?}");
    for (wire, read) in rows {
        assert_eq!(
            self::read::<T>(wire, parameter),
            *read,
            "{wire:?} as {:?} {:?} explode {} in {}",
            T::SHAPE,
            spec.style,
            spec.explode,
            spec.location
        );
    }
}

/// The JSON of a form, or pointers and rules.
fn form<T: Schema>(body: &str, fields: &[FormField]) -> String {
    let parts = parts(Location::Query, "");
    let spans = Spans::default();
    let content = Content::Whole(Bytes::copy_from_slice(body.as_bytes()));
    let body = Received { index: 0, content };
    let mut input = Input::new(&parts, &spans, &[], Some(body));
    let value = input.form::<T>(fields);
    if !input.violations.is_empty() {
        let shown = input.violations.iter().map(|v| format!("{} {}", v.pointer, v.rule));
        return shown.collect::<Vec<_>>().join(", ");
    }
    String::from_utf8(to_vec(&value.unwrap()).unwrap()).unwrap()
}
