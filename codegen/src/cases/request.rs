//! A request as it is sent: target, headers, body.
//!
//! **Invariant:** what a place cannot hold as it was meant is not written in another way; it is not written.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::value::Value;
use crate::ir::{
    EmptyValue, Enumeration, Kind, Literal, NumberRepr, Operation, Parameter, ParameterIn,
    ParameterStyle, TypeId, Types,
};

/// No longer texts are sent in heads.
const LONGEST: usize = 4000;
/// What stays as it is: the unreserved characters of RFC 3986 §2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// Headers, without `Content-Type`.
    pub headers: Vec<(String, String)>,
    /// The body and its media type.
    pub body: Option<Body>,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its media type.
    pub media: String,
    /// Its text.
    pub text: String,
}

/// The values of parameters as they are sent, by place and name.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts(BTreeMap<(ParameterIn, String), Vec<String>>);

impl Parts {
    pub(super) fn with(&self, parameter: &Parameter, texts: Vec<String>) -> Parts {
        let mut parts = self.clone();
        parts.0.insert((parameter.location, parameter.name.value.clone()), texts);
        parts
    }

    pub(super) fn without(&self, parameter: &Parameter) -> Parts {
        let mut parts = self.clone();
        parts.0.remove(&(parameter.location, parameter.name.value.clone()));
        parts
    }

    /// The request. Path parameters without a value are `x`, which most schemas refuse; such a request is
    /// enough for what is decided before values are looked at.
    pub(super) fn request(
        &self,
        operation: &Operation,
        extra: &[(&str, &str)],
        body: Option<Body>,
    ) -> Request {
        let template = &operation.path.text.value;
        let mut target = template.split_once('?').map_or(&**template, |(path, _)| path).to_owned();
        for parameter in &operation.parameters {
            if parameter.location == ParameterIn::Path {
                let key = (ParameterIn::Path, parameter.name.value.clone());
                let text = self.0.get(&key).and_then(|texts| texts.first());
                let text = text.map_or("x", String::as_str);
                target = target.replace(&format!("{{{}}}", parameter.name.value), text);
            }
        }
        let fixed = operation.path.query.iter().map(|(name, value)| (&**name, &**value));
        let mut query: Vec<String> = fixed
            .chain(extra.iter().copied())
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        let mut headers = Vec::new();
        let mut cookies = Vec::new();
        for ((location, name), texts) in &self.0 {
            match location {
                ParameterIn::Path => {}
                ParameterIn::Query => {
                    query.extend(texts.iter().map(|text| format!("{}={text}", escape(name))));
                }
                ParameterIn::Header => {
                    headers.extend(texts.iter().map(|text| (name.clone(), text.clone())));
                }
                ParameterIn::Cookie => {
                    cookies.extend(texts.iter().map(|text| format!("{name}={text}")));
                }
            }
        }
        if !cookies.is_empty() {
            headers.push(("Cookie".to_owned(), cookies.join("; ")));
        }
        if !query.is_empty() {
            target.push('?');
            target.push_str(&query.join("&"));
        }
        Request { target, headers, body }
    }
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    Number,
    Boolean,
    Array,
    Json,
}

/// Whether the suite writes values of this parameter; or why not.
pub(super) fn check(types: &Types, parameter: &Parameter) -> Result<(), String> {
    shape(types, parameter).map(drop)
}

fn shape(types: &Types, parameter: &Parameter) -> Result<Shape, String> {
    let shape = match parameter.style {
        ParameterStyle::Json => return Ok(Shape::Json),
        ParameterStyle::Usual | ParameterStyle::Label | ParameterStyle::Matrix => {
            of_type(types, parameter.ty)?
        }
        ParameterStyle::DeepObject
        | ParameterStyle::SpaceDelimited
        | ParameterStyle::PipeDelimited => {
            return Err("values of this style are not written here".to_owned());
        }
    };
    let listed = shape == Shape::Array;
    let plain = parameter.style == ParameterStyle::Usual;
    if listed && (!plain || parameter.location == ParameterIn::Cookie) {
        return Err("arrays of this style are not written here".to_owned());
    }
    Ok(shape)
}

fn of_type(types: &Types, id: TypeId) -> Result<Shape, String> {
    match &types.get(id).kind {
        Kind::Boolean => Ok(Shape::Boolean),
        Kind::Integer(_) => Ok(Shape::Number),
        Kind::Number(number) => Ok(match number.repr {
            NumberRepr::DecimalString => Shape::Text,
            NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal | NumberRepr::BigInteger => {
                Shape::Number
            }
        }),
        Kind::Text(_) => Ok(Shape::Text),
        Kind::Enumeration(enumeration) => of_enumeration(enumeration),
        Kind::Checked(checked) => of_type(types, checked.inner),
        Kind::Array(array) => match of_type(types, array.items)? {
            Shape::Array | Shape::Json => Err("arrays in arrays in a text".to_owned()),
            Shape::Text | Shape::Number | Shape::Boolean => Ok(Shape::Array),
        },
        Kind::Nullable(_) => Err("`null` in a text".to_owned()),
        Kind::Union(_) | Kind::Any | Kind::Other(_) => {
            Err("a text of several types is not written here".to_owned())
        }
        Kind::Map(_) | Kind::Object(_) => Err("objects in a text are not written here".to_owned()),
        Kind::External(path) => Err(format!("`{}` is a type of your own", path.join("::"))),
        Kind::Null | Kind::Never | Kind::Binary => Err("it has no values in a text".to_owned()),
    }
}

