//! What was sent for a parameter, by its location and style.
//!
//! **Invariant:** a value that comes more often than its style allows is refused; what belongs to a
//! parameter is all read.

use std::borrow::Cow;

use http::HeaderMap;

use super::percent::Plus;
use super::query::Pairs;
use super::tree::{Path, Tree};
use super::wire::{Coding, Delimited, Delimiter, Wire};
use super::{Parameter, Style, keeps_others, names};
use crate::decode::{Location, Rule};
use crate::schema::Shape;

/// What kinds of values a shape has beside single texts.
#[derive(Clone, Copy, Default)]
struct Kinds {
    list: bool,
    object: bool,
    other: bool,
}

impl Kinds {
    fn of(shape: Shape) -> Kinds {
        match shape {
            Shape::Array(_) => Kinds { list: true, ..Kinds::default() },
            Shape::Object(_) | Shape::Open(..) | Shape::Map(_) => {
                Kinds { object: true, ..Kinds::default() }
            }
            Shape::Choice(choice) => {
                choice.branches.iter().fold(Kinds::default(), |all, branch| {
                    let kinds = Kinds::of(*branch);
                    Kinds {
                        list: all.list || kinds.list,
                        object: all.object || kinds.object,
                        other: all.other || kinds.other,
                    }
                })
            }
            _ => Kinds { other: true, ..Kinds::default() },
        }
    }
}

/// A segment of a path.
pub(super) fn segment<'a>(raw: &'a str, parameter: &Parameter, shape: Shape) -> Wire<'a> {
    let coding = Coding::Percent(Plus::Plus);
    let explode = parameter.explode;
    let list = |raw: &'a str, delimiter| {
        Wire::Delimited(Delimited { raw: Cow::Borrowed(raw), coding, delimiter, explode })
    };
    match parameter.style {
        Style::Json => Wire::json(raw, coding),
        Style::Label => {
            let delimiter = if explode { Delimiter::Dot } else { Delimiter::Comma };
            raw.strip_prefix('.').map_or(Wire::Refused(Rule::Type), |raw| list(raw, delimiter))
        }
        Style::Matrix => {
            let Some(raw) = raw.strip_prefix(';') else { return Wire::Refused(Rule::Type) };
            let Some(pairs) = Pairs::of_matrix(raw) else { return Wire::Refused(Rule::Encoding) };
            matrix(&pairs, parameter, shape).unwrap_or_else(|| match pairs.list.as_slice() {
                // One pair of the parameter's own name, or it is another style.
                [(name, value)] if name == parameter.name => list(value, Delimiter::Comma),
                _ => Wire::Refused(Rule::Type),
            })
        }
        Style::Usual | Style::DeepObject | Style::SpaceDelimited | Style::PipeDelimited => {
            list(raw, Delimiter::Comma)
        }
    }
}

/// The exploded pairs of a path segment; `None` for a value that is not exploded.
fn matrix<'a>(pairs: &Pairs<'a>, parameter: &Parameter, shape: Shape) -> Option<Wire<'a>> {
    if !parameter.explode {
        return None;
    }
    let coding = Coding::Percent(Plus::Plus);
    let kinds = Kinds::of(shape);
    let own = pairs.list.iter().all(|(name, _)| name == parameter.name);
    if own && (kinds.list || kinds.other) {
        let values = pairs.list.iter().map(|(_, raw)| Wire::text(raw, coding));
        return Wire::of_values(values.collect());
    }
    if !kinds.object {
        return Some(Wire::Refused(Rule::Type));
    }
    let members = pairs.list.iter().map(|(name, raw)| (name.clone(), Wire::text(raw, coding)));
    Some(Wire::Members(members.collect()))
}

