//! The headers that tell a client its limits.
//!
//! `RateLimit-Policy` and `RateLimit` are those of the draft of the HTTP API working group
//! (draft-ietf-httpapi-ratelimit-headers, Structured Fields with quoted names): all policies, and
//! the standing with the tightest. `X-RateLimit-Limit`, `-Remaining` and `-Reset` say the same of
//! the tightest for older clients; `-Reset` is in **seconds from now**: until the limit is full
//! again or, on 429, until a call is admitted.
//!
//! **Invariant:** what is written here comes from the document alone and from counts, never from
//! the client.

use std::fmt::Write as _;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::Standing;
use crate::policy::Rate;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The constant parts of the headers of an operation, rendered ahead.
#[derive(Debug)]
pub(crate) struct RateHeaders {
    policy: HeaderValue,
    rates: Vec<(String, HeaderValue)>,
}

impl RateHeaders {
    /// `None` when a name cannot stand in a Structured Field: only printable ASCII can.
    pub(crate) fn new(rates: &[Rate]) -> Option<RateHeaders> {
        let mut policy = String::new();
        let mut each = Vec::with_capacity(rates.len());
        for rate in rates {
            if !policy.is_empty() {
                policy.push_str(", ");
            }
            let name = quoted(rate.name)?;
            // Writing to a string cannot fail.
            let _ = write!(policy, "{name};q={};w={}", rate.limit, rate.window);
            each.push((name, HeaderValue::from(rate.limit)));
        }
        Some(RateHeaders { policy: HeaderValue::try_from(policy).ok()?, rates: each })
    }

    /// Writes the headers.
    pub(crate) fn write(&self, standing: Standing, headers: &mut HeaderMap) {
        let Some((name, limit)) = self.rates.get(standing.index) else { return };
        let mut text = String::with_capacity(name.len() + 28);
        text.push_str(name);
        text.push_str(";r=");
        push(&mut text, u64::from(standing.remaining));
        text.push_str(";t=");
        push(&mut text, standing.reset);
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(STANDING, value);
        }
        headers.insert(POLICY, self.policy.clone());
        headers.insert(LIMIT, limit.clone());
        headers.insert(REMAINING, HeaderValue::from(standing.remaining));
        headers.insert(RESET, HeaderValue::from(standing.reset));
        if !standing.admitted {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(standing.reset));
        }
    }
}

fn push(text: &mut String, number: u64) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{number}");
}

/// A String of Structured Fields, RFC 9651 §3.3.3.
fn quoted(name: &str) -> Option<String> {
    if !name.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return None;
    }
    let mut text = String::with_capacity(name.len() + 2);
    text.push('"');
    for character in name.chars() {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push('"');
    Some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn writes_the_tightest_and_all_policies() {
        let rates = [Rate::per_second(10).named("burst"), Rate::per_hour(1000)];
        let ahead = RateHeaders::new(&rates).unwrap();
        let mut headers = HeaderMap::new();
        let standing = Standing { admitted: true, index: 1, remaining: 4, reset: 9 };
        ahead.write(standing, &mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"burst\";q=10;w=1, \"default\";q=1000;w=3600");
        assert_eq!(headers["ratelimit"], "\"default\";r=4;t=9");
        assert_eq!(headers["x-ratelimit-limit"], "1000");
        assert_eq!(headers["x-ratelimit-remaining"], "4");
        assert_eq!(headers["x-ratelimit-reset"], "9");
        assert!(!headers.contains_key("retry-after"));
    }

    #[test]
    fn a_refusal_says_when_to_come_back() {
        let ahead = RateHeaders::new(&[Rate::per_minute(1)]).unwrap();
        let mut headers = HeaderMap::new();
        ahead.write(Standing { admitted: false, index: 0, remaining: 0, reset: 60 }, &mut headers);
        assert_eq!(headers["retry-after"], "60");
        assert_eq!(headers["ratelimit"], "\"default\";r=0;t=60");
    }

    #[test]
    fn names_are_quoted_or_refused() {
        assert_eq!(quoted("a\"b\\").as_deref(), Some("\"a\\\"b\\\\\""));
        assert_eq!(quoted("a\r\nb"), None);
        assert_eq!(quoted("é"), None);
    }
}
