//! [`Name`]: a media type or media range as a key of `content`.
//!
//! **Invariant:** two names are the same exactly when they denote one media type: type, subtype and
//! names of parameters in any case (RFC 9110 section 8.3.1), and `charset=utf-8` says nothing of JSON
//! (RFC 8259 section 11) and of texts, which are UTF-8 here.

use crate::token::is_token;

/// A media type or range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    kind: String,
    subtype: String,
    parameters: Vec<(String, String)>,
}

impl Name {
    /// `None`: it is neither a media type nor `*/*` nor `type/*`.
    pub(super) fn parse(text: &str) -> Option<Name> {
        let mut parts = split_unquoted(text, ';').into_iter().map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let is_range = subtype == "*";
        let plain = |text: &str| is_token(text) && !text.contains('*');
        if !(plain(kind) || kind == "*" && is_range) || !(plain(subtype) || is_range) {
            return None;
        }
        let parameters = parts.map(parameter).collect::<Option<Vec<_>>>()?;
        Some(Name {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            parameters,
        })
    }

    /// `application/json`
    pub(super) fn essence(&self) -> String {
        format!("{}/{}", self.kind, self.subtype)
    }

    pub(super) fn is_range(&self) -> bool {
        self.subtype == "*"
    }

    /// Whether a range has this media type.
    pub(super) fn has(&self, kind: &str, subtype: &str) -> bool {
        (self.kind == "*" || self.kind == kind) && (self.subtype == "*" || self.subtype == subtype)
    }

    /// `application/json` and its kin.
    pub(super) fn is_json(&self) -> bool {
        self.subtype.ends_with("+json")
            || self.subtype == "json" && matches!(self.kind.as_str(), "application" | "text")
    }

    /// JSON values, one a line.
    pub(super) fn is_lines(&self) -> bool {
        let lines = ["x-ndjson", "ndjson", "jsonl", "json-seq"];
        self.kind == "application" && lines.contains(&self.subtype.as_str())
    }

    /// `multipart/*`
    pub(super) fn has_parts(&self) -> bool {
        self.kind == "multipart"
    }

    /// `text/plain` in UTF-8.
    pub(super) fn is_plain_text(&self) -> bool {
        self.kind == "text" && self.subtype == "plain" && self.without_utf8().parameters.is_empty()
    }

    pub(super) fn is_text(&self) -> bool {
        self.kind == "text"
    }

    /// The same without `charset=utf-8`.
    pub(super) fn without_utf8(&self) -> Name {
        let mut name = self.clone();
        name.parameters
            .retain(|(name, value)| !(name == "charset" && value.eq_ignore_ascii_case("utf-8")));
        name
    }

    /// Whether another charset than UTF-8 is declared: such a text is not read.
    pub(super) fn has_other_charset(&self) -> bool {
        self.without_utf8().parameters.iter().any(|(name, _)| name == "charset")
    }

    /// Whether both denote one media type.
    pub(super) fn is_same(&self, other: &Name) -> bool {
        let (mut a, mut b) = (self.without_utf8(), other.without_utf8());
        a.parameters.sort();
        b.parameters.sort();
        a == b
    }

    /// How it is written in a header.
    pub(super) fn text(&self) -> String {
        let mut text = self.essence();
        for (name, value) in &self.parameters {
            text.push_str("; ");
            text.push_str(name);
            text.push('=');
            if is_token(value) {
                text.push_str(value);
            } else {
                // No quote or backslash is in it.
                text.extend(["\"", value, "\""]);
            }
        }
        text
    }
}

fn parameter(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let value = match bare {
        // What would need an escape is not worth the trouble: no registered parameter has it.
        Some(bare) => bare.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\'),
        None => is_token(value),
    }
    .then_some(bare.unwrap_or(value))?;
    is_token(name).then(|| (name.to_ascii_lowercase(), value.to_owned()))
}

/// The parts between separators that are not inside of quotes.
fn split_unquoted(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|character| {
        quoted ^= character == '"';
        character == separator && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn names_are_read_strictly() {
        for good in ["a/b", "*/*", "image/*", "A/B; c=d", "a/b;c=\"d; e\"", "a/b+json"] {
            assert!(Name::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "string",
            "undefined",
            "a/",
            "/b",
            "*",
            "*/b",
            "a/b*",
            "a/b;",
            "a/b;c",
            "a/b;c=",
            "a b/c",
            "a/b c",
            "a/b, c/d",
            "a/b;c=\"d",
            "a/b/c",
            "a/*+json",
        ] {
            assert!(Name::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn names_of_one_media_type_are_the_same() {
        let same = |a, b| Name::parse(a).unwrap().is_same(&Name::parse(b).unwrap());
        assert!(same("application/json", "Application/JSON; charset=\"UTF-8\""));
        assert!(same("a/b; c=1; d=2", "a/b;D=2;C=1"));
        assert!(!same("a/b; c=1", "a/b"));
        assert!(!same("a/b; c=x", "a/b; c=X"));
        assert!(!same("text/plain; charset=latin1", "text/plain"));
    }

    #[test]
    fn names_are_written_for_headers() {
        let text = |name| Name::parse(name).unwrap().text();
        assert_eq!(text("A/B;C=d"), "a/b; c=d");
        assert_eq!(text("a/b;c=\"d; e\""), "a/b; c=\"d; e\"");
    }
}
