//! [`Accept`]: what a client takes as an answer.
//!
//! **Invariant:** the most specific range that covers a type decides about it, and a quality of 0
//! refuses it (RFC 9110 section 12.5.1). A list that is malformed is not guessed at,
//! but disregarded as a whole.

use http::{HeaderMap, HeaderValue, header};

use super::syntax::{BLANK, Raw, split};

/// The header `Accept` of a request. Without one, or when it takes everything, all types are
/// equally good.
#[derive(Clone, Debug, Default)]
pub struct Accept {
    /// The list, where it says something.
    list: Option<HeaderValue>,
}

/// A list that is not written as RFC 9110 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Accept {
    /// The header of a request. Nothing is copied or looked at where there is none, it takes
    /// everything, or it names the one type that there is.
    pub(crate) fn of(headers: &HeaderMap, usual: &[&str]) -> Result<Accept, Malformed> {
        let mut values = headers.get_all(header::ACCEPT).iter();
        let Some(first) = values.next() else { return Ok(Accept::default()) };
        let list = match values.next() {
            None if first == "*/*" || matches!(usual, [one] if first == *one) => {
                return Ok(Accept::default());
            }
            None => first.clone(),
            Some(second) => join(first, std::iter::once(second).chain(values))?,
        };
        let text = list.to_str().map_err(|_| Malformed)?;
        let mut some = false;
        for entry in entries(text) {
            some |= entry.ok_or(Malformed).map(|_| true)?;
        }
        // RFC 9110 section 12.5.1 gives an empty list no meaning: it is none.
        Ok(Accept { list: some.then_some(list) })
    }

    /// How good a media type is, in thousandths; 0: it is refused.
    pub fn quality(&self, media: &str) -> u16 {
        Raw::parse(media).map_or(0, |media| self.of_raw(&media))
    }

    fn of_raw(&self, media: &Raw<'_>) -> u16 {
        let Some(text) = self.list.as_ref().and_then(|list| list.to_str().ok()) else {
            return 1000;
        };
        let mut covering: Option<(u32, u16)> = None;
        let mut inside = 0;
        for (range, quality) in entries(text).flatten() {
            if let Some(exact) = range.covers(media)
                && covering.is_none_or(|(other, _)| exact > other)
            {
                covering = Some((exact, quality));
            }
            // An offered range is as good as the best type in it: the handler names one.
            if media.is_range() && media.covers(&range).is_some() {
                inside = quality.max(inside);
            }
        }
        covering.map_or(0, |(_, quality)| quality).max(inside)
    }

    /// The best of some media types; the first among equals. `None`: all are refused.
    ///
    /// A handler whose operation declares several representations finds out by this which one the
    /// client would rather have.
    pub fn preferred<'m>(&self, offers: &[&'m str]) -> Option<&'m str> {
        if self.list.is_none() {
            return offers.first().copied();
        }
        let mut best: Option<(u16, &'m str)> = None;
        for offer in offers {
            let quality = self.quality(offer);
            if quality > best.map_or(0, |(quality, _)| quality) {
                best = Some((quality, *offer));
            }
        }
        best.map(|(_, offer)| offer)
    }
}

/// Several lines are one list: RFC 9110 section 5.3.
fn join<'h>(
    first: &HeaderValue,
    others: impl Iterator<Item = &'h HeaderValue>,
) -> Result<HeaderValue, Malformed> {
    let mut all = first.as_bytes().to_vec();
    for other in others {
        all.push(b',');
        all.extend_from_slice(other.as_bytes());
    }
    HeaderValue::from_bytes(&all).map_err(|_| Malformed)
}

/// Ranges and their qualities; `None` for what is malformed. Empty elements are none: RFC 9110
/// section 5.6.1.2.
fn entries(text: &str) -> impl Iterator<Item = Option<(Raw<'_>, u16)>> {
    let elements = split(text, b',').map(|element| element.trim_matches(BLANK));
    elements.filter(|element| !element.is_empty()).map(entry)
}

