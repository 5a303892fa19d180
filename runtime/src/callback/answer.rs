//! Answers to callbacks: what a receiver sent back, read under the document's checks.
//!
//! **Invariant:** the narrowest status of the document decides, as `OpenAPI` 3.1 section 4.8.16 says; what
//! it does not describe is an error.

use std::fmt;

use bytes::Bytes;
use http::{StatusCode, header};

use crate::decode::Violation;
use crate::media::Raw;
use crate::params::body::{Content, Received};
use crate::params::{BodyKind, Input};
use crate::router::Spans;

/// The responses of a callback. Derive it: `#[derive(CallbackResponse)]`.
pub trait FromAnswer: Sized {
    /// What can come, in the order of the variants.
    const CASES: &'static [Case];

    /// Reads the variant of an index. Violations are recorded in the input.
    #[doc(hidden)]
    fn from_input(input: &mut Input<'_>, index: usize, status: StatusCode) -> Option<Self>;

    /// Reads an answer.
    ///
    /// # Errors
    /// When the document describes no such answer, or its values are invalid.
    fn from_answer(answer: &http::Response<Bytes>) -> Result<Self, AnswerError> {
        let index = choose(Self::CASES, answer)?;
        let mut parts = http::Request::new(()).into_parts().0;
        parts.headers.clone_from(answer.headers());
        let spans = Spans::default();
        let has_body = Self::CASES.get(index).is_some_and(|case| case.kind.is_some());
        let content = Content::Whole(answer.body().clone());
        let body = has_body.then_some(Received { index: 0, content });
        let mut input = Input::new(&parts, &spans, &[], body);
        let read = Self::from_input(&mut input, index, answer.status());
        let (violations, malformed) = input.faults();
        match read {
            _ if malformed => Err(AnswerError::Json),
            Some(read) if violations.is_empty() => Ok(read),
            Some(_) | None => Err(AnswerError::Invalid(violations)),
        }
    }
}

/// What an answer can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The first status.
    pub first: u16,
    /// The last status.
    pub last: u16,
    /// How the body is read; none: it is not.
    pub kind: Option<BodyKind>,
    /// The media types of the body, one of which it has.
    pub media: &'static [&'static str],
}

/// Why an answer could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// The document has no response of this status.
    Status(StatusCode),
    /// The document has no response of this status and media type.
    MediaType(StatusCode),
    /// The body is no JSON.
    Json,
    /// Values are invalid.
    Invalid(Vec<Violation>),
}

impl fmt::Display for AnswerError {
    /// Without anything that the receiver sent, but the status.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnswerError::Status(status) => write!(f, "status {status} is not described"),
            AnswerError::MediaType(status) => {
                write!(f, "the media type is not described for status {status}")
            }
            AnswerError::Json => f.write_str("the body is not valid JSON"),
            AnswerError::Invalid(violations) => write!(f, "{} invalid values", violations.len()),
        }
    }
}

impl std::error::Error for AnswerError {}

/// The case of an answer: among those of the narrowest status the first of its media type.
fn choose(cases: &[Case], answer: &http::Response<Bytes>) -> Result<usize, AnswerError> {
    let status = answer.status();
    let number = status.as_u16();
    let fits = |case: &&Case| (case.first..=case.last).contains(&number);
    let narrowest = cases.iter().filter(fits).map(|case| case.last - case.first).min();
    let Some(width) = narrowest else { return Err(AnswerError::Status(status)) };
    let sent = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let sent = sent.and_then(Raw::parse);
    let takes = |case: &Case| {
        let covers = |media: &&str| match (Raw::parse(media), sent) {
            (Some(media), Some(sent)) => media.covers(&sent).is_some(),
            _ => false,
        };
        match case.kind {
            None => true,
            Some(BodyKind::Binary) => case.media.iter().any(covers),
            // What is text is read as UTF-8, whatever else it may be.
            Some(_) => sent.is_some_and(is_utf8) && case.media.iter().any(covers),
        }
    };
    cases
        .iter()
        .position(|case| fits(&case) && case.last - case.first == width && takes(case))
        .ok_or(AnswerError::MediaType(status))
}

fn is_utf8(media: Raw<'_>) -> bool {
    media.parameter("charset").is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}
