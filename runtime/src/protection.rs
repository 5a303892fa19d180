//! Headers that protect an answer, whoever makes it: the request path or the server below it.
//!
//! **Invariant:** no answer is stored or sniffed; what a browser is told beyond that, the document
//! may say otherwise by a header of its own.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Answers are data for programs: a browser that shows one loads, frames and tells nothing.
/// (OWASP REST Security Cheat Sheet, "Security Headers".)
const FOR_BROWSERS: [(HeaderName, HeaderValue); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// Adds them.
pub(crate) fn add(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    for (name, value) in FOR_BROWSERS {
        headers.entry(name).or_insert(value);
    }
}
