//! Strings: [`Text`] with a length, and `String`.
//!
//! **Invariant:** `MIN ≤ code points ≤ MAX`.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use super::Refused;
use crate::decode::{Decoder, check_length};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// A string of `MIN` to `MAX` code points, both included; `usize::MAX` is no bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The string itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        check_length(&text, MIN, MAX)?;
        Ok(Text(text))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Text<MIN, MAX> {
    type Error = Refused;

    fn try_from(text: &str) -> Result<Self, Refused> {
        check_length(text, MIN, MAX)?;
        Ok(Text(text.to_owned()))
    }
}

impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(text: Text<MIN, MAX>) -> String {
        text.0
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> AsRef<str> for Text<MIN, MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> Borrow<str> for Text<MIN, MAX> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<str> for Text<MIN, MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<&str> for Text<MIN, MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Decodes a string under a length: compiled once for all lengths.
fn decode(input: &mut Decoder<'_>, min: usize, max: usize) -> Result<String, Halt> {
    let text = input.string()?;
    match check_length(&text, min, max) {
        Ok(()) => Ok(text.into_owned()),
        Err(rule) => Err(input.refuse(rule)),
    }
}

impl<const MIN: usize, const MAX: usize> Schema for Text<MIN, MAX> {
    const SHAPE: Shape = Shape::String;

    #[inline]
    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        decode(input, MIN, MAX).map(Text)
    }

    fn encode(&self, output: &mut Encoder) {
        output.text(&self.0);
    }
}

impl Schema for String {
    const SHAPE: Shape = Shape::String;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        input.string().map(std::borrow::Cow::into_owned)
    }

    fn encode(&self, output: &mut Encoder) {
        output.text(self);
    }
}