fn entry(element: &str) -> Option<(Raw<'_>, u16)> {
    let whole = Raw::parse(element)?;
    let mut weight = None;
    for (name, value) in whole.parameters() {
        // The weight stands last: what followed it once was never given a meaning.
        if weight.is_some() {
            return None;
        }
        weight = name.eq_ignore_ascii_case("q").then_some(value);
    }
    let Some(value) = weight else { return Some((whole, 1000)) };
    let range = element.rfind(';').and_then(|at| element.get(..at)).and_then(Raw::parse)?;
    Some((range, quality(value)?))
}

/// `0`, `0.5`, `1.000`: RFC 9110 section 12.4.2.
fn quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction.bytes().chain(*b"000").take(3);
    let thousandths = thousandths.fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn accept(text: &str) -> Accept {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(text).unwrap());
        Accept::of(&headers, &[]).unwrap()
    }

    #[test]
    fn the_example_of_the_standard() {
        // RFC 9110 section 12.5.1.
        let accept = accept(
            "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, \
             text/plain;format=fixed;q=0.4, */*;q=0.5",
        );
        for (media, quality) in [
            ("text/plain;format=flowed", 1000),
            ("text/plain", 700),
            ("text/html", 300),
            ("image/jpeg", 500),
            ("text/plain;format=fixed", 400),
            ("text/html;level=3", 300),
        ] {
            assert_eq!(accept.quality(media), quality, "{media}");
        }
    }

    #[test]
    fn the_best_offer_wins_and_the_first_among_equals() {
        let offers = ["application/json", "application/yaml"];
        let preferred = |text| accept(text).preferred(&offers);
        assert_eq!(preferred("*/*"), Some("application/json"));
        assert_eq!(preferred("application/*"), Some("application/json"));
        assert_eq!(preferred("application/yaml, application/json"), Some("application/json"));
        assert_eq!(preferred("application/yaml, */*;q=0.1"), Some("application/yaml"));
        assert_eq!(preferred("*/*, application/json;q=0"), Some("application/yaml"));
        assert_eq!(preferred("application/json; charset=UTF-8"), Some("application/json"));
        assert_eq!(preferred("text/html"), None);
        assert_eq!(preferred("*/*;q=0"), None);
        assert_eq!(preferred(" , "), Some("application/json"));
    }

    #[test]
    fn a_range_is_as_good_as_the_best_in_it() {
        assert_eq!(accept("image/png;q=0.5").quality("image/*"), 500);
        assert_eq!(accept("image/*;q=0, image/png;q=0.5").quality("image/*"), 500);
        assert_eq!(accept("text/*").quality("image/*"), 0);
        assert_eq!(accept("text/plain;q=0.2").quality("*/*"), 200);
    }

    #[test]
    fn malformed_lists_are_refused() {
        for bad in [
            "*",
            "json",
            "a/b;q=2",
            "a/b;q=",
            "a/b;q=0.1234",
            "a/b;q=-1",
            "a/b;q=1.001",
            "a/b;q=.5",
            "a/b;q=0.5;x=y",
            "a/b c/d",
            "*/b",
            "a/b;;q=1",
            "a/b;q=\"0.5\"",
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_str(bad).unwrap());
            assert_eq!(Accept::of(&headers, &[]).err(), Some(Malformed), "{bad}");
        }
    }

    #[test]
    fn lines_are_one_list() {
        let mut headers = HeaderMap::new();
        headers.append(header::ACCEPT, HeaderValue::from_static("a/b;q=0.1"));
        headers.append(header::ACCEPT, HeaderValue::from_static("c/d"));
        let accept = Accept::of(&headers, &["a/b"]).unwrap();
        assert_eq!((accept.quality("a/b"), accept.quality("c/d")), (100, 1000));
    }
}
