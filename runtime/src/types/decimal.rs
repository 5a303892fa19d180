//! Exact decimals: [`Decimal`] as a JSON number, [`DecimalString`] as a JSON string.
//!
//! **Invariant:** up to 28 digits after the point and 96 bits in all, as written; more is refused
//! and nothing is rounded.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

pub use rust_decimal::Decimal;

use super::Refused;
use crate::decode::{Decoder, NumberText, Rule, number};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

impl Schema for Decimal {
    const SHAPE: Shape = Shape::Number;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let text = input.number()?;
        number::to_decimal(text).map_err(|rule| input.refuse(rule))
    }

    fn encode(&self, output: &mut Encoder) {
        output.display(self);
    }
}

impl NumberText for Decimal {
    fn number_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

/// An exact decimal that travels as a string: an optional minus, digits, and digits after a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecimalString(Decimal);

impl DecimalString {
    /// The number.
    pub const fn get(self) -> Decimal {
        self.0
    }
}

impl From<Decimal> for DecimalString {
    fn from(value: Decimal) -> Self {
        DecimalString(value)
    }
}

impl From<DecimalString> for Decimal {
    fn from(value: DecimalString) -> Self {
        value.0
    }
}

impl Deref for DecimalString {
    type Target = Decimal;

    fn deref(&self) -> &Decimal {
        &self.0
    }
}

impl fmt::Display for DecimalString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DecimalString {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        if !is_plain(text) {
            return Err(Rule::Format.into());
        }
        Ok(DecimalString(number::to_decimal(text)?))
    }
}

/// A JSON number without an exponent.
fn is_plain(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

impl Schema for DecimalString {
    const SHAPE: Shape = Shape::String;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let text = input.string()?;
        text.parse().map_err(|refused: Refused| input.refuse(refused.rule()))
    }

    fn encode(&self, output: &mut Encoder) {
        output.raw("\"");
        output.display(&self.0);
        output.raw("\"");
    }
}

impl NumberText for DecimalString {
    fn number_text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
}
