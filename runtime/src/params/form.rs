//! From a form body (`application/x-www-form-urlencoded`) to the JSON of its schema's shape.
//!
//! **Invariant:** every pair that was sent is in the JSON, so that the decoder sees what is unknown
//! or sent twice; work is linear in the length of the body.

use std::borrow::Cow;

use super::percent::{Plus, decode};
use super::query::Pairs;
use super::text;
use crate::decode::{MAX_VIOLATIONS, Rule};
use crate::error::quote;
use crate::schema::Shape;

/// Why a form cannot become JSON: where (RFC 6901) and by which rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FormError {
    pub(crate) pointer: String,
    pub(crate) rule: Rule,
}

fn error(pointer: String, rule: Rule) -> FormError {
    FormError { pointer, rule }
}

/// Keeps an error. More than are reported would only cost memory.
fn keep(errors: &mut Vec<FormError>, pointer: impl FnOnce() -> String, rule: Rule) {
    if errors.len() < MAX_VIOLATIONS {
        errors.push(error(pointer(), rule));
    }
}

/// A name and its value, or why the value cannot be read.
pub(crate) type Member<'a> = (Cow<'a, str>, Result<Cow<'a, str>, Rule>);

/// The JSON object of a form.
pub(crate) fn to_json(form: &str, shape: Shape) -> Result<String, Vec<FormError>> {
    let pairs = Pairs::of_form(form);
    let undecodable = pairs.undecodable;
    let value = |raw| decode(raw, Plus::Space).map_err(|_| Rule::Encoding);
    let members: Vec<_> = pairs.pairs.into_iter().map(|(name, raw)| (name, value(raw))).collect();
    let json = object(members, shape);
    if !undecodable {
        return json;
    }
    let mut errors = vec![error(String::new(), Rule::Encoding)];
    errors.extend(json.err().unwrap_or_default());
    Err(errors)
}

/// The JSON object of names and values; a name that comes again is an item of an array.
pub(crate) fn object(pairs: Vec<Member<'_>>, shape: Shape) -> Result<String, Vec<FormError>> {
    let mut errors = Vec::new();
    let members = match shape {
        Shape::Object(members) => members,
        _ => &[],
    };
    let other = match shape {
        Shape::Map(value) => value(),
        _ => Shape::String,
    };
    let mut out = String::with_capacity(64);
    out.push('{');
    let mut arrays: Vec<Vec<Result<Cow<'_, str>, Rule>>> = vec![Vec::new(); members.len()];
    for (name, text) in pairs {
        let member = members.iter().position(|(own, _)| *own == name);
        let shape = member.and_then(|index| members.get(index)).map_or(other, |(_, shape)| shape());
        if let (Shape::Array(_), Some(array)) = (shape, member.and_then(|i| arrays.get_mut(i))) {
            array.push(text);
            continue;
        }
        comma(&mut out);
        quote(&mut out, &name);
        out.push(':');
        if let Err(rule) = value(&mut out, text, shape) {
            // A name that the document does not have is not repeated.
            let known = member.is_some();
            let at = || if known { pointer(&name) } else { String::new() };
            keep(&mut errors, at, rule);
        }
    }
    for ((name, shape), items) in members.iter().zip(arrays) {
        if let (Shape::Array(item), false) = (shape(), items.is_empty()) {
            comma(&mut out);
            quote(&mut out, name);
            out.push_str(":[");
            for (index, text) in items.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                if let Err(rule) = value(&mut out, text, item()) {
                    keep(&mut errors, || format!("{}/{index}", pointer(name)), rule);
                }
            }
            out.push(']');
        }
    }
    out.push('}');
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

fn comma(out: &mut String) {
    if out.len() > 1 {
        out.push(',');
    }
}

fn value(out: &mut String, text: Result<Cow<'_, str>, Rule>, shape: Shape) -> Result<(), Rule> {
    text::write(out, &text?, shape)
}

/// The RFC 6901 pointer of a name.
pub(crate) fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const SHAPE: Shape = Shape::Object(&[
        ("a", || Shape::Integer),
        ("b", || Shape::String),
        ("list", || Shape::Array(|| Shape::Integer)),
    ]);

    #[test]
    fn every_pair_is_in_the_json() {
        assert_eq!(
            to_json("list=1&b=x+y%22&a=5&list=2&z=1&b=2", SHAPE).as_deref(),
            Ok("{\"b\":\"x y\\\"\",\"a\":5,\"z\":\"1\",\"b\":\"2\",\"list\":[1,2]}")
        );
        assert_eq!(to_json("", SHAPE).as_deref(), Ok("{}"));
        assert_eq!(
            to_json("k=1&l=2", Shape::Map(|| Shape::Integer)).as_deref(),
            Ok("{\"k\":1,\"l\":2}")
        );
    }

    #[test]
    fn what_is_wrong_is_pointed_to_without_the_clients_names() {
        let errors = to_json("a=+5&list=1&list=x&b=%ff&%zz=1", SHAPE).unwrap_err();
        let errors: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.rule)).collect();
        assert_eq!(
            errors,
            [
                ("", Rule::Encoding),
                ("/a", Rule::Type),
                ("/b", Rule::Encoding),
                ("/list/1", Rule::Type),
            ]
        );
        let errors = to_json("secret=x", Shape::Map(|| Shape::Integer)).unwrap_err();
        assert_eq!(errors, [error(String::new(), Rule::Type)]);
    }

    #[test]
    fn no_more_is_kept_than_is_reported() {
        for form in ["a=x&", "list=x&", "other=%ff&"] {
            let errors = to_json(&form.repeat(1000), SHAPE).unwrap_err();
            assert_eq!(errors.len(), MAX_VIOLATIONS, "{form}");
        }
    }
}
