//! [`Encoder`]: values to JSON.
//!
//! **Invariant:** what [`to_vec`] answers is one JSON text in UTF-8 that decodes to the same value;
//! a value that JSON has no text for is an error and never a wrong text.

use std::fmt;

use crate::schema::Schema;

/// What a short reply fits into.
const INITIAL: usize = 256;

/// A JSON text that is being written.
#[derive(Debug)]
pub struct Encoder {
    out: Vec<u8>,
    failed: bool,
}

/// A value that JSON has no text for: a float that is not finite, a moment that its format cannot
/// express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEncodable;

impl fmt::Display for NotEncodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no JSON text")
    }
}

impl std::error::Error for NotEncodable {}

/// Encodes a value.
pub fn to_vec<T: Schema>(value: &T) -> Result<Vec<u8>, NotEncodable> {
    let mut encoder = Encoder { out: Vec::with_capacity(INITIAL), failed: false };
    value.encode(&mut encoder);
    if encoder.failed { Err(NotEncodable) } else { Ok(encoder.out) }
}

impl Encoder {
    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.out.push(b'{');
    }

    /// Writes a member's name, given as a JSON string with its colon: `"amount":`.
    #[inline]
    pub fn name(&mut self, quoted: &str) {
        self.comma(b'{');
        self.out.extend_from_slice(quoted.as_bytes());
    }

    /// Writes a member's name that is not a constant.
    pub(crate) fn key(&mut self, name: &str) {
        self.comma(b'{');
        self.text(name);
        self.out.push(b':');
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
    }

    pub(crate) fn begin_array(&mut self) {
        self.out.push(b'[');
    }

    pub(crate) fn item(&mut self) {
        self.comma(b'[');
    }

    pub(crate) fn end_array(&mut self) {
        self.out.push(b']');
    }

    /// Separates a member or item from the one before it. No value ends in an opening bracket.
    #[inline]
    fn comma(&mut self, opening: u8) {
        if self.out.last() != Some(&opening) {
            self.out.push(b',');
        }
    }

    /// Writes what is a JSON text already.
    pub fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Writes a text that is formatted and needs no escapes.
    pub(crate) fn display(&mut self, value: &dyn fmt::Display) {
        use std::io::Write;
        if write!(self.out, "{value}").is_err() {
            self.failed = true;
        }
    }

    /// Writes a whole number.
    pub fn integer(&mut self, value: i64) {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut rest = value.unsigned_abs();
        loop {
            at -= 1;
            if let Some(digit) = digits.get_mut(at) {
                *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(digits.get(at..).unwrap_or_default());
    }

    /// Writes a truth value.
    pub fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// Notes that a value has no JSON text.
    pub(crate) fn fail(&mut self) {
        self.failed = true;
    }

    /// Writes a string. RFC 8259 §7: quotes, backslashes and control characters are escaped.
    pub fn text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(at) = rest.iter().position(|byte| must_escape(*byte)) {
            let (plain, from) = rest.split_at(at);
            self.out.extend_from_slice(plain);
            let Some((byte, after)) = from.split_first() else { break };
            self.escape(*byte);
            rest = after;
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
    }

    #[cold]
    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            8 => b'b',
            12 => b'f',
            _ => {
                let hex = |digit: u8| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
                self.out.extend_from_slice(&[
                    b'\\',
                    b'u',
                    b'0',
                    b'0',
                    hex(byte >> 4),
                    hex(byte & 15),
                ]);
                return;
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }
}

fn must_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}
