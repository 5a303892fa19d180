//! Reads JSON (RFC 8259).
//!
//! A reader of our own rather than a crate's, for the spans: names and values need the bytes they
//! were written in, and what is wrong but clear (a comma too many, a leading zero) should be
//! reported without hiding what comes after it.
//!
//! **Invariant:** what RFC 8259 does not allow is reported; nothing is read leniently in silence.

use super::builder::{Builder, Measured, Place, Stop};
use super::node::Value;
use super::scalar;
use crate::diag::Diagnostic;
use crate::span::{Span, Spanned};

const CODE: &str = "syntax";

/// Reads the JSON text that starts at byte `start`.
pub(super) fn read(text: &str, start: usize, builder: &mut Builder<'_>) -> Result<(), Stop> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start, builder };
    reader.value()?;
    while reader.builder.place() != Place::Root {
        reader.next_in_container()?;
    }
    reader.skip_blanks();
    if reader.at < text.len() {
        let span = reader.span(reader.at, text.len());
        return reader.builder.report(
            Diagnostic::error(CODE, span, "more text after the end of the document")
                .label("not part of the JSON value above")
                .help("remove it; a file holds one document"),
        );
    }
    Ok(())
}

struct Reader<'t, 'b, 'd> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    builder: &'b mut Builder<'d>,
}

