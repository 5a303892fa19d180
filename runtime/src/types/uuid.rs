//! [`Uuid`], RFC 9562.
//!
//! **Invariant:** read and written in the form with hyphens only.

pub use uuid::Uuid;

use crate::decode::format::is_uuid;
use crate::decode::{Decoder, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

impl Schema for Uuid {
    const SHAPE: Shape = Shape::String;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let text = input.string()?;
        if !is_uuid(&text) {
            return Err(input.refuse(Rule::Format));
        }
        Uuid::parse_str(&text).map_err(|_| input.refuse(Rule::Format))
    }

    fn encode(&self, output: &mut Encoder) {
        output.raw("\"");
        output.display(self);
        output.raw("\"");
    }
}