/// The value of a parameter among pairs. `rest` says of names that nobody declared.
pub(super) fn pick<'v>(
    pairs: &'v Pairs<'_>,
    parameter: &Parameter,
    shape: Shape,
    rest: impl Fn(&str) -> bool,
) -> Option<Wire<'v>> {
    let plus = if parameter.location == Location::Query { Plus::Space } else { Plus::Plus };
    let coding = Coding::Percent(plus);
    if parameter.empty && is_empty(pairs, parameter) {
        return None;
    }
    let text = |raw: &'v str| Wire::text(raw, coding);
    let delimiter = match parameter.style {
        Style::DeepObject => {
            let mut tree = Tree::default();
            for (name, raw) in &pairs.list {
                if let Some(path) = Path::after(parameter.name, name) {
                    tree.insert(path, text(raw));
                }
            }
            return tree.into_wire();
        }
        Style::Usual if parameter.explode && Kinds::of(shape).object => {
            return exploded(pairs, parameter, shape, coding, rest);
        }
        Style::Usual | Style::SpaceDelimited | Style::PipeDelimited if parameter.explode => {
            return Wire::of_values(pairs.values(parameter.name).map(text).collect());
        }
        Style::Usual | Style::Json | Style::Label | Style::Matrix => Delimiter::Comma,
        Style::SpaceDelimited => Delimiter::Space,
        Style::PipeDelimited => Delimiter::Pipe,
    };
    let mut values = pairs.values(parameter.name);
    let first = values.next()?;
    if values.next().is_some() {
        return Some(Wire::Refused(Rule::Repeated));
    }
    if parameter.style == Style::Json {
        return Some(Wire::json(first, coding));
    }
    let raw = Cow::Borrowed(first);
    Some(Wire::Delimited(Delimited { raw, coding, delimiter, explode: false }))
}

/// Whether a parameter is there without a value: `?a=` or `?a`.
fn is_empty(pairs: &Pairs<'_>, parameter: &Parameter) -> bool {
    let mut own = pairs.list.iter().filter(|(name, _)| parameter.owns(name));
    let bare = own.next().is_some_and(|(name, raw)| raw.is_empty() && name == parameter.name);
    bare && own.next().is_none()
}

/// Members that are pairs of their own, or a value under the parameter's own name where it can be
/// one.
fn exploded<'v>(
    pairs: &'v Pairs<'_>,
    parameter: &Parameter,
    shape: Shape,
    coding: Coding,
    rest: impl Fn(&str) -> bool,
) -> Option<Wire<'v>> {
    let kinds = Kinds::of(shape);
    let others = keeps_others(shape);
    let mut members = Tree::default();
    let mut values = Vec::new();
    let mut found = false;
    for (name, raw) in &pairs.list {
        let value = Wire::text(raw, coding);
        if (kinds.list || kinds.other) && name == parameter.name {
            values.push(value);
        } else if names(shape, name) || (others && rest(name)) {
            members.add(name, value);
            found = true;
        }
    }
    match (found, values.is_empty()) {
        (true, true) => Some(members.into_members()),
        (true, false) => Some(Wire::Refused(Rule::Repeated)),
        (false, _) => Wire::of_values(values),
    }
}

/// The value of a header, as it is.
pub(super) fn header<'a>(
    headers: &'a HeaderMap,
    parameter: &Parameter,
    shape: Shape,
) -> Option<Wire<'a>> {
    let mut lines = headers
        .get_all(parameter.name)
        .iter()
        .map(|line| std::str::from_utf8(line.as_bytes()).map_err(|_| Rule::Encoding));
    let first = lines.next()?;
    let more: Vec<_> = lines.collect();
    let kinds = Kinds::of(shape);
    let json = parameter.style == Style::Json;
    let raw = match first {
        Err(rule) => return Some(Wire::Refused(rule)),
        Ok(line) if more.is_empty() => Cow::Borrowed(line),
        Ok(_) if json || !(kinds.list || kinds.object) => {
            return Some(Wire::Refused(Rule::Repeated));
        }
        // RFC 9110 §5.3: lines are one list.
        Ok(line) => match more.into_iter().collect::<Result<Vec<_>, _>>() {
            Ok(more) => Cow::Owned(format!("{line},{}", more.join(","))),
            Err(rule) => return Some(Wire::Refused(rule)),
        },
    };
    if json {
        return Some(Wire::Json(raw));
    }
    let (coding, explode) = (Coding::Plain, parameter.explode);
    Some(Wire::Delimited(Delimited { raw, coding, delimiter: Delimiter::Comma, explode }))
}
