//! [`Never`]: the value of a schema that accepts nothing.
//!
//! **Invariant:** there is no value of it, so a member of this type can only be absent.

use crate::decode::{Decoder, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// No value: the schema `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Never {}

impl Schema for Never {
    const SHAPE: Shape = Shape::Any;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        match input.skip() {
            Err(Halt::Fatal) => Err(Halt::Fatal),
            Ok(()) | Err(Halt::Invalid) => Err(input.refuse(Rule::Never)),
        }
    }

    fn encode(&self, _: &mut Encoder) {
        match *self {}
    }
}
