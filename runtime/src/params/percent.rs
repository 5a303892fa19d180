//! Strict percent-decoding.
//!
//! **Invariant:** what comes out is UTF-8 without NUL and exactly what the client encoded: a malformed
//! escape, a byte that is not UTF-8, or NUL, which ends texts elsewhere, is refused, never replaced
//! or passed through.

use std::borrow::Cow;

/// A text that cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undecodable;

/// What `+` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plus {
    /// Itself: in paths and cookies.
    Plus,
    /// A space: in queries and forms.
    Space,
}

/// Decodes a raw text.
pub(crate) fn decode(raw: &str, plus: Plus) -> Result<Cow<'_, str>, Undecodable> {
    if raw.as_bytes().contains(&0) {
        return Err(Undecodable);
    }
    let special = |byte: &u8| *byte == b'%' || (*byte == b'+' && plus == Plus::Space);
    if !raw.as_bytes().iter().any(special) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    loop {
        rest = match rest {
            [] => break,
            [b'%', high, low, rest @ ..] => {
                let byte = digit(*high)? << 4 | digit(*low)?;
                if byte == 0 {
                    return Err(Undecodable);
                }
                bytes.push(byte);
                rest
            }
            [b'%', ..] => return Err(Undecodable),
            [b'+', rest @ ..] if plus == Plus::Space => {
                bytes.push(b' ');
                rest
            }
            [byte, rest @ ..] => {
                bytes.push(*byte);
                rest
            }
        };
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| Undecodable)
}

fn digit(byte: u8) -> Result<u8, Undecodable> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        b'A'..=b'F' => Ok(byte - b'A' + 10),
        _ => Err(Undecodable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        for (raw, text) in [
            ("", ""),
            ("abc", "abc"),
            ("%41%2f%2F", "A//"),
            ("%C3%A9", "é"),
            ("é", "é"),
            ("%25", "%"),
        ] {
            assert_eq!(decode(raw, Plus::Plus).as_deref(), Ok(text), "{raw}");
        }
        assert_eq!(decode("a+b%2B", Plus::Plus).as_deref(), Ok("a+b+"));
        assert_eq!(decode("a+b%2B", Plus::Space).as_deref(), Ok("a b+"));
    }

    proptest::proptest! {
        #[test]
        fn every_text_survives(text in "[^\\x00]*") {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
            let decoded = decode(&encoded, Plus::Space).map(Cow::into_owned);
            proptest::prop_assert_eq!(decoded, Ok(text));
        }

        #[test]
        fn no_text_panics(text in "[%0-9a-fA-F+é]{0,12}") {
            if let Ok(decoded) = decode(&text, Plus::Plus) {
                proptest::prop_assert!(decoded.len() <= text.len());
            }
        }
    }

    #[test]
    fn refuses() {
        for raw in [
            "%",
            "%4",
            "%zz",
            "%4g",
            "a%",
            "%ff",
            "%C3",
            "%ed%a0%80",
            "%+1",
            "%c0%af",
            "%00",
            "a\0",
        ] {
            assert_eq!(decode(raw, Plus::Plus), Err(Undecodable), "{raw}");
        }
    }
}
