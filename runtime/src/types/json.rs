//! [`Json`]: any value, with its numbers as they were written.
//!
//! **Invariant:** a [`Number`] is the text of a number by RFC 8259 §6; objects have each name once.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::Refused;
use crate::decode::{Decoder, Limits, Rule, number};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// Any JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(BTreeMap<String, Json>),
}

/// A number as it was written, of any size. Two are equal where they are the same number: `1` and
/// `1.0`.
#[derive(Clone)]
pub struct Number(Box<str>);

impl Number {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(value.to_string().into())
    }
}

impl FromStr for Number {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        if crate::decode::is_number(text) {
            Ok(Number(text.into()))
        } else {
            Err(Rule::Type.into())
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        number::same(&self.0, &other.0)
    }
}

impl Eq for Number {}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const UNBOUNDED: Limits = Limits { min: 0, max: usize::MAX };

impl Schema for Json {
    const SHAPE: Shape = Shape::Any;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        Ok(match input.kind() {
            b'"' => Json::String(String::decode(input)?),
            b'{' => Json::Object(input.map(UNBOUNDED)?),
            b'[' => Json::Array(input.list(UNBOUNDED)?),
            b't' | b'f' => Json::Boolean(input.boolean()?),
            b'-' | b'0'..=b'9' => Json::Number(Number(input.number()?.into())),
            _ if input.null()? => Json::Null,
            _ => return Err(input.syntax()),
        })
    }

    fn encode(&self, output: &mut Encoder) {
        match self {
            Json::Null => output.raw("null"),
            Json::Boolean(value) => output.boolean(*value),
            Json::Number(number) => output.raw(&number.0),
            Json::String(text) => output.text(text),
            Json::Array(items) => items.encode(output),
            Json::Object(members) => {
                output.begin_object();
                for (name, value) in members {
                    output.key(name);
                    value.encode(output);
                }
                output.end_object();
            }
        }
    }
}
