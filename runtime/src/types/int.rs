//! Whole numbers: [`Int`] with bounds, `i32`, `i64` and `bool`.
//!
//! **Invariant:** `MIN ≤ value ≤ MAX`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use super::Refused;
use crate::decode::{Decoder, NumberText, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// A whole number from `MIN` to `MAX`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Int<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Int<MIN, MAX> {
    /// The number, if it is within the bounds.
    pub const fn new(value: i64) -> Option<Self> {
        if value < MIN || value > MAX { None } else { Some(Int(value)) }
    }

    /// A constant; one outside the bounds does not compile.
    pub const fn of<const VALUE: i64>() -> Self {
        const { assert!(VALUE >= MIN && VALUE <= MAX, "the constant is outside the bounds") };
        Int(VALUE)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

#[inline]
fn check(value: i64, min: i64, max: i64) -> Result<(), Rule> {
    if value < min {
        Err(Rule::Minimum)
    } else if value > max {
        Err(Rule::Maximum)
    } else {
        Ok(())
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<i64> for Int<MIN, MAX> {
    type Error = Refused;

    fn try_from(value: i64) -> Result<Self, Refused> {
        check(value, MIN, MAX)?;
        Ok(Int(value))
    }
}

impl<const MIN: i64, const MAX: i64> From<Int<MIN, MAX>> for i64 {
    fn from(value: Int<MIN, MAX>) -> i64 {
        value.0
    }
}

impl<const MIN: i64, const MAX: i64> Deref for Int<MIN, MAX> {
    type Target = i64;

    fn deref(&self) -> &i64 {
        &self.0
    }
}

impl<const MIN: i64, const MAX: i64> PartialEq<i64> for Int<MIN, MAX> {
    fn eq(&self, other: &i64) -> bool {
        self.0 == *other
    }
}

impl<const MIN: i64, const MAX: i64> fmt::Display for Int<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: i64, const MAX: i64> NumberText for Int<MIN, MAX> {
    fn number_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
}

impl<const MIN: i64, const MAX: i64> Schema for Int<MIN, MAX> {
    const SHAPE: Shape = Shape::Integer;

    #[inline]
    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let value = input.integer()?;
        match check(value, MIN, MAX) {
            Ok(()) => Ok(Int(value)),
            Err(rule) => Err(input.refuse(rule)),
        }
    }

    fn encode(&self, output: &mut Encoder) {
        output.integer(self.0);
    }
}

macro_rules! plain {
    ($($name:ty),*) => {$(
        impl Schema for $name {
            const SHAPE: Shape = Shape::Integer;

            fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
                let value = input.integer()?;
                let beyond = if value < 0 { Rule::Minimum } else { Rule::Maximum };
                <$name>::try_from(value).map_err(|_| input.refuse(beyond))
            }

            fn encode(&self, output: &mut Encoder) {
                output.integer(i64::from(*self));
            }
        }

        impl NumberText for $name {
            fn number_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}

plain!(i32, i64);

impl Schema for bool {
    const SHAPE: Shape = Shape::Boolean;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        input.boolean()
    }

    fn encode(&self, output: &mut Encoder) {
        output.boolean(*self);
    }
}
