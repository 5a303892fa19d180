//! [`Rejection`]: an answer that says no, and how it is written down.
//!
//! **Invariant:** a client learns a code, a constant message, JSON Pointers with rule names and
//! its request id; there is no way to put any other text into a rejection.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::decode::Violation;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $status:literal, $name:literal, $message:literal;)*) => {
        /// The codes of Portcullis's own answers: a closed set, each with one constant message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $code,)*
        }

        impl Code {
            /// The code in error bodies.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Code::$code => $name,)*
                }
            }

            /// The message in error bodies.
            pub const fn message(self) -> &'static str {
                match self {
                    $(Code::$code => $message,)*
                }
            }

            /// The status that the code usually comes with.
            pub fn status(self) -> StatusCode {
                let number: u16 = match self {
                    $(Code::$code => $status,)*
                };
                StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    };
}

codes! {
    /// Values of the request break the document's rules.
    ValidationError = 400, "VALIDATION_ERROR", "Invalid request parameters";
    /// The body is not JSON.
    InvalidJson = 400, "INVALID_JSON", "The request body is not valid JSON";
    /// The request is malformed.
    InvalidRequest = 400, "INVALID_REQUEST", "The request is not valid";
    /// No credentials.
    Unauthorized = 401, "UNAUTHORIZED", "Authentication is required";
    /// Credentials that do not hold.
    InvalidToken = 401, "INVALID_TOKEN", "The credentials are not valid";
    /// A payment is required.
    PaymentRequired = 402, "PAYMENT_REQUIRED", "Payment is required";
    /// The caller is known and lacks a scope.
    InsufficientScope = 403, "INSUFFICIENT_SCOPE", "The credentials do not permit this operation";
    /// The caller may not do this.
    Forbidden = 403, "FORBIDDEN", "This operation is not permitted";
    /// There is no such thing.
    NotFound = 404, "NOT_FOUND", "The requested resource does not exist";
    /// The path has other methods.
    MethodNotAllowed = 405, "METHOD_NOT_ALLOWED", "The method is not allowed for this resource";
    /// No representation that the client takes.
    NotAcceptable = 406, "NOT_ACCEPTABLE", "No acceptable representation exists";
    /// The request came too slowly.
    RequestTimeout = 408, "REQUEST_TIMEOUT", "The request was not received in time";
    /// The state of the resource is in the way.
    Conflict = 409, "CONFLICT", "The request conflicts with the state of the resource";
    /// There is no such thing any more.
    Gone = 410, "GONE", "The requested resource no longer exists";
    /// A precondition does not hold.
    PreconditionFailed = 412, "PRECONDITION_FAILED", "A precondition of the request does not hold";
    /// The body is larger than allowed.
    PayloadTooLarge = 413, "PAYLOAD_TOO_LARGE", "The request body is too large";
    /// The target is longer than allowed.
    UriTooLong = 414, "URI_TOO_LONG", "The request target is too long";
    /// The body is of a type or encoding that is not taken.
    UnsupportedMediaType = 415, "UNSUPPORTED_MEDIA_TYPE", "The media type is not supported";
    /// The request is for another host.
    MisdirectedRequest = 421, "MISDIRECTED_REQUEST", "The request is for another host";
    /// Well formed, and cannot be done.
    Unprocessable = 422, "UNPROCESSABLE_CONTENT", "The request cannot be processed";
    /// The resource is locked.
    Locked = 423, "LOCKED", "The resource is locked";
    /// A conditional request is needed.
    PreconditionRequired = 428, "PRECONDITION_REQUIRED", "The request must be conditional";
    /// Too many calls.
    RateLimited = 429, "RATE_LIMITED", "Too many requests";
    /// The head is larger than allowed.
    HeadersTooLarge = 431, "HEADERS_TOO_LARGE", "The request headers are too large";
    /// Refused for legal reasons.
    LegalReasons = 451, "UNAVAILABLE_FOR_LEGAL_REASONS", "Unavailable for legal reasons";
    /// Another refusal that the handler chose.
    Refused = 400, "REQUEST_REFUSED", "The request was refused";
    /// A fault of the server.
    InternalError = 500, "INTERNAL_ERROR", "An internal error occurred";
    /// The operation is declared and not written yet.
    NotImplemented = 501, "NOT_IMPLEMENTED", "The operation is not implemented";
    /// A server behind this one failed.
    BadGateway = 502, "BAD_GATEWAY", "An upstream service failed";
    /// The server cannot decide or work at the moment.
    ServiceUnavailable = 503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable";
    /// A server behind this one was too slow.
    GatewayTimeout = 504, "GATEWAY_TIMEOUT", "An upstream service did not answer in time";
}

