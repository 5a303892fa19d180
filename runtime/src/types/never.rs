//! [`Never`]: the value of a schema that accepts nothing.
//!
//! **Invariant:** there is no value of it, so a member of this type can only be absent.

use std::convert::Infallible;

use crate::decode::{Decoder, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// No value: the schema `false`. Its field is private, so that code which takes one is not warned
/// of what can never run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Never(Infallible);

impl Schema for Never {
    const SHAPE: Shape = Shape::Any;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        match input.skip() {
            Err(Halt::Fatal) => Err(Halt::Fatal),
            Ok(()) | Err(Halt::Invalid) => Err(input.refuse(Rule::Never)),
        }
    }

    fn encode(&self, _: &mut Encoder) {
        match self.0 {}
    }
}