fn of_enumeration(enumeration: &Enumeration) -> Result<Shape, String> {
    let shape = |literal: &Literal| match literal {
        Literal::String(_) => Shape::Text,
        Literal::Integer(_) => Shape::Number,
        Literal::Boolean(_) => Shape::Boolean,
    };
    let mut shapes = enumeration.values.iter().map(shape);
    let first = shapes.next().ok_or("an enumeration without values")?;
    if shapes.all(|other| other == first) {
        Ok(first)
    } else {
        Err("a text of several types is not written here".to_owned())
    }
}

/// A value of a parameter as it is sent: one text, or several where the parameter is repeated. `None`
/// where the place or the text cannot hold it.
pub(super) fn written(types: &Types, parameter: &Parameter, value: &Value) -> Option<Vec<String>> {
    let shape = shape(types, parameter).ok()?;
    let place = parameter.location;
    let texts = match (shape, value) {
        (Shape::Json, value) => vec![sendable(parameter, &value.json())?],
        (Shape::Array, Value::Array(items)) => {
            let item = match &types.get(parameter.ty).kind {
                Kind::Array(array) => of_type(types, array.items).ok()?,
                _ => return None,
            };
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|value| scalar(item, value).filter(|text| !text.contains(',')))
                .map(|text| sendable(parameter, &text.filter(|text| !text.is_empty())?))
                .collect();
            let texts = texts.filter(|texts| !texts.is_empty())?;
            match place {
                ParameterIn::Query if parameter.explode => texts,
                ParameterIn::Query | ParameterIn::Path | ParameterIn::Header => {
                    vec![texts.join(",")]
                }
                ParameterIn::Cookie => return None,
            }
        }
        (Shape::Array, _) => return None,
        (Shape::Text | Shape::Number | Shape::Boolean, value) => {
            let text = sendable(parameter, &scalar(shape, value)?)?;
            vec![match parameter.style {
                ParameterStyle::Label => format!(".{text}"),
                ParameterStyle::Matrix => format!(";{}={text}", escape(&parameter.name.value)),
                ParameterStyle::Usual
                | ParameterStyle::DeepObject
                | ParameterStyle::SpaceDelimited
                | ParameterStyle::PipeDelimited
                | ParameterStyle::Json => text,
            }]
        }
    };
    (texts.iter().map(String::len).sum::<usize>() <= LONGEST).then_some(texts)
}

/// The text of a value that a reader of this shape takes for the same value, or for one of a wrong type.
fn scalar(shape: Shape, value: &Value) -> Option<String> {
    match (shape, value) {
        (Shape::Text, Value::String(text)) | (Shape::Number, Value::Number(text)) => {
            Some(text.clone())
        }
        (Shape::Boolean, Value::Bool(flag)) => Some(flag.to_string()),
        // No number and no truth value.
        (Shape::Number | Shape::Boolean, Value::String(text)) if text == "x" => Some(text.clone()),
        _ => None,
    }
}

/// The text as it stands in the place.
fn sendable(parameter: &Parameter, text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let visible = text.chars().all(|c| matches!(c, ' '..='~'));
    match parameter.location {
        ParameterIn::Path => {
            let plain = !text.is_empty() && text != "." && text != "..";
            plain.then(|| escape(text))
        }
        ParameterIn::Query => {
            let told = !text.is_empty() || parameter.empty == EmptyValue::Text;
            told.then(|| escape(text))
        }
        ParameterIn::Header => {
            let whole = !text.is_empty() && text.trim() == text;
            (visible && whole).then(|| text.to_owned())
        }
        ParameterIn::Cookie => {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
            (!text.is_empty() && text.chars().all(plain)).then(|| text.to_owned())
        }
    }
}

/// The text of a form with these members; `None` where a member is no text.
pub(super) fn form(
    members: &[(String, Value)],
    value: impl Fn(&str, &Value) -> Option<String>,
) -> Option<String> {
    let pairs: Option<Vec<String>> = members
        .iter()
        .map(|(name, member)| Some(format!("{}={}", escape(name), escape(&value(name, member)?))))
        .collect();
    pairs.map(|pairs| pairs.join("&"))
}

/// The text of a member of a form.
pub(super) fn field(types: &Types, ty: TypeId, value: &Value) -> Option<String> {
    let text = scalar(of_type(types, ty).ok()?, value)?;
    (!text.chars().any(char::is_control)).then_some(text)
}
