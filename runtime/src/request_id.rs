//! [`RequestId`]: the name of one call, in its answer and in the logs.
//!
//! **Invariant:** 1 to 64 characters of `[A-Za-z0-9._-]`: it can stand in a header, in JSON and
//! in a log line as it is.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use ahash::RandomState;
use http::{HeaderMap, HeaderName, HeaderValue};

/// `X-Request-Id`.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The name of one call: the client's, where it sent a well-formed one, or a new random one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId {
    bytes: [u8; LONGEST],
    length: u8,
}

impl RequestId {
    /// The client's, if it sent exactly one and it is well formed; otherwise a new one.
    pub(crate) fn of(headers: &HeaderMap) -> RequestId {
        let mut values = headers.get_all(&HEADER).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => RequestId::parse(value.as_bytes()),
            _ => None,
        }
        .unwrap_or_else(RequestId::random)
    }

    fn parse(text: &[u8]) -> Option<RequestId> {
        let fits = (1..=LONGEST).contains(&text.len())
            && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if !fits {
            return None;
        }
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(RequestId { bytes, length: u8::try_from(text.len()).ok()? })
    }

    /// `req_` and 128 bits: a counter, hashed twice under random seeds of the process. It is a
    /// name and no secret, and costs no call of the system.
    pub(crate) fn random() -> RequestId {
        const PREFIX: &[u8; 4] = b"req_";
        const DIGITS: usize = 26;
        static SEEDS: LazyLock<[RandomState; 2]> =
            LazyLock::new(|| [RandomState::new(), RandomState::new()]);
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let [high, low] = SEEDS.each_ref().map(|seed| u128::from(seed.hash_one(count)));
        let mut number = high << 64 | low;
        let mut bytes = [0; LONGEST];
        for (place, byte) in bytes.iter_mut().zip(PREFIX) {
            *place = *byte;
        }
        for place in bytes.iter_mut().skip(PREFIX.len()).take(DIGITS) {
            let digit = usize::try_from(number & 31).unwrap_or(0);
            *place = ALPHABET.get(digit).copied().unwrap_or(b'0');
            number >>= 5;
        }
        RequestId { bytes, length: 30 }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.bytes
            .get(..usize::from(self.length))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(self.as_str()).unwrap_or(HeaderValue::from_static("unknown"))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestId").field(&self.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn sent(values: &[&[u8]]) -> RequestId {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        RequestId::of(&headers)
    }

    #[test]
    fn keeps_what_is_well_formed() {
        let longest = [b'a'; 64];
        for good in [&b"a"[..], b"Ab-1_2.3", &longest] {
            assert_eq!(sent(&[good]).as_str().as_bytes(), good);
        }
    }

    #[test]
    fn replaces_everything_else() {
        let long = [b'a'; 65];
        for bad in [&b""[..], b"a b", b"a\"b", b"a\tb", b"{}", "é".as_bytes(), b"\xff", &long] {
            assert!(sent(&[bad]).as_str().starts_with("req_"), "{bad:?}");
        }
        assert!(sent(&[b"a", b"b"]).as_str().starts_with("req_"), "two are none");
        assert!(sent(&[]).as_str().starts_with("req_"));
    }

    #[test]
    fn new_ones_differ_and_are_well_formed() {
        let many: std::collections::HashSet<_> = (0..10_000).map(|_| RequestId::random()).collect();
        assert_eq!(many.len(), 10_000);
        let a = RequestId::random();
        assert_eq!(RequestId::parse(a.as_str().as_bytes()), Some(a));
        assert_eq!(a.as_str().len(), 30);
    }
}
