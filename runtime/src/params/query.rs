//! Names and values of queries, forms and cookies.
//!
//! **Invariant:** a name is compared after decoding, so that no spelling of it gets past a check;
//! values are decoded only where they are used. Of more pairs than anybody needs none is looked at.

use std::borrow::Cow;

use http::{HeaderMap, header};

use super::percent::{Plus, Undecodable, decode};
use crate::decode::Rule;

/// So many pairs are read of one query, form or cookie line.
const MAX_PAIRS: usize = 10_000;

/// Pairs of a decoded name and a raw value, in the order in which they were sent.
#[derive(Debug, Default)]
pub(crate) struct Pairs<'a> {
    pub(crate) list: Vec<(Cow<'a, str>, &'a str)>,
    /// Whether a name could not be decoded.
    undecodable: bool,
    /// Whether there were more than are read.
    too_many: bool,
}

impl<'a> Pairs<'a> {
    /// The pairs of a query or a form. Empty pieces (`a=1&&b=2`) are no pairs.
    pub(crate) fn of_form(text: &'a str) -> Pairs<'a> {
        let mut all = Pairs::default();
        if text.split('&').nth(MAX_PAIRS).is_some() {
            all.too_many = true;
            return all;
        }
        for piece in text.split('&').filter(|piece| !piece.is_empty()) {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            match decode(name, Plus::Space) {
                Ok(name) => all.list.push((name, value)),
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
                    all.list.push((Cow::Borrowed(name), value));
                }
            }
        }
        all
    }

    /// The pairs of a path segment in the style `matrix`, behind its first semicolon: `a=1;b=2`.
    /// `None`: a name cannot be decoded.
    pub(crate) fn of_matrix(text: &'a str) -> Option<Pairs<'a>> {
        let mut all = Pairs::default();
        for piece in text.split(';') {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            match decode(name, Plus::Plus) {
                Ok(name) => all.list.push((name, value)),
                Err(Undecodable) => return None,
            }
        }
        Some(all)
    }

    /// What is wrong with the pairs as a whole.
    pub(crate) fn fault(&self) -> Option<Rule> {
        let too_many = self.too_many.then_some(Rule::TooComplex);
        too_many.or_else(|| self.undecodable.then_some(Rule::Encoding))
    }

    /// The raw values of a name.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.list.iter().filter(move |(own, _)| own == name).map(|(_, value)| *value)
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
        assert_eq!(pairs.fault(), Some(Rule::Encoding));
    }

    #[test]
    fn of_too_many_pairs_none_is_read() {
        let most = "a=1&".repeat(MAX_PAIRS - 1) + "a=1";
        assert_eq!(Pairs::of_form(&most).list.len(), MAX_PAIRS);
        assert_eq!(Pairs::of_form(&most).fault(), None);
        let more = most + "&a=1";
        assert_eq!(Pairs::of_form(&more).list.len(), 0);
        assert_eq!(Pairs::of_form(&more).fault(), Some(Rule::TooComplex));
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
