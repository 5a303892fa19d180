//! From a form body (`application/x-www-form-urlencoded`) to the JSON of its schema's shape.
//!
//! **Invariant:** every pair that was sent is in the JSON, so that the decoder sees what is unknown
//! or sent twice; work is linear in the length of the body.

use super::percent::{Plus, decode};
use super::query::Pairs;
use super::text;
use crate::decode::Rule;
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

/// The JSON object of a form.
pub(crate) fn to_json(form: &str, shape: Shape) -> Result<String, Vec<FormError>> {
    let pairs = Pairs::of_form(form);
    let mut errors = Vec::new();
    if pairs.undecodable {
        errors.push(error(String::new(), Rule::Encoding));
    }
    let members = match shape {
        Shape::Object(members) => members,
        _ => &[],
    };
    let other = match shape {
        Shape::Map(value) => value(),
        _ => Shape::String,
    };
    let mut out = String::with_capacity(form.len() + 16);
    out.push('{');
    let mut arrays: Vec<Vec<&str>> = vec![Vec::new(); members.len()];
    for (name, raw) in &pairs.pairs {
        let member = members.iter().position(|(own, _)| own == name);
        let shape = member.and_then(|index| members.get(index)).map_or(other, |(_, shape)| shape());
        if let (Shape::Array(_), Some(array)) = (shape, member.and_then(|i| arrays.get_mut(i))) {
            array.push(raw);
            continue;
        }
        comma(&mut out);
        quote(&mut out, name);
        out.push(':');
        if let Err(rule) = value(&mut out, raw, shape) {
            // A name that the document does not have is not repeated.
            let pointer = if member.is_some() { pointer(name) } else { String::new() };
            errors.push(error(pointer, rule));
        }
    }
    for ((name, shape), items) in members.iter().zip(&arrays) {
        if let (Shape::Array(item), false) = (shape(), items.is_empty()) {
            comma(&mut out);
            quote(&mut out, name);
            out.push_str(":[");
            for (index, raw) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                if let Err(rule) = value(&mut out, raw, item()) {
                    errors.push(error(format!("{}/{index}", pointer(name)), rule));
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

fn value(out: &mut String, raw: &str, shape: Shape) -> Result<(), Rule> {
    let decoded = decode(raw, Plus::Space).map_err(|_| Rule::Encoding)?;
    text::write(out, &decoded, shape)
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
}
