//! `enum` and `const`.

use super::array::limit;
use super::{Schemas, is_null};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Enumeration, Kind, Literal};
use crate::lower::{lints, number};
use crate::openapi::{Exclusive, SchemaObject, SchemaType, TypeSet};
use crate::source::{Node, Value};

impl Schemas<'_> {
    /// The values that are listed and that the schema's other keywords let through.
    pub(super) fn enumeration(
        &mut self,
        object: &SchemaObject,
        types: Option<TypeSet>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let listed: Vec<&Node> = match (&object.enumeration, &object.constant) {
            (Some(values), None) => values.value.iter().collect(),
            (None, Some(value)) => vec![value],
            (Some(values), Some(value)) => {
                let text = value.to_json();
                values.value.iter().filter(|node| node.to_json() == text).collect()
            }
            (None, None) => Vec::new(),
        };
        if let Some(pattern) = &object.pattern {
            let diagnostic = Diagnostic::error(
                "unsupported-schema",
                pattern.span,
                "`pattern` beside `enum` is not supported yet",
            )
            .help("list only values that match, and remove the pattern");
            diagnostics.report(diagnostic);
        }
        let mut values: Vec<Literal> = Vec::new();
        for node in listed.into_iter().filter(|node| !is_null(node)) {
            if let Some(literal) = self.literal(object, node, types, diagnostics)
                && !values.contains(&literal)
            {
                values.push(literal);
            }
        }
        if values.is_empty() {
            if !diagnostics.denied() {
                let diagnostic = Diagnostic::error(
                    "impossible-schema",
                    object.span,
                    "the enumeration has no value that the schema accepts",
                )
                .help("list at least one value of the schema's type");
                diagnostics.report(diagnostic);
            }
            return Kind::Any;
        }
        let strings = values.iter().all(|value| matches!(value, Literal::String(_)));
        let extensible = strings && is_extensible(object, diagnostics);
        Kind::Enumeration(Enumeration { names: names(object, values.len()), extensible, values })
    }

    fn literal(
        &self,
        object: &SchemaObject,
        node: &Node,
        types: Option<TypeSet>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Literal> {
        let is = |ty| types.is_none_or(|types: TypeSet| types.contains(ty));
        let (literal, fits) = match &node.value {
            Value::String(text) => {
                let fits = is(SchemaType::String) && length_fits(object, text);
                (Literal::String(text.clone()), fits)
            }
            Value::Bool(value) => (Literal::Boolean(*value), is(SchemaType::Boolean)),
            Value::Number(text) => match number::floor(text) {
                Some((value, true)) if i64::try_from(value).is_ok() => {
                    let fits = (is(SchemaType::Integer) || is(SchemaType::Number))
                        && bounds_fit(object, text);
                    (Literal::Integer(i64::try_from(value).unwrap_or_default()), fits)
                }
                _ => return unsupported(node, diagnostics),
            },
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return unsupported(node, diagnostics);
            }
        };
        if !fits {
            let diagnostic = Diagnostic::error(
                "",
                node.span,
                format!("this value is {}, which the schema itself refuses", node.kind()),
            )
            .label("can never be sent")
            .note("the value is left out of the enumeration")
            .help("quote it if it is meant as a string, or remove it");
            diagnostics.lint(&lints::IMPOSSIBLE_ENUM_VALUE, diagnostic);
            return None;
        }
        Some(literal)
    }
}

fn unsupported(node: &Node, diagnostics: &mut Diagnostics) -> Option<Literal> {
    let diagnostic = Diagnostic::error(
        "unsupported-schema",
        node.span,
        format!("{} in an enumeration is not supported yet", node.kind()),
    )
    .note("supported are strings, booleans and integers of 64 bits")
    .help("describe the value by a schema of its own");
    diagnostics.report(diagnostic);
    None
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
