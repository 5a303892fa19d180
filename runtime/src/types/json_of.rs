//! [`JsonOf`]: any JSON value of some of the JSON types.
//!
//! A schema without `type` constrains only the types that its keywords are about (JSON Schema Core
//! §7.6.1); a value of another type is valid whatever it is.
//!
//! **Invariant:** the value inside is of one of the types of `KINDS`.

use std::fmt;
use std::ops::Deref;

use super::{Json, Refused};
use crate::decode::{Decoder, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// JSON types as bits.
pub mod kind {
    /// `null`
    pub const NULL: u8 = 1;
    /// `true` and `false`
    pub const BOOLEAN: u8 = 1 << 1;
    /// Numbers, integers among them.
    pub const NUMBER: u8 = 1 << 2;
    /// Strings.
    pub const STRING: u8 = 1 << 3;
    /// Arrays.
    pub const ARRAY: u8 = 1 << 4;
    /// Objects.
    pub const OBJECT: u8 = 1 << 5;
}

/// Any JSON value of the types whose bits `KINDS` has; see [`kind`].
#[derive(Clone, PartialEq, Eq)]
pub struct JsonOf<const KINDS: u8>(Json);

const ALL: u8 = 0b11_1111;
/// Any value that is no number.
pub type NotNumber = JsonOf<{ ALL & !kind::NUMBER }>;
/// Any value that is no string.
pub type NotString = JsonOf<{ ALL & !kind::STRING }>;
/// Any value that is no array.
pub type NotArray = JsonOf<{ ALL & !kind::ARRAY }>;
/// Any value that is no object.
pub type NotObject = JsonOf<{ ALL & !kind::OBJECT }>;

impl<const KINDS: u8> JsonOf<KINDS> {
    /// The value itself.
    pub fn into_inner(self) -> Json {
        self.0
    }
}

impl<const KINDS: u8> TryFrom<Json> for JsonOf<KINDS> {
    type Error = Refused;

    fn try_from(value: Json) -> Result<Self, Refused> {
        if KINDS & kind_of(&value) == 0 { Err(Rule::Type.into()) } else { Ok(JsonOf(value)) }
    }
}

impl<const KINDS: u8> Deref for JsonOf<KINDS> {
    type Target = Json;

    fn deref(&self) -> &Json {
        &self.0
    }
}

impl<const KINDS: u8> fmt::Debug for JsonOf<KINDS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn kind_of(value: &Json) -> u8 {
    match value {
        Json::Null => kind::NULL,
        Json::Boolean(_) => kind::BOOLEAN,
        Json::Number(_) => kind::NUMBER,
        Json::String(_) => kind::STRING,
        Json::Array(_) => kind::ARRAY,
        Json::Object(_) => kind::OBJECT,
    }
}

impl<const KINDS: u8> Schema for JsonOf<KINDS> {
    const SHAPE: Shape = Shape::Any;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let kind = match input.kind() {
            b'"' => kind::STRING,
            b'{' => kind::OBJECT,
            b'[' => kind::ARRAY,
            b't' | b'f' => kind::BOOLEAN,
            b'-' | b'0'..=b'9' => kind::NUMBER,
            b'n' => kind::NULL,
            _ => return Err(input.syntax()),
        };
        if KINDS & kind == 0 { Err(input.mismatch()) } else { Json::decode(input).map(JsonOf) }
    }

    fn encode(&self, output: &mut Encoder) {
        self.0.encode(output);
    }
}
