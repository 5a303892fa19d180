//! From a form body (`application/x-www-form-urlencoded`) to the JSON of its schema's shape.
//!
//! A field without an encoding is a text; several are an array; an object is JSON in a text, as
//! `OpenAPI` has it. A field in the style `deepObject` has brackets: see [`super::tree`].
//!
//! **Invariant:** every pair that was sent is in the JSON, so that the decoder sees what is unknown, or a
//! fault was kept; work is linear in the length of the body.

use super::percent::Plus;
use super::query::Pairs;
use super::tree::{Path, Tree};
use super::wire::{Coding, Delimited, Delimiter, Wire};
use super::write::{Fault, Writer};
use super::{FormField, Style};
use crate::schema::Shape;

/// The JSON object of a form, and what is wrong. The JSON is none unless nothing is.
pub(crate) fn to_json(form: &str, fields: &[FormField], shape: Shape) -> (String, Vec<Fault>) {
    let pairs = Pairs::of_form(form);
    let mut faults = Vec::new();
    faults.extend(pairs.fault().map(|rule| Fault { pointer: String::new(), rule }));
    let mut root = Tree::default();
    for (name, raw) in &pairs.list {
        add(&mut root, fields, name, raw);
    }
    let mut writer = Writer::over(String::with_capacity(64), form.len());
    writer.value(&root.into_members(), shape);
    let (json, more) = writer.finish();
    faults.extend(more);
    (json, faults)
}

/// Adds a pair as the encoding of its field says.
fn add<'a>(root: &mut Tree<'a>, fields: &[FormField], name: &'a str, raw: &'a str) {
    let coding = Coding::Percent(Plus::Space);
    let field = fields.iter().find(|field| field.owns(name));
    let Some(field) = field else {
        let value = coding.text(raw).map_or_else(Wire::Refused, Wire::Field);
        root.add(name, value);
        return;
    };
    let delimited = |delimiter| {
        let raw = raw.into();
        Wire::Delimited(Delimited { raw, coding, delimiter, explode: false })
    };
    let value = match field.style {
        Style::DeepObject => {
            let path = Path::after(field.name, name);
            if let (Some(path), Some(member)) = (path, root.member(field.name)) {
                member.insert(path, Wire::text(raw, coding));
            }
            return;
        }
        Style::Json => Wire::json(raw, coding),
        Style::SpaceDelimited => delimited(Delimiter::Space),
        Style::PipeDelimited => delimited(Delimiter::Pipe),
        Style::Usual | Style::Label | Style::Matrix => delimited(Delimiter::Comma),
    };
    root.add(field.name, value);
}

