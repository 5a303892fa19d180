//! `enum` and `const`.
//!
//! **Invariant:** an enumeration lists exactly the values that all parts list and that their other
//! keywords about single values let through. Values that no variant can hold are left to the check.

use super::array::limit;
use super::parts::Parts;
use super::{Schemas, is_null};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Enumeration, Kind, Literal};
use crate::lower::{lints, number};
use crate::openapi::{Exclusive, SchemaObject, SchemaType, TypeSet};
use crate::pattern::Pattern;
use crate::source::{Node, Value};

impl<'a> Schemas<'a> {
    /// The values that are listed and that the parts' other keywords let through. `None` where
    /// nothing is listed, or where the check has to look at the values.
    pub(super) fn enumeration(
        &mut self,
        parts: &Parts<'a>,
        types: Option<TypeSet>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Kind> {
        let listed = listed(parts)?;
        if self.values_are_left(parts) {
            return None;
        }
        let mut values: Vec<Literal> = Vec::new();
        let mut impossible = Vec::new();
        for node in listed.iter().filter(|node| !is_null(node)) {
            let literal = self.plain_literal(node, types);
            let fits = literal.is_some() && parts.objects().all(|object| fits(object, node));
            match literal {
                Some(literal) if fits => {
                    if !values.contains(&literal) {
                        values.push(literal);
                    }
                }
                _ => impossible.push(impossible_value(node)),
            }
        }
        if values.is_empty() {
            if listed.iter().any(|node| is_null(node))
                && types.is_none_or(|types| types.contains(SchemaType::Null))
            {
                return Some(Kind::Null);
            }
            diagnostics.lint(&lints::EMPTY_ENUMERATION, empty(parts));
            return Some(Kind::Never);
        }
        for value in impossible {
            diagnostics.lint(&lints::IMPOSSIBLE_ENUM_VALUE, value);
        }
        let strings = values.iter().all(|value| matches!(value, Literal::String(_)));
        let extensible = strings
            && parts.objects().any(|object| is_extensible(object, diagnostics))
            && parts.list.len() == 1;
        let named = parts.objects().find(|object| object.rare().enum_varnames.is_some());
        let names = named.map(|object| names(object, values.len())).unwrap_or_default();
        Some(Kind::Enumeration(Enumeration { values, extensible, names }))
    }

    /// Whether the listed values are left to the check: arrays, objects, fractions, large numbers.
    pub(super) fn values_are_left(&self, parts: &Parts<'a>) -> bool {
        listed(parts).is_some_and(|listed| {
            listed.iter().any(|node| !is_null(node) && literal(node).is_none())
        })
    }

    /// The value, where a variant can hold it and the types let it through.
    pub(super) fn plain_literal(&self, node: &Node, types: Option<TypeSet>) -> Option<Literal> {
        let is = |ty| types.is_none_or(|types: TypeSet| types.contains(ty));
        let literal = literal(node)?;
        let fits = match &literal {
            Literal::String(_) => is(SchemaType::String),
            Literal::Boolean(_) => is(SchemaType::Boolean),
            Literal::Integer(_) => is(SchemaType::Integer) || is(SchemaType::Number),
        };
        fits.then_some(literal)
    }
}

/// A value that a variant can hold.
fn literal(node: &Node) -> Option<Literal> {
    match &node.value {
        Value::String(text) => Some(Literal::String(text.clone())),
        Value::Bool(value) => Some(Literal::Boolean(*value)),
        Value::Number(text) => match number::floor(text) {
            Some((value, true)) => i64::try_from(value).ok().map(Literal::Integer),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The values that every `enum` and `const` of the parts lists; `None` where there is none.
fn listed<'a>(parts: &Parts<'a>) -> Option<Vec<&'a Node>> {
    let mut all: Option<Vec<&'a Node>> = None;
    for object in parts.objects() {
        let enumeration = object.enumeration.as_ref().map(|list| list.value.iter().collect());
        let constant = object.constant.as_deref().map(|value| vec![value]);
        let lists: [Option<Vec<&'a Node>>; 2] = [enumeration, constant];
        for list in lists.into_iter().flatten() {
            all = Some(match all {
                None => list,
                Some(mut earlier) => {
                    earlier.retain(|node| list.iter().any(|other| same(node, other)));
                    earlier
                }
            });
        }
    }
    all
}

/// Whether two values are equal; numbers by their value.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b).is_eq(),
        _ => a.to_json() == b.to_json(),
    }
}

/// Whether a single value satisfies the keywords about single values.
pub(super) fn fits(object: &SchemaObject, node: &Node) -> bool {
    match &node.value {
        Value::String(text) => length_fits(object, text) && pattern_fits(object, text),
        Value::Number(text) => bounds_fit(object, text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// Whether the pattern matches; what cannot be decided does not.
fn pattern_fits(object: &SchemaObject, text: &str) -> bool {
    let Some(pattern) = &object.pattern else { return true };
    Pattern::parse(&pattern.value).ok().and_then(|pattern| pattern.matches(text)).unwrap_or(false)
}

fn impossible_value(node: &Node) -> Diagnostic {
    Diagnostic::error(
        "",
        node.span,
        format!("this value is {}, which the schema itself refuses", node.kind()),
    )
    .label("can never be sent")
    .note("the value is left out of the enumeration")
    .help("quote it if it is meant as a string, or remove it")
}

fn empty(parts: &Parts<'_>) -> Diagnostic {
    Diagnostic::error("", parts.span, "the enumeration has no value that the schema accepts")
        .label("accepts nothing")
        .note("whatever is sent here is refused")
        .help("list at least one value of the schema's type")
}

fn length_fits(object: &SchemaObject, text: &str) -> bool {
    let length = text.chars().count() as u64;
    length >= limit(object.min_length.as_deref()).unwrap_or(0)
        && limit(object.max_length.as_deref()).is_none_or(|max| length <= max)
}

/// Whether a number is within the schema's own bounds.
fn bounds_fit(object: &SchemaObject, value: &str) -> bool {
    let above = |bound: &str, exclusive: bool| {
        let order = number::compare(value, bound);
        order.is_gt() || (!exclusive && order.is_eq())
    };
    let below = |bound: &str, exclusive: bool| {
        let order = number::compare(value, bound);
        order.is_lt() || (!exclusive && order.is_eq())
    };
    let flag = |exclusive: Option<&Exclusive>| matches!(exclusive, Some(Exclusive::Flag(flag)) if flag.value);
    let bound = |exclusive: Option<&Exclusive>, holds: &dyn Fn(&str, bool) -> bool| match exclusive
    {
        Some(Exclusive::Bound(text)) => holds(&text.value, true),
        Some(Exclusive::Flag(_)) | None => true,
    };
    let (from, to) = (object.exclusive_minimum.as_deref(), object.exclusive_maximum.as_deref());
    object.minimum.as_ref().is_none_or(|text| above(&text.value, flag(from)))
        && object.maximum.as_ref().is_none_or(|text| below(&text.value, flag(to)))
        && bound(from, &above)
        && bound(to, &below)
        && object.multiple_of.as_ref().is_none_or(|text| is_multiple(value, &text.value))
        && object
            .format
            .as_ref()
            .and_then(|format| super::integer::range(&format.value))
            .is_none_or(|(least, greatest)| {
                number::floor(value)
                    .is_some_and(|(value, exact)| exact && value >= least && value <= greatest)
            })
}

/// Whether an integer is a multiple of another; `false` for what are no integers.
fn is_multiple(value: &str, of: &str) -> bool {
    match (number::floor(value), number::floor(of)) {
        (Some((value, true)), Some((of, true))) if of > 0 => value % of == 0,
        _ => false,
    }
}

/// `x-extensible-enum` as a flag; as a list it names the values and stays open as well.
fn is_extensible(object: &SchemaObject, diagnostics: &mut Diagnostics) -> bool {
    let Some(node) = &object.rare().extensible_enum else { return false };
    match &node.value {
        Value::Bool(false) => return false,
        Value::Bool(true) | Value::Array(_) => {}
        Value::Null | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            let diagnostic = Diagnostic::error(
                "unknown-annotation",
                node.span,
                format!("`x-extensible-enum` must be true, false or a list, found {}", node.kind()),
            )
            .help("write `x-extensible-enum: true`");
            diagnostics.report(diagnostic);
            return false;
        }
    }
    let bounded = object.min_length.is_some()
        || object.max_length.is_some()
        || object.format.is_some()
        || object.pattern.is_some()
        || object.constant.is_some();
    if bounded {
        let diagnostic = Diagnostic::error(
            "unsupported-schema",
            node.span,
            "`x-extensible-enum` beside other constraints of the string is not supported yet",
        )
        .note("values beyond the list would not be held to them")
        .help("remove the other constraints, or close the enumeration");
        diagnostics.report(diagnostic);
    }
    true
}

/// `x-enum-varnames`, when there is one name a value.
fn names(object: &SchemaObject, count: usize) -> Vec<String> {
    let names: Vec<String> = object
        .rare()
        .enum_varnames
        .as_ref()
        .and_then(|node| node.as_array())
        .map(|items| items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    if names.len() == count { names } else { Vec::new() }
}
