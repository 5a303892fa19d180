//! The raw texts of a parameter, by its location and style.
//!
//! **Invariant:** a list is split before it is decoded, so that an encoded separator is data; a
//! value that comes more often than its style allows is refused.

use std::borrow::Cow;

use http::HeaderMap;

use super::form::Member;
use super::percent::{Plus, decode};
use super::query::Pairs;
use super::{Parameter, Style, deep_member};
use crate::decode::Rule;
use crate::schema::Shape;

/// The raw values of a parameter.
pub(super) enum Raw<'v> {
    Missing,
    One(Cow<'v, str>),
    List(Vec<Cow<'v, str>>),
    Members(Vec<Member<'v>>),
}

/// What kind of value is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    Array,
    Object,
}

impl Kind {
    pub(super) fn of(shape: Shape) -> Kind {
        match shape {
            Shape::Array(_) => Kind::Array,
            Shape::Object(_) | Shape::Map(_) => Kind::Object,
            _ => Kind::Scalar,
        }
    }
}

/// One raw text: a scalar, a list, or a list of names and values.
pub(super) fn single<'a>(
    raw: &'a str,
    parameter: &Parameter,
    kind: Kind,
    plus: Plus,
) -> Result<Raw<'a>, Rule> {
    let text = |raw| decode(raw, plus).map_err(|_| Rule::Encoding);
    if kind == Kind::Scalar {
        return text(raw).map(Raw::One);
    }
    // Split before it is decoded: an encoded comma is data.
    let items = split(raw, parameter.style);
    if kind == Kind::Object {
        return members(&items, parameter.explode, text);
    }
    items.into_iter().map(text).collect::<Result<_, _>>().map(Raw::List)
}

fn split(raw: &str, style: Style) -> Vec<&str> {
    if raw.is_empty() {
        return Vec::new();
    }
    match style {
        Style::Usual | Style::DeepObject => raw.split(',').collect(),
        Style::SpaceDelimited => raw.split("%20").flat_map(|part| part.split('+')).collect(),
        Style::PipeDelimited => raw
            .split('|')
            .flat_map(|part| part.split("%7C"))
            .flat_map(|part| part.split("%7c"))
            .collect(),
    }
}

/// `a,1,b,2`, or exploded `a=1,b=2`.
fn members<'a>(
    items: &[&'a str],
    explode: bool,
    text: impl Fn(&'a str) -> Result<Cow<'a, str>, Rule>,
) -> Result<Raw<'a>, Rule> {
    let mut members = Vec::with_capacity(items.len());
    if explode {
        for item in items {
            let (name, value) = item.split_once('=').ok_or(Rule::Type)?;
            members.push((text(name)?, text(value)));
        }
        return Ok(Raw::Members(members));
    }
    for pair in items.chunks(2) {
        let [name, value] = pair else { return Err(Rule::Type) };
        members.push((text(name)?, text(value)));
    }
    Ok(Raw::Members(members))
}

/// The value of a name among pairs.
pub(super) fn pick<'a>(
    pairs: &Pairs<'a>,
    parameter: &Parameter,
    kind: Kind,
    plus: Plus,
) -> Result<Raw<'a>, Rule> {
    let text = |raw| decode(raw, plus).map_err(|_| Rule::Encoding);
    if kind == Kind::Object && (parameter.explode || parameter.style == Style::DeepObject) {
        let own = pairs.pairs.iter().filter(|(name, _)| parameter.owns(name));
        let members = own.map(|(name, raw)| {
            let member = deep_member(parameter.name, name).unwrap_or(name);
            (Cow::Owned(member.to_owned()), text(raw))
        });
        let members: Vec<_> = members.collect();
        return Ok(if members.is_empty() { Raw::Missing } else { Raw::Members(members) });
    }
    let mut values = pairs.values(parameter.name);
    let Some(first) = values.next() else { return Ok(Raw::Missing) };
    if kind == Kind::Array && parameter.explode {
        let items: Result<_, _> = std::iter::once(first).chain(values).map(text).collect();
        return items.map(Raw::List);
    }
    if values.next().is_some() {
        return Err(Rule::Repeated);
    }
    single(first, parameter, kind, plus)
}

/// The value of a header, as it is.
pub(super) fn header<'a>(
    headers: &'a HeaderMap,
    parameter: &Parameter,
    kind: Kind,
) -> Result<Raw<'a>, Rule> {
    let blank = [' ', '\t'];
    let mut lines = headers.get_all(parameter.name).iter().map(|line| {
        let text = std::str::from_utf8(line.as_bytes()).map_err(|_| Rule::Encoding)?;
        Ok(text.trim_matches(blank))
    });
    let Some(first) = lines.next() else { return Ok(Raw::Missing) };
    if kind == Kind::Scalar {
        if lines.next().is_some() {
            return Err(Rule::Repeated);
        }
        return first.map(|value| Raw::One(Cow::Borrowed(value)));
    }
    // RFC 9110 §5.3: lines are one list.
    let mut items: Vec<&str> = Vec::new();
    for line in std::iter::once(first).chain(lines) {
        items.extend(split(line?, Style::Usual).iter().map(|item| item.trim_matches(blank)));
    }
    if kind == Kind::Object {
        return members(&items, parameter.explode, |text| Ok(Cow::Borrowed(text)));
    }
    Ok(Raw::List(items.into_iter().map(Cow::Borrowed).collect()))
}
