//! Checks on strings and numbers beyond their type, as constants of derived code.
//!
//! **Invariant:** numbers are compared as exact decimals, in the digits that the client wrote.

use std::borrow::Cow;

use super::decoder::Decoder;
use super::number::Exact;
use super::{Format, Pattern, Rule};
use crate::schema::{Halt, Schema};

/// What a string must satisfy.
#[derive(Debug)]
pub struct TextRules {
    /// At least so many code points.
    pub min_length: usize,
    /// At most so many code points.
    pub max_length: usize,
    /// The pattern.
    pub pattern: Option<Pattern>,
    /// The format.
    pub format: Option<Format>,
}

impl TextRules {
    /// Checks a string.
    pub fn check(&self, text: &str) -> Result<(), Rule> {
        check_length(text, self.min_length, self.max_length)?;
        match self.pattern.as_ref().map(|pattern| pattern.decide(text)) {
            None | Some(Some(true)) => {}
            Some(Some(false)) => return Err(Rule::Pattern),
            Some(None) => return Err(Rule::TooComplex),
        }
        if self.format.is_some_and(|format| !format.matches(text)) {
            return Err(Rule::Format);
        }
        Ok(())
    }
}

/// Checks a length in code points; they are counted only where the bytes do not decide it.
#[inline]
pub(crate) fn check_length(text: &str, min: usize, max: usize) -> Result<(), Rule> {
    let bytes = text.len();
    // A code point has one to four bytes.
    if bytes <= max && bytes.div_ceil(4) >= min {
        return Ok(());
    }
    let length = text.chars().count();
    if length < min {
        Err(Rule::MinLength)
    } else if length > max {
        Err(Rule::MaxLength)
    } else {
        Ok(())
    }
}

/// What a number must satisfy; each bound is the text of a number.
#[derive(Debug)]
pub struct NumberRules {
    /// At least this.
    pub minimum: Option<&'static str>,
    /// At most this.
    pub maximum: Option<&'static str>,
    /// More than this.
    pub exclusive_minimum: Option<&'static str>,
    /// Less than this.
    pub exclusive_maximum: Option<&'static str>,
    /// A whole multiple of this.
    pub multiple_of: Option<&'static str>,
}

impl NumberRules {
    /// Checks the text of a number.
    pub fn check(&self, text: &str) -> Result<(), Rule> {
        // An exponent of more than 30 digits: nothing can be said, so nothing is accepted.
        let value = Exact::parse(text).ok_or(Rule::Precision)?;
        let order = |bound: Option<&str>| Some(value.cmp(&Exact::parse(bound?)?));
        if order(self.minimum).is_some_and(std::cmp::Ordering::is_lt) {
            return Err(Rule::Minimum);
        }
        if order(self.maximum).is_some_and(std::cmp::Ordering::is_gt) {
            return Err(Rule::Maximum);
        }
        if order(self.exclusive_minimum).is_some_and(std::cmp::Ordering::is_le) {
            return Err(Rule::ExclusiveMinimum);
        }
        if order(self.exclusive_maximum).is_some_and(std::cmp::Ordering::is_ge) {
            return Err(Rule::ExclusiveMaximum);
        }
        match self.multiple_of.and_then(Exact::parse) {
            Some(divisor) if value.is_multiple_of(&divisor) != Some(true) => Err(Rule::MultipleOf),
            _ => Ok(()),
        }
    }
}

/// A type whose values are numbers with a text.
pub trait NumberText {
    /// The value by RFC 8259 §6.
    fn number_text(&self) -> Cow<'_, str>;
}

impl Decoder<'_> {
    /// Decodes a string and checks it.
    pub fn text(&mut self, rules: &TextRules) -> Result<String, Halt> {
        let text = self.string()?;
        match rules.check(&text) {
            Ok(()) => Ok(text.into_owned()),
            // No other branch of a union may be tried: this one might be the right one.
            Err(Rule::TooComplex) => Err(self.too_complex()),
            Err(rule) => Err(self.refuse(rule)),
        }
    }

    /// Decodes a number and checks it, in the digits that were written.
    pub fn checked<T: Schema + NumberText>(&mut self, rules: &NumberRules) -> Result<T, Halt> {
        let quoted = self.lexer.token() == b'"';
        let start = self.lexer.at;
        let value = T::decode(self)?;
        let checked =
            if quoted { rules.check(&value.number_text()) } else { rules.check(self.since(start)) };
        match checked {
            Ok(()) => Ok(value),
            Err(rule) => Err(self.refuse(rule)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_code_points() {
        assert_eq!(check_length("äöü", 3, 3), Ok(()));
        assert_eq!(check_length("äöü", 4, 9), Err(Rule::MinLength));
        assert_eq!(check_length("äöüß", 0, 3), Err(Rule::MaxLength));
        assert_eq!(check_length("𝄞𝄞", 2, 2), Ok(()));
        assert_eq!(check_length("𝄞", 2, 2), Err(Rule::MinLength));
        assert_eq!(check_length("", 0, 0), Ok(()));
        assert_eq!(check_length("", 1, 2), Err(Rule::MinLength));
    }
}
