//! A strict reader of the small JSON texts that carry security decisions: the header and the
//! claims of a token, and key sets.
//!
//! **Invariant:** a text that two readers could understand differently is refused: a member name
//! that occurs twice (also written with escapes, at any depth), anything that is not an object or
//! follows it, a byte order mark, invalid UTF-8, a lone surrogate, a number out of range.

use serde_json::{Map, Number, Value};

/// Deeper texts are refused; the claims of an access token are flat.
const MAX_DEPTH: usize = 16;

/// The object that a text consists of.
///
/// A reader of our own, because the number handling of `serde_json` changes with features that any
/// other crate of a build may turn on.
pub(super) fn object(text: &[u8]) -> Option<Map<String, Value>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut reader = Reader { text, at: 0 };
    reader.blank();
    let object = match reader.peek()? {
        b'{' => reader.members(MAX_DEPTH)?,
        _ => return None,
    };
    reader.blank();
    (reader.at == text.len()).then_some(object)
}

/// Reads one text. `None` is a refusal; where does not matter, nobody is told.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            b'{' => self.members(depth).map(Value::Object),
            b'[' => self.items(depth).map(Value::Array),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn members(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        self.expect(b'{')?;
        self.blank();
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(members);
        }
        loop {
            self.blank();
            let name = self.string()?;
            self.blank();
            self.expect(b':')?;
            self.blank();
            let value = self.value(depth)?;
            // RFC 7515 §4, RFC 7519 §4: a repeated name is rejected.
            if members.insert(name, value).is_some() {
                return None;
            }
            self.blank();
            match self.next()? {
                b',' => {}
                b'}' => return Some(members),
                _ => return None,
            }
        }
    }

    fn items(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        self.expect(b'[')?;
        self.blank();
        if self.peek()? == b']' {
            self.at += 1;
            return Some(items);
        }
        loop {
            self.blank();
            items.push(self.value(depth)?);
            self.blank();
            match self.next()? {
                b',' => {}
                b']' => return Some(items),
                _ => return None,
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.text.get(self.at..)?.starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at)?);
            match self.next()? {
                b'"' => return Some(string),
                b'\\' => string.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    // A low surrogate on its own is no character either.
                    return char::from_u32(unit);
                }
                self.expect(b'\\')?;
                self.expect(b'u')?;
                let low = self.unit()?;
                if !(0xdc00..0xe000).contains(&low) {
                    return None;
                }
                return char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        if self.peek()? == b'-' {
            self.at += 1;
        }
        match self.next()? {
            b'0' => {}
            b'1'..=b'9' => self.skip_digits(),
            _ => return None,
        }
        let integer = !matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.at)?;
        if integer {
            if let Ok(number) = text.parse::<i64>() {
                return Some(Value::from(number));
            }
            if let Ok(number) = text.parse::<u64>() {
                return Some(Value::from(number));
            }
        }
        // Infinity has no `Number`.
        Number::from_f64(text.parse().ok()?).map(Value::Number)
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<()> {
        let first = self.next()?;
        self.skip_digits();
        first.is_ascii_digit().then_some(())
    }

    fn skip_digits(&mut self) {
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn objects_are_read() {
        let read = object(
            br#" { "a" : [1, -2.5, 1e2, true, false, null, 18446744073709551615], "b\u0063" :
            {"\ud83d\ude00\n\/":"\u00e9"}, "" : {} , "e":[ ] } "#,
        )
        .unwrap();
        assert_eq!(
            Value::Object(read),
            serde_json::json!({
                "a": [1, -2.5, 100.0, true, false, null, u64::MAX],
                "bc": { "\u{1f600}\n/": "\u{e9}" }, "": {}, "e": []
            })
        );
    }

    #[test]
    fn ambiguous_texts_are_refused() {
        let cases: &[&[u8]] = &[
            // Names that occur twice, also by escapes and below the top.
            br#"{"a":1,"a":1}"#,
            br#"{"alg":1,"al\u0067":2}"#,
            br#"{"a":{"b":1,"b":2}}"#,
            br#"{"a":[{"b":1,"\u0062":2}]}"#,
            // Not one object and nothing else.
            b"[1]",
            b"1",
            b"null",
            b"\"a\"",
            b"",
            b"{",
            b"{} {}",
            b"{},",
            b"{}\0",
            br#"{"a":1,}"#,
            br"{,}",
            br#"{"a" 1}"#,
            br#"{"a":[1,]}"#,
            br#"{"a":1;"b":2}"#,
            br#"{"a":[1;2]}"#,
            br"{'a':1}",
            br"{a:1}",
            // Encodings.
            b"\xef\xbb\xbf{}",
            b"{\"a\":\"\xc0\xaf\"}",
            b"{\0\"\0a\0",
            br#"{"a":"\ud800"}"#,
            br#"{"a":"\udc00"}"#,
            br#"{"a":"\ud800\u0041"}"#,
            b"{\"a\":\"\n\"}",
            br#"{"a":"\x41"}"#,
            br#"{"a":"\u00g0"}"#,
            br#"{"a":"\u+123"}"#,
            // Numbers.
            br#"{"a":01}"#,
            br#"{"a":+1}"#,
            br#"{"a":1.}"#,
            br#"{"a":.5}"#,
            br#"{"a":1e}"#,
            br#"{"a":-}"#,
            br#"{"a":1e400}"#,
            br#"{"a":NaN}"#,
            br#"{"a":Infinity}"#,
            br#"{"a":tru}"#,
            br#"{"a":trux}"#,
            br#"{"a":fulse}"#,
            br#"{"a":nill}"#,
        ];
        for case in cases {
            assert!(object(case).is_none(), "{}", String::from_utf8_lossy(case));
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(object(nested(MAX_DEPTH).as_bytes()).is_some());
        assert!(object(nested(MAX_DEPTH + 1).as_bytes()).is_none());
        assert!(object(nested(1_000_000).as_bytes()).is_none());
    }

    proptest! {
        /// Whatever is accepted means the same to another reader; nothing panics.
        #[test]
        fn what_is_accepted_another_reader_accepts(text in r#"[{}\[\]":, ab0-9eE.+\\u-]{0,16}"#) {
            let text = format!("{{\"a\":{text}}}");
            if object(text.as_bytes()).is_some() {
                prop_assert!(serde_json::from_str::<Map<String, Value>>(&text).is_ok());
            }
        }

        /// What a writer writes is read back.
        #[test]
        fn what_is_written_is_read(name in any::<String>(), text in any::<String>(), number: i64) {
            let written = serde_json::json!({ name: [text, number] });
            let read = object(written.to_string().as_bytes());
            prop_assert_eq!(read.map(Value::Object), Some(written));
        }
    }
}
