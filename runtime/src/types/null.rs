//! [`Null`]: the value of a schema that accepts `null` alone.

use super::Nullable;
use crate::decode::Decoder;
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// `null`, and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Null;

impl Schema for Null {
    const SHAPE: Shape = Shape::Any;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        if input.null()? { Ok(Null) } else { Err(input.mismatch()) }
    }

    fn encode(&self, output: &mut Encoder) {
        output.raw("null");
    }
}

impl<T> From<Null> for Nullable<T> {
    fn from(_: Null) -> Self {
        Nullable::Null
    }
}