impl Code {
    /// The code of a status that a handler chose without a code of its own.
    pub fn of_status(status: StatusCode) -> Code {
        match status.as_u16() {
            400 => Code::InvalidRequest,
            401 => Code::Unauthorized,
            402 => Code::PaymentRequired,
            403 => Code::Forbidden,
            404 => Code::NotFound,
            405 => Code::MethodNotAllowed,
            406 => Code::NotAcceptable,
            408 => Code::RequestTimeout,
            409 => Code::Conflict,
            410 => Code::Gone,
            412 => Code::PreconditionFailed,
            413 => Code::PayloadTooLarge,
            414 => Code::UriTooLong,
            415 => Code::UnsupportedMediaType,
            421 => Code::MisdirectedRequest,
            422 => Code::Unprocessable,
            423 => Code::Locked,
            428 => Code::PreconditionRequired,
            429 => Code::RateLimited,
            431 => Code::HeadersTooLarge,
            451 => Code::LegalReasons,
            501 => Code::NotImplemented,
            502 => Code::BadGateway,
            503 => Code::ServiceUnavailable,
            504 => Code::GatewayTimeout,
            500..=599 => Code::InternalError,
            _ => Code::Refused,
        }
    }
}

/// An answer that says no.
#[derive(Debug)]
pub struct Rejection {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    details: Vec<Violation>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Rejection {
    /// One of Portcullis's own, with its usual status.
    pub(crate) fn new(code: Code) -> Rejection {
        Rejection::with_status(code, code.status())
    }

    /// One of Portcullis's own, with another status.
    pub(crate) fn with_status(code: Code, status: StatusCode) -> Rejection {
        Rejection {
            status,
            code: code.as_str(),
            message: code.message(),
            details: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// One that the document declares, under its code or else under the status's own.
    pub(crate) fn declared(status: StatusCode, code: Option<&'static str>) -> Rejection {
        let own = Code::of_status(status);
        Rejection { code: code.unwrap_or(own.as_str()), ..Rejection::with_status(own, status) }
    }

    /// Values that break the document's rules.
    pub(crate) fn invalid(status: StatusCode, details: Vec<Violation>) -> Rejection {
        Rejection { details, ..Rejection::with_status(Code::ValidationError, status) }
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Rejection {
        self.headers.push((name, value));
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code: one of [`Code`]'s, or one that the document declares.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The constant message of the code.
    pub fn message(&self) -> &'static str {
        self.message
    }

    /// The values that were refused; empty where the rejection is about something else.
    pub fn details(&self) -> &[Violation] {
        &self.details
    }

    pub(crate) fn take_headers(&mut self) -> Vec<(HeaderName, HeaderValue)> {
        std::mem::take(&mut self.headers)
    }
}

/// Writes the bodies of rejections. Status and headers are not its business.
///
/// Implement it where the document declares an error schema of its own, and set it by
/// [`crate::Router::errors`].
pub trait RenderRejection: Send + Sync + 'static {
    /// The content type and the body.
    fn render(&self, rejection: &Rejection, request_id: &str) -> (HeaderValue, Bytes);
}

/// `{"error":{"code":…,"message":…,"request_id":…,"details":[…]}}`; `details` for validation only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Envelope;

impl RenderRejection for Envelope {
    fn render(&self, rejection: &Rejection, request_id: &str) -> (HeaderValue, Bytes) {
        let mut body = String::with_capacity(128 + 64 * rejection.details.len());
        body.push_str("{\"error\":{\"code\":");
        quote(&mut body, rejection.code);
        body.push_str(",\"message\":");
        quote(&mut body, rejection.message);
        body.push_str(",\"request_id\":");
        quote(&mut body, request_id);
        details(&mut body, &rejection.details);
        body.push_str("}}");
        (HeaderValue::from_static("application/json"), Bytes::from(body))
    }
}

/// RFC 9457 problem details of type `about:blank`, with the members `code`, `request_id` and, for
/// validation only, `details`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemJson;

impl RenderRejection for ProblemJson {
    fn render(&self, rejection: &Rejection, request_id: &str) -> (HeaderValue, Bytes) {
        let mut body = String::with_capacity(192 + 64 * rejection.details.len());
        body.push_str("{\"type\":\"about:blank\",\"title\":");
        // RFC 9457 §4.2.1: with about:blank the title is the status's phrase.
        quote(&mut body, rejection.status.canonical_reason().unwrap_or("Error"));
        body.push_str(",\"status\":");
        body.push_str(rejection.status.as_str());
        body.push_str(",\"detail\":");
        quote(&mut body, rejection.message);
        body.push_str(",\"code\":");
        quote(&mut body, rejection.code);
        body.push_str(",\"request_id\":");
        quote(&mut body, request_id);
        details(&mut body, &rejection.details);
        body.push('}');
        (HeaderValue::from_static("application/problem+json"), Bytes::from(body))
    }
}

fn details(body: &mut String, violations: &[Violation]) {
    if violations.is_empty() {
        return;
    }
    body.push_str(",\"details\":[");
    for (index, violation) in violations.iter().enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str("{\"in\":\"");
        body.push_str(violation.location.as_str());
        body.push_str("\",\"pointer\":");
        quote(body, &violation.pointer);
        body.push_str(",\"rule\":\"");
        body.push_str(violation.rule.as_str());
        body.push_str("\"}");
    }
    body.push(']');
}

/// The bytes that stand for themselves in a JSON string and in a log. A table, because it is asked
/// for every byte of every record.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0x20;
    while byte < 0x7f {
        plain[byte] = byte != b'"' as usize && byte != b'\\' as usize;
        byte += 1;
    }
    plain
};

/// Whether every byte is [`PLAIN`]: eight at a time, the last ones together with those before.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let special = |word: &[u8; 8]| {
        let word = u64::from_ne_bytes(*word);
        // Where all bytes are below 0x80, a difference has its high bit only from the first byte
        // on that is less.
        let zero = |word: u64| word.wrapping_sub(ONES);
        let (quote, backslash) = (word ^ (ONES * 0x22), word ^ (ONES * 0x5c));
        let control = word.wrapping_sub(ONES * 0x20);
        let delete = word.wrapping_add(ONES);
        (word | control | delete | zero(quote) | zero(backslash)) & HIGH != 0
    };
    let Some(last) = bytes.last_chunk() else {
        return bytes.iter().fold(true, |all, byte| all & PLAIN[usize::from(*byte)]);
    };
    let (words, _) = bytes.as_chunks();
    // Texts are short: looking at several words at once costs more than it saves.
    !special(last) && !words.iter().any(special)
}