impl FormField {
    fn owns(&self, name: &str) -> bool {
        self.name == name
            || (self.style == Style::DeepObject && Path::after(self.name, name).is_some())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::decode::{MAX_VIOLATIONS, Rule};

    fn to_json(form: &str, fields: &[FormField], shape: Shape) -> Result<String, Vec<Fault>> {
        let (json, faults) = super::to_json(form, fields, shape);
        if faults.is_empty() { Ok(json) } else { Err(faults) }
    }

    const RANGE: Shape = Shape::Object(&[("from", || Shape::Integer), ("to", || Shape::Integer)]);
    const SHAPE: Shape = Shape::Object(&[
        ("a", || Shape::Integer),
        ("b", || Shape::String),
        ("list", || Shape::Array(|| Shape::Integer)),
        ("range", || RANGE),
        ("ranges", || Shape::Array(|| RANGE)),
        ("map", || Shape::Map(|| Shape::Integer)),
    ]);

    #[test]
    fn every_pair_is_in_the_json() {
        for (form, json) in [
            ("list=1&b=x+y%22&a=5&list=2&z=1", r#"{"list":[1,2],"b":"x y\"","a":5,"z":"1"}"#),
            ("", "{}"),
            (r#"range={"from":1}&ranges=[1]"#, r#"{"range":{"from":1},"ranges":[[1]]}"#),
            (r#"ranges={"to":1}&ranges={}"#, r#"{"ranges":[{"to":1},{}]}"#),
            ("range[from]=1", r#"{"range[from]":"1"}"#),
        ] {
            assert_eq!(to_json(form, &[], SHAPE).as_deref(), Ok(json), "{form}");
        }
        let map = to_json("k=1&l=2", &[], Shape::Map(|| Shape::Integer));
        assert_eq!(map.as_deref(), Ok("{\"k\":1,\"l\":2}"));
    }

    #[test]
    fn fields_are_read_as_they_are_encoded() {
        let fields = [
            FormField { name: "range", style: Style::DeepObject },
            FormField { name: "ranges", style: Style::DeepObject },
            FormField { name: "map", style: Style::Usual },
            FormField { name: "list", style: Style::PipeDelimited },
            FormField { name: "b", style: Style::Json },
        ];
        for (form, json) in [
            ("range[from]=1&range%5Bto%5D=2", r#"{"range":{"from":1,"to":2}}"#),
            (
                "ranges[1][to]=4&ranges[0][from]=3&ranges[1][from]=5",
                r#"{"ranges":[{"from":3},{"to":4,"from":5}]}"#,
            ),
            ("map=x,1,y,2", r#"{"map":{"x":1,"y":2}}"#),
            ("list=1|2%7C3", r#"{"list":[1,2,3]}"#),
            ("b=%22x%22", r#"{"b":"x"}"#),
            ("range[x][y]=1", r#"{"range":{"x":{"y":"1"}}}"#),
            ("range[", r#"{"range[":""}"#),
        ] {
            assert_eq!(to_json(form, &fields, SHAPE).as_deref(), Ok(json), "{form}");
        }
        for (form, pointer, rule) in [
            ("range=1", "/range", Rule::Type),
            ("range[from]=x", "/range/from", Rule::Type),
            ("range[from]=1&range[from]=2", "/range/from", Rule::DuplicateKey),
            ("range[secret][from]=%ff", "/range", Rule::Encoding),
            ("ranges[1][to]=1", "/ranges", Rule::Type),
            ("ranges[00][to]=1", "/ranges", Rule::Type),
            ("ranges[][to]=1", "/ranges", Rule::Type),
            ("ranges[0][to]=1&ranges[1][to]=x", "/ranges/1/to", Rule::Type),
            ("map=x", "/map", Rule::Type),
            ("map=x,1&map=y,1", "/map", Rule::DuplicateKey),
            ("list=1|x", "/list/1", Rule::Type),
            ("b=x", "/b", Rule::Json),
            ("b=1,2", "/b", Rule::Json),
            ("b=%22x%22&b=1", "/b", Rule::DuplicateKey),
        ] {
            let faults = to_json(form, &fields, SHAPE).unwrap_err();
            assert_eq!(faults, [Fault { pointer: pointer.to_owned(), rule }], "{form}");
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_to_without_the_clients_names() {
        let faults = to_json("a=+5&list=1&list=x&b=%ff&%zz=1&range=x", &[], SHAPE).unwrap_err();
        let faults: Vec<_> = faults.iter().map(|e| (e.pointer.as_str(), e.rule)).collect();
        assert_eq!(
            faults,
            [
                ("", Rule::Encoding),
                ("/a", Rule::Type),
                ("/list/1", Rule::Type),
                ("/b", Rule::Encoding),
                ("/range", Rule::Json),
            ]
        );
        let faults = to_json("secret=x", &[], Shape::Map(|| Shape::Integer)).unwrap_err();
        assert_eq!(faults, [Fault { pointer: String::new(), rule: Rule::Type }]);
    }

    #[test]
    fn no_more_is_kept_than_is_reported() {
        for form in ["list=x&", "other=%ff&list=x&"] {
            let faults = to_json(&form.repeat(1000), &[], SHAPE).unwrap_err();
            assert!(faults.len() <= MAX_VIOLATIONS, "{form}");
        }
        let faults = to_json(&"a=1&".repeat(10_001), &[], SHAPE).unwrap_err();
        assert_eq!(faults.first().map(|fault| fault.rule), Some(Rule::TooComplex));
    }
}
