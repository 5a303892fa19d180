//! [`Raw`]: the parts of a media type or media range, borrowed.
//!
//! **Invariant:** only what RFC 9110 section 8.3.1 (and 12.5.1 for ranges) allows is taken apart;
//! everything is compared without a copy.

use std::borrow::Cow;

/// A media type or range in its parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a> {
    pub(crate) essence: &'a str,
    kind: &'a str,
    subtype: &'a str,
    /// What stands behind the first semicolon, where there is one.
    rest: Option<&'a str>,
}

impl<'a> Raw<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Raw<'a>> {
        let text = text.trim_matches(BLANK);
        let (essence, rest) = match text.find(';') {
            Some(at) => (text.get(..at)?.trim_end_matches(BLANK), text.get(at + 1..)),
            None => (text, None),
        };
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) || kind == "*" && subtype != "*" {
            return None;
        }
        if rest.is_some_and(|rest| split(rest, b';').any(|part| parameter(part).is_none())) {
            return None;
        }
        Some(Raw { essence, kind, subtype, rest })
    }

    pub(crate) fn is_range(&self) -> bool {
        self.subtype == "*"
    }

    /// `application/json`, `text/json`, and what ends in `+json` (RFC 6839 section 3.1).
    pub(crate) fn is_json(&self) -> bool {
        let suffix = self.subtype.len().checked_sub(5).and_then(|at| self.subtype.get(at..));
        suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("+json"))
            || self.essence.eq_ignore_ascii_case("application/json")
            || self.essence.eq_ignore_ascii_case("text/json")
    }

    /// Names and values as they were written.
    pub(crate) fn parameters(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.rest.into_iter().flat_map(|rest| split(rest, b';')).filter_map(parameter)
    }

    pub(crate) fn parameter(self, name: &str) -> Option<Cow<'a, str>> {
        let mut parameters = self.parameters();
        let found = parameters.find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| unquote(value))
    }

    /// Whether its parameters are those of the declared type, `charset=utf-8` aside where the
    /// content is text. Another reader could act on one that is not known, or given twice.
    pub(crate) fn says_no_more_than(self, declared: Raw<'_>, is_text: bool) -> bool {
        self.parameters().enumerate().all(|(index, (name, value))| {
            let known = declared.has((name, value)) || is_text && is_utf8(name, value);
            let mut earlier = self.parameters().take(index);
            known && !earlier.any(|(other, _)| other.eq_ignore_ascii_case(name))
        })
    }

    /// Whether it, as a range or a type of fewer parameters, covers another; and how exactly: the
    /// more, the more exact.
    pub(crate) fn covers(&self, other: &Raw<'_>) -> Option<u32> {
        let exact = match (self.kind, self.subtype) {
            ("*", _) => 0,
            (kind, _) if !kind.eq_ignore_ascii_case(other.kind) => return None,
            (_, "*") => 1,
            (_, subtype) if subtype.eq_ignore_ascii_case(other.subtype) => 2,
            _ => return None,
        };
        let mut parameters = 0;
        for (name, value) in self.parameters() {
            if is_utf8(name, value) {
                continue;
            }
            if !other.has((name, value)) {
                return None;
            }
            parameters += 1;
        }
        Some(exact + 3 * parameters)
    }

    fn has(self, (name, value): (&str, &str)) -> bool {
        self.parameters()
            .any(|(own, other)| own.eq_ignore_ascii_case(name) && unquote(other) == unquote(value))
    }
}

/// White space in headers: RFC 9110 section 5.6.3.
pub(super) const BLANK: [char; 2] = [' ', '\t'];

/// RFC 8259 section 11: JSON has no charset, and texts are UTF-8 here.
fn is_utf8(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case("charset") && unquote(value).eq_ignore_ascii_case("utf-8")
}

/// RFC 9110 section 5.6.2.
pub(super) fn is_token(text: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(token)
}

/// `name=value`, where the value is a token or quoted: RFC 9110 section 5.6.6.
pub(crate) fn parameter(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.trim_matches(BLANK).split_once('=')?;
    let sound = is_token(value) || is_quoted(value);
    (is_token(name) && sound).then_some((name, value))
}

/// RFC 9110 section 5.6.4.
fn is_quoted(text: &str) -> bool {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let Some(inside) = inside else { return false };
    let mut escaped = false;
    for byte in inside.bytes() {
        match byte {
            b'\t' | b' '..=b'~' | 0x80.. if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return false,
            b'\t' | b' '..=b'~' | 0x80.. => {}
            _ => return false,
        }
    }
    !escaped
}

fn unquote(value: &str) -> Cow<'_, str> {
    let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    match inside {
        None => Cow::Borrowed(value),
        Some(inside) if !inside.contains('\\') => Cow::Borrowed(inside),
        Some(inside) => {
            let mut escaped = false;
            let kept = inside.chars().filter(|character| {
                escaped = *character == '\\' && !escaped;
                !escaped
            });
            Cow::Owned(kept.collect())
        }
    }
}

/// The parts between separators outside of quotes.
pub(crate) fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut quoted, mut escaped) = (false, false);
        let end = text.bytes().position(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = quoted,
                b'"' => quoted = !quoted,
                _ => {}
            }
            byte == separator && !quoted
        });
        rest = end.and_then(|end| text.get(end + 1..));
        Some(end.and_then(|end| text.get(..end)).unwrap_or(text))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn media_types_are_read_strictly() {
        for good in ["a/b", " a/b ;c=d", "*/*", "a/*", "a/b; c=\"d;\\\" e\"; f=g"] {
            assert!(Raw::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a/",
            "/b",
            "*/b",
            "a b/c",
            "a/b c",
            "a/b;",
            "a/b; c",
            "a/b;c=",
            "a/b;=c",
            "a/b;c=\"d",
            "a/b;c=\"d\"e",
            "a/b, c/d",
            "a/b;c=d e",
            "a/b/c",
            "a/b;c=\"\\\"",
            "a /b",
        ] {
            assert!(Raw::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn more_exact_covers_more_exactly() {
        let covers = |a, b| Raw::parse(a).unwrap().covers(&Raw::parse(b).unwrap());
        assert_eq!(covers("*/*", "a/b"), Some(0));
        assert_eq!(covers("A/*", "a/b"), Some(1));
        assert_eq!(covers("a/B", "a/b; c=1"), Some(2));
        assert_eq!(covers("a/b; C=1", "a/b; c=\"1\"; d=2"), Some(5));
        assert_eq!(covers("a/b; charset=UTF-8", "a/b"), Some(2));
        for (a, b) in [("a/b", "a/c"), ("a/*", "b/c"), ("a/b;c=1", "a/b"), ("a/b;c=1", "a/b;c=2")] {
            assert_eq!(covers(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn parameters_are_unquoted() {
        let raw = Raw::parse("a/b; c=\"d \\\" \\\\ e\"; f=g").unwrap();
        assert_eq!(raw.parameter("C").unwrap(), "d \" \\ e");
        assert_eq!(raw.parameter("f").unwrap(), "g");
        assert!(raw.parameter("x").is_none());
    }
}
