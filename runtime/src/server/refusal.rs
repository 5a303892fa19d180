//! Answers of the server itself, to requests that never reach the application.
//!
//! **Invariant:** they look like those of the request path, and on HTTP/1.1 the connection ends
//! with them: where a request is not understood, nobody knows where the next one begins.

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, Version, header};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::error::{Code, Envelope, Rejection, RenderRejection as _};
use crate::protection;
use crate::request_id::{self, RequestId};

/// The answer to a request with these headers.
pub(super) fn answer(code: Code, headers: &HeaderMap, version: Version) -> Response<Body> {
    let (status, mut headers, body) = parts(code, RequestId::of(headers));
    if version <= Version::HTTP_11 {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The answer as HTTP/1.1 writes it, to what is not even a request.
pub(super) fn written(code: Code, over_tls: bool) -> Bytes {
    let (status, mut headers, body) = parts(code, RequestId::random());
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    if over_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT);
    }
    if let Some(date) = date() {
        headers.insert(header::DATE, date);
    }
    let mut bytes = Vec::with_capacity(1024);
    bytes.extend_from_slice(b"HTTP/1.1 ");
    bytes.extend_from_slice(status.as_str().as_bytes());
    bytes.push(b' ');
    bytes.extend_from_slice(status.canonical_reason().unwrap_or_default().as_bytes());
    bytes.extend_from_slice(b"\r\n");
    for (name, value) in &headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    Bytes::from(bytes)
}

/// RFC 6797: for a year, this host is asked over TLS only. Its subdomains are not our business.
pub(super) const TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

fn parts(code: Code, id: RequestId) -> (StatusCode, HeaderMap, Bytes) {
    let rejection = Rejection::new(code);
    let (media, body) = Envelope.render(&rejection, id.as_str());
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(request_id::HEADER, id.header());
    protection::add(&mut headers);
    (rejection.status(), headers, body)
}

/// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date() -> Option<HeaderValue> {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let text = OffsetDateTime::now_utc().format(form).ok()?;
    HeaderValue::from_str(&text).ok()
}