impl Reader<'_, '_, '_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.builder.file, start..end)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    // RFC 8259 §2: these four and no other white space.
    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What comes next inside an open array or object: an item, a member, or the end.
    fn next_in_container(&mut self) -> Result<(), Stop> {
        let in_array = self.builder.place() == Place::Item;
        let close = if in_array { b']' } else { b'}' };
        self.skip_blanks();
        if self.peek() == Some(close) {
            return self.close();
        }
        if self.bytes.get(..self.at).is_some_and(|before| !just_opened(before)) {
            self.comma(in_array)?;
            self.skip_blanks();
            if self.peek() == Some(close) {
                let span = self.span(self.at, self.at + 1);
                self.builder.report(
                    Diagnostic::error(CODE, span, "a comma with nothing after it")
                        .label("expected another value before this")
                        .help("remove the comma before it"),
                )?;
                return self.close();
            }
        }
        if in_array { self.value() } else { self.member() }
    }

    fn close(&mut self) -> Result<(), Stop> {
        self.at += 1;
        match self.builder.close(Some(self.at)) {
            Some(value) => self.builder.add(value),
            None => Ok(()),
        }
    }

    fn comma(&mut self, in_array: bool) -> Result<(), Stop> {
        if self.peek() == Some(b',') {
            self.at += 1;
            return Ok(());
        }
        let wanted = if in_array { "`,` or `]`" } else { "`,` or `}`" };
        self.unexpected(wanted)
    }

    fn member(&mut self) -> Result<(), Stop> {
        if self.peek() != Some(b'"') {
            return self.unexpected("a member name in double quotes");
        }
        let start = self.at;
        let name = self.string()?;
        self.builder.name(Spanned::new(name, self.span(start, self.at)));
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return self.unexpected("`:`");
        }
        self.at += 1;
        self.value()
    }

    /// A scalar, or the start of an array or object.
    fn value(&mut self) -> Result<(), Stop> {
        self.skip_blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                return self.builder.open_object(self.span(start, self.at));
            }
            Some(b'[') => {
                self.at += 1;
                return self.builder.open_array(self.span(start, self.at));
            }
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number()?,
            Some(byte) if byte.is_ascii_alphabetic() => self.word()?,
            _ => return self.unexpected("a value"),
        };
        let span = self.span(start, self.at);
        self.builder.add(Measured::scalar(value, span))
    }

    fn number(&mut self) -> Result<Value, Stop> {
        let start = self.at;
        while let Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z') = self.peek() {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let canonical = scalar::decimal(text);
        if canonical.as_deref() == Some(text) {
            return Ok(Value::Number(text.to_owned()));
        }
        let span = self.span(start, self.at);
        let found = Diagnostic::error(CODE, span, "not a number as JSON writes it");
        let found = match &canonical {
            Some(canonical) => found.help(format!("write `{canonical}`")),
            None => found.help("write digits, perhaps with a decimal point and an exponent"),
        };
        self.builder.report(found)?;
        Ok(canonical.map_or(Value::Null, Value::Number))
    }

    fn word(&mut self) -> Result<Value, Stop> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at += 1;
        }
        match self.text.get(start..self.at).unwrap_or_default() {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "null" => return Ok(Value::Null),
            _ => {}
        }
        let span = self.span(start, self.at);
        self.builder.report(
            Diagnostic::error(CODE, span, "not a JSON value")
                .help("write `true`, `false`, `null`, a number, or text in double quotes"),
        )?;
        Ok(Value::Null)
    }

    /// The string that starts at the quote here.
    fn string(&mut self) -> Result<String, Stop> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let plain = self.at;
            while self.peek().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            // Both ends are beside ASCII characters, so this is a character boundary.
            out.push_str(self.text.get(plain..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                Some(byte) if byte != b'\n' && byte != b'\r' => {
                    let span = self.span(self.at, self.at + 1);
                    self.at += 1;
                    out.push(char::from(byte));
                    let help = format!("write it as `\\u{byte:04x}`");
                    let message = "a control character in a string must be escaped";
                    self.builder.report(Diagnostic::error(CODE, span, message).help(help))?;
                }
                _ => {
                    let span = self.span(open, self.at);
                    let found = Diagnostic::error(CODE, span, "this string does not end")
                        .help("close it with `\"`; write a line break in it as `\\n`");
                    return self.builder.stop(found);
                }
            }
        }
    }

    /// The escape sequence that starts at the backslash here.
    fn escape(&mut self, out: &mut String) -> Result<(), Stop> {
        let start = self.at;
        let letter = self.bytes.get(self.at + 1).copied();
        self.at += 2;
        let c = match letter {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start, out),
            _ => {
                // Only the backslash is passed over: what follows may be the end of the string,
                // or a character of several bytes.
                self.at = start + 1;
                let span = self.span(start, start + 1);
                return self.builder.report(
                    Diagnostic::error(CODE, span, "not an escape sequence of JSON")
                        .help("write a backslash as `\\\\`"),
                );
            }
        };
        out.push(c);
        Ok(())
    }

    // RFC 8259 §7: beyond the basic plane two escapes make one character.
    fn unicode_escape(&mut self, start: usize, out: &mut String) -> Result<(), Stop> {
        let Some(first) = self.hex4() else {
            let span = self.span(start, self.at.min(self.text.len()));
            return self.builder.report(
                Diagnostic::error(CODE, span, "`\\u` needs four hexadecimal digits")
                    .help("write for example `\\u00e9`"),
            );
        };
        let mut c = char::from_u32(first);
        if (0xd800..0xdc00).contains(&first)
            && self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"))
        {
            let behind_first = self.at;
            self.at += 2;
            match self.hex4() {
                Some(second) if (0xdc00..0xe000).contains(&second) => {
                    c = char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                }
                _ => self.at = behind_first,
            }
        }
        out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        if c.is_some() {
            return Ok(());
        }
        let span = self.span(start, self.at);
        self.builder.report(
            Diagnostic::error(CODE, span, "half of a surrogate pair is not a character")
                .help("write the character itself, or both halves of the pair"),
        )
    }

    fn hex4(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn unexpected<T>(&mut self, wanted: &str) -> Result<T, Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.chars().next().map_or(0, char::len_utf8);
        let span = self.span(self.at, self.at + length);
        let message = match rest.chars().next() {
            None => format!("expected {wanted}, but the text ends here"),
            Some(c) => format!("expected {wanted}, found `{}`", c.escape_debug()),
        };
        let help = match rest.as_bytes() {
            [b'/', b'/' | b'*', ..] => "JSON has no comments; remove this one",
            [b'\'', ..] => "JSON writes text in double quotes",
            _ => "mend the JSON here; what comes after it was not read",
        };
        self.builder.stop(Diagnostic::error(CODE, span, message).help(help))
    }
}

/// Whether the last byte that is not blank opens an array or object.
fn just_opened(before: &[u8]) -> bool {
    matches!(before.trim_ascii_end().last(), Some(b'{' | b'['))
}
