//! Single values: strings, numbers, truth values, members of an enumeration.
//!
//! **Invariant:** a value of another JSON type is consumed whole before it is refused, and numbers
//! are never rounded or wrapped.

use std::borrow::Cow;

use super::decoder::Decoder;
use super::{Malformed, Rule, number};
use crate::schema::Halt;

/// A value of an enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string.
    Text(&'static str),
    /// A whole number.
    Integer(i64),
    /// A truth value.
    Boolean(bool),
}

impl<'a> Decoder<'a> {
    /// Refuses a value for its JSON type, and consumes it.
    #[cold]
    pub fn mismatch(&mut self) -> Halt {
        if self.quiet > 0 {
            return Halt::Fatal;
        }
        match self.skip() {
            Err(Halt::Fatal) => Halt::Fatal,
            Ok(()) | Err(Halt::Invalid) => self.refuse(Rule::Type),
        }
    }

    /// Decodes a string.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>, Halt> {
        if self.lexer.token() != b'"' {
            return Err(self.mismatch());
        }
        self.raw_string()
    }

    /// Consumes the string at the position.
    #[inline]
    pub(super) fn raw_string(&mut self) -> Result<Cow<'a, str>, Halt> {
        self.lexer.string().map_err(|malformed| self.malformed(malformed))
    }

    /// Decodes a whole number of 64 bits.
    ///
    /// A number with a fraction of zero, as in `1.0` and `1e2`, is a whole number, as JSON Schema
    /// has it since draft 6. Beyond 64 bits it breaks [`Rule::Maximum`] or [`Rule::Minimum`].
    #[inline]
    pub fn integer(&mut self) -> Result<i64, Halt> {
        let first = self.lexer.token();
        let start = self.lexer.at;
        let bytes = self.lexer.text.as_bytes();
        let mut at = start + usize::from(first == b'-');
        let digits = at;
        let mut value = 0_i64;
        // 18 digits cannot overflow.
        while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0'))
            && digit < 10
            && at - digits < 18
        {
            value = value * 10 + i64::from(digit);
            at += 1;
        }
        let zero_led = bytes.get(digits) == Some(&b'0') && at - digits > 1;
        let more = matches!(bytes.get(at), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        if at == digits || zero_led || more {
            return self.unusual_integer();
        }
        self.lexer.at = at;
        Ok(if first == b'-' { -value } else { value })
    }

    /// A whole number that is long or written with a fraction or an exponent.
    #[cold]
    fn unusual_integer(&mut self) -> Result<i64, Halt> {
        let text = self.number()?;
        match number::to_integer(text) {
            Ok(value) => i64::try_from(value).map_err(|_| self.refuse(number::beyond(text))),
            Err(rule) => Err(self.refuse(rule)),
        }
    }

    /// Decodes a number, as its text.
    pub fn number(&mut self) -> Result<&'a str, Halt> {
        match self.lexer.token() {
            b'-' | b'0'..=b'9' => {
                self.lexer.number().map_err(|malformed| self.malformed(malformed))
            }
            _ => Err(self.mismatch()),
        }
    }

    /// Decodes a truth value.
    pub fn boolean(&mut self) -> Result<bool, Halt> {
        let (word, value) = match self.lexer.token() {
            b't' => ("true", true),
            b'f' => ("false", false),
            _ => return Err(self.mismatch()),
        };
        self.word(word).map(|()| value)
    }

    fn word(&mut self, word: &str) -> Result<(), Halt> {
        self.lexer.word(word).map_err(|malformed| self.malformed(malformed))
    }

    /// Consumes `null`, if that is what follows.
    pub fn null(&mut self) -> Result<bool, Halt> {
        if self.lexer.token() == b'n' { self.word("null").map(|()| true) } else { Ok(false) }
    }

    /// The first byte of the next value: what tells the JSON types apart. NUL at the end.
    pub(crate) fn kind(&mut self) -> u8 {
        self.lexer.token()
    }

    /// Refuses the text as a whole.
    pub(crate) fn syntax(&mut self) -> Halt {
        self.malformed(Malformed::Syntax)
    }

    /// Decodes one of the values, and answers its index.
    pub fn text_enum(&mut self, values: &[&str]) -> Result<usize, Halt> {
        let text = self.string()?;
        match values.iter().position(|value| **value == *text) {
            Some(index) => Ok(index),
            None => Err(self.refuse(Rule::Enum)),
        }
    }

    /// Decodes one of the values, or any other string.
    pub fn open_enum(&mut self, values: &[&str]) -> Result<Result<usize, String>, Halt> {
        let text = self.string()?;
        Ok(match values.iter().position(|value| **value == *text) {
            Some(index) => Ok(index),
            None => Err(text.into_owned()),
        })
    }

    /// Decodes one of the values, which are of several JSON types or not strings.
    pub fn literal_enum(&mut self, values: &[Literal]) -> Result<usize, Halt> {
        let found = match self.lexer.token() {
            b'"' => {
                let text = self.raw_string()?;
                values.iter().position(|value| matches!(value, Literal::Text(t) if **t == *text))
            }
            b't' | b'f' => {
                let flag = self.boolean()?;
                values.iter().position(|value| *value == Literal::Boolean(flag))
            }
            b'-' | b'0'..=b'9' => {
                let text = self.number()?;
                let whole = number::to_integer(text).ok();
                values.iter().position(
                    |value| matches!(value, Literal::Integer(i) if Some(i128::from(*i)) == whole),
                )
            }
            _ => return Err(self.mismatch()),
        };
        found.ok_or_else(|| self.refuse(Rule::Enum))
    }
}
