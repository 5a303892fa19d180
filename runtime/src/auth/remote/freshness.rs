//! How long an answer says that it holds (RFC 9111 §4.2, §5.2.2).
//!
//! **Invariant:** what is not understood says nothing; of several sayings the shortest counts.

use std::time::Duration;

use http::{HeaderMap, header};

/// How long the answer holds from now on, as `Cache-Control` and `Age` say. `None` where they do
/// not say.
pub(super) fn of(headers: &HeaderMap) -> Option<Duration> {
    let fields =
        headers.get_all(header::CACHE_CONTROL).iter().filter_map(|field| field.to_str().ok());
    let shortest = fields.flat_map(|field| field.split(',')).filter_map(seconds).min()?;
    // RFC 9111 §4.2.3: the time that it has spent in caches.
    let spent = headers.get(header::AGE).and_then(|age| number(age.to_str().ok()?)).unwrap_or(0);
    Some(Duration::from_secs(shortest.saturating_sub(spent)))
}

/// The seconds that one directive gives.
fn seconds(directive: &str) -> Option<u64> {
    let (name, value) = match directive.split_once('=') {
        Some((name, value)) => (name.trim(), value.trim()),
        None => (directive.trim(), ""),
    };
    if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
        return Some(0);
    }
    if !name.eq_ignore_ascii_case("max-age") {
        return None;
    }
    // §5.2: the quoted form is to be understood as well.
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    number(bare)
}

/// RFC 9111 §1.2.2: digits; what is too large is very long.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn read(fields: &[(&'static str, &str)]) -> Option<u64> {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, value.parse().unwrap());
        }
        of(&headers).map(|time| time.as_secs())
    }

    #[test]
    fn lifetimes() {
        let control = |value: &str| read(&[("cache-control", value)]);
        assert_eq!(read(&[]), None);
        assert_eq!(control("public, max-age=600"), Some(600));
        assert_eq!(control("MAX-AGE = \"600\""), Some(600));
        assert_eq!(control("max-age=600, max-age=60"), Some(60));
        assert_eq!(control("max-age=600, no-cache"), Some(0));
        assert_eq!(control("no-store"), Some(0));
        assert_eq!(control("max-age=99999999999999999999999"), Some(u64::MAX));
        for nothing in [
            "",
            "private",
            "max-age",
            "max-age=",
            "max-age=-1",
            "max-age=1.5",
            "s-maxage=5",
            "x-max-age=5",
        ] {
            assert_eq!(control(nothing), None, "{nothing}");
        }
        assert_eq!(
            read(&[("cache-control", "max-age=600"), ("cache-control", "max-age=50")]),
            Some(50)
        );
        assert_eq!(read(&[("cache-control", "max-age=600"), ("age", "100")]), Some(500));
        assert_eq!(read(&[("cache-control", "max-age=600"), ("age", "700")]), Some(0));
        assert_eq!(read(&[("cache-control", "max-age=600"), ("age", "x")]), Some(600));
    }
}
