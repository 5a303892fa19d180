//! `f64` and `f32`.
//!
//! **Invariant:** decoding gives finite numbers only; one that is not finite cannot be encoded.

use std::borrow::Cow;

use crate::decode::{Decoder, NumberText, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

macro_rules! float {
    ($($name:ty),*) => {$(
        impl Schema for $name {
            const SHAPE: Shape = Shape::Number;

            fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
                let text = input.number()?;
                match text.parse::<$name>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    _ if text.starts_with('-') => Err(input.refuse(Rule::Minimum)),
                    _ => Err(input.refuse(Rule::Maximum)),
                }
            }

            fn encode(&self, output: &mut Encoder) {
                if self.is_finite() {
                    // The shortest text that reads back as the same number; an exponent where the
                    // plain form would be long.
                    output.display(&format_args!("{self:?}"));
                } else {
                    output.fail();
                }
            }
        }

        impl NumberText for $name {
            fn number_text(&self) -> Cow<'_, str> {
                Cow::Owned(if self.is_finite() { format!("{self:?}") } else { String::new() })
            }
        }
    )*};
}

float!(f64, f32);
