//! [`Nullable`]: a value, or `null` where the schema allows it.
//!
//! **Invariant:** `null` is never confused with an absent member, which is an `Option`.

use crate::decode::Decoder;
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// A value that may be `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, unless it is `null`.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }

    /// The value itself, unless it is `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Nullable::Null => None,
            Nullable::Value(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Nullable::Null, Nullable::Value)
    }
}

impl<T: Schema> Schema for Nullable<T> {
    const SHAPE: Shape = T::SHAPE;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        if input.null()? { Ok(Nullable::Null) } else { T::decode(input).map(Nullable::Value) }
    }

    fn encode(&self, output: &mut Encoder) {
        match self {
            Nullable::Null => output.raw("null"),
            Nullable::Value(value) => value.encode(output),
        }
    }
}