/// Writes a JSON string.
#[inline]
pub(crate) fn quote(body: &mut String, text: &str) {
    body.push('"');
    if is_plain(text.as_bytes()) {
        body.push_str(text);
    } else {
        escape(body, text);
    }
    body.push('"');
}

fn escape(body: &mut String, text: &str) {
    use std::fmt::Write as _;
    for character in text.chars() {
        match character {
            '"' => body.push_str("\\\""),
            '\\' => body.push_str("\\\\"),
            // C0 by RFC 8259; C1 and the line separators, because terminals and log readers act
            // on them.
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(body, "\\u{:04x}", u32::from(character));
            }
            other => body.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::decode::{Location, Rule};

    #[test]
    fn every_byte_is_told_apart_at_every_place() {
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut bytes = vec![b'~'; length];
                    bytes[at] = byte;
                    assert_eq!(is_plain(&bytes), PLAIN[usize::from(byte)], "{byte:#x} at {at}");
                }
            }
        }
        assert!(is_plain(b" !#[]~ !#[]~"));
    }

    fn invalid() -> Rejection {
        let detail = Violation {
            location: Location::Body,
            pointer: "/a\"b".to_owned(),
            rule: Rule::Maximum,
        };
        Rejection::invalid(StatusCode::UNPROCESSABLE_ENTITY, vec![detail])
    }

    fn text(render: &dyn RenderRejection, rejection: &Rejection) -> String {
        String::from_utf8(render.render(rejection, "req_1").1.to_vec()).unwrap()
    }

    #[test]
    fn the_envelope() {
        assert_eq!(
            text(&Envelope, &Rejection::new(Code::NotFound)),
            "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"The requested resource does not \
             exist\",\"request_id\":\"req_1\"}}"
        );
        assert_eq!(
            text(&Envelope, &invalid()),
            "{\"error\":{\"code\":\"VALIDATION_ERROR\",\"message\":\"Invalid request parameters\",\
             \"request_id\":\"req_1\",\"details\":[{\"in\":\"body\",\"pointer\":\"/a\\\"b\",\
             \"rule\":\"maximum\"}]}}"
        );
    }

    #[test]
    fn problem_details() {
        assert_eq!(
            text(&ProblemJson, &invalid()),
            "{\"type\":\"about:blank\",\"title\":\"Unprocessable Entity\",\"status\":422,\
             \"detail\":\"Invalid request parameters\",\"code\":\"VALIDATION_ERROR\",\
             \"request_id\":\"req_1\",\"details\":[{\"in\":\"body\",\"pointer\":\"/a\\\"b\",\
             \"rule\":\"maximum\"}]}"
        );
    }

    #[test]
    fn a_declared_code_keeps_the_message_of_its_status() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let rejection = Rejection::declared(status, Some("INSUFFICIENT_FUNDS"));
        assert_eq!(rejection.code(), "INSUFFICIENT_FUNDS");
        assert_eq!(rejection.message(), "The request cannot be processed");
        assert_eq!(Rejection::declared(StatusCode::IM_A_TEAPOT, None).code(), "REQUEST_REFUSED");
        assert_eq!(Rejection::declared(StatusCode::NOT_FOUND, None).code(), "NOT_FOUND");
    }

    #[test]
    fn control_characters_are_escaped() {
        let mut out = String::new();
        quote(&mut out, "a\r\n\u{1b}[31m\u{85}\u{2028}\"\\");
        assert_eq!(out, "\"a\\u000d\\u000a\\u001b[31m\\u0085\\u2028\\\"\\\\\"");
    }
}
