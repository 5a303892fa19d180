//! Names and values of queries, forms and cookies.
//!
//! **Invariant:** a name is compared after decoding, so that no spelling of it gets past a check;
//! values are decoded only where they are used.

use std::borrow::Cow;

use http::{HeaderMap, header};

use super::percent::{Plus, Undecodable, decode};

/// Pairs of a decoded name and a raw value, in the order in which they were sent.
#[derive(Debug, Default)]
pub(crate) struct Pairs<'a> {
    pub(crate) pairs: Vec<(Cow<'a, str>, &'a str)>,
    /// Whether a name could not be decoded.
    pub(crate) undecodable: bool,
}

impl<'a> Pairs<'a> {
    /// The pairs of a query or a form. Empty pieces (`a=1&&b=2`) are no pairs.
    pub(crate) fn of_form(text: &'a str) -> Pairs<'a> {
        let mut all = Pairs::default();
        for piece in text.split('&').filter(|piece| !piece.is_empty()) {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            match decode(name, Plus::Space) {
                Ok(name) => all.pairs.push((name, value)),
                Err(Undecodable) => all.undecodable = true,
            }
        }
        all
    }

    /// The pairs of all `Cookie` headers, RFC 6265 §4.2.1. What is not UTF-8 is no pair of ours.
    pub(crate) fn of_cookies(headers: &'a HeaderMap) -> Pairs<'a> {
        let mut all = Pairs::default();
        for line in headers.get_all(header::COOKIE) {
            let Ok(line) = std::str::from_utf8(line.as_bytes()) else {
                all.undecodable = true;
                continue;
            };
            for piece in line.split(';') {
                if let Some((name, value)) = piece.trim_matches([' ', '\t']).split_once('=') {
                    all.pairs.push((Cow::Borrowed(name), value));
                }
            }
        }
        all
    }

    /// The raw values of a name.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(own, _)| own == name).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn names_are_decoded() {
        let pairs = Pairs::of_form("limit=1&%6cimit=2&&a+b=%20&x&%zz=1");
        assert_eq!(pairs.values("limit").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(pairs.values("a b").collect::<Vec<_>>(), ["%20"]);
        assert_eq!(pairs.values("x").collect::<Vec<_>>(), [""]);
        assert!(pairs.undecodable);
    }

    #[test]
    fn cookies_of_all_headers() {
        let mut headers = HeaderMap::new();
        headers.append("cookie", "a=1; b=x=y".parse().unwrap());
        headers.append("cookie", "a=2;c".parse().unwrap());
        let pairs = Pairs::of_cookies(&headers);
        assert_eq!(pairs.values("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(pairs.values("b").collect::<Vec<_>>(), ["x=y"]);
        assert_eq!(pairs.values("c").count(), 0);
    }
}
