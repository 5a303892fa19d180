//! [`BigInt`]: a whole number beyond 64 bits.
//!
//! **Invariant:** up to 38 digits, as written; more is refused and nothing is rounded or wrapped.

use std::borrow::Cow;
use std::fmt;

use crate::decode::{Decoder, NumberText, number};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// A whole number of up to 38 digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BigInt(i128);

impl BigInt {
    /// The number.
    pub const fn get(self) -> i128 {
        self.0
    }
}

macro_rules! from {
    ($($ty:ty)*) => {$(
        impl From<$ty> for BigInt {
            fn from(value: $ty) -> Self {
                BigInt(value.into())
            }
        }
    )*};
}

from!(i32 u32 i64 u64);

impl fmt::Display for BigInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Schema for BigInt {
    const SHAPE: Shape = Shape::Integer;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let text = input.number()?;
        number::to_integer(text).map(BigInt).map_err(|rule| input.refuse(rule))
    }

    fn encode(&self, output: &mut Encoder) {
        output.display(self);
    }
}

impl NumberText for BigInt {
    fn number_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
}
