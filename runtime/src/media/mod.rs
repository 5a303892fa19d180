//! [`MediaType`]: a media type that somebody sent or names; [`Accept`]: which ones a client takes.
//!
//! **Invariant:** what is not written as RFC 9110 section 8.3.1 says is no media type.

mod accept;
mod syntax;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use http::{HeaderMap, HeaderValue, header};

pub use self::accept::Accept;
pub(crate) use self::syntax::{Raw, parameter, split};

/// A media type, such as `image/png` or `text/plain; charset=utf-8`.
#[derive(Clone, Debug)]
pub struct MediaType {
    text: String,
}

/// A text that is no media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMediaType;

impl fmt::Display for NotAMediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a media type")
    }
}

impl std::error::Error for NotAMediaType {}

impl FromStr for MediaType {
    type Err = NotAMediaType;

    fn from_str(text: &str) -> Result<MediaType, NotAMediaType> {
        match Raw::parse(text) {
            Some(raw) if !raw.is_range() => Ok(MediaType { text: text.trim().to_owned() }),
            _ => Err(NotAMediaType),
        }
    }
}

impl MediaType {
    /// Type and subtype, as they were written: compare them in any case.
    pub fn essence(&self) -> &str {
        Raw::parse(&self.text).map_or("", |raw| raw.essence)
    }

    /// Whether type and subtype are these.
    pub fn is(&self, essence: &str) -> bool {
        self.essence().eq_ignore_ascii_case(essence)
    }

    /// The value of a parameter, without quotes.
    pub fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        Raw::parse(&self.text)?.parameter(name)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The one that a request names.
    pub(crate) fn of_request(headers: &HeaderMap) -> Option<MediaType> {
        headers.get(header::CONTENT_TYPE)?.to_str().ok()?.parse().ok()
    }

    /// As a header, where it is in the range.
    pub(crate) fn within(&self, range: &str) -> Option<HeaderValue> {
        let (own, range) = (Raw::parse(&self.text)?, Raw::parse(range)?);
        range.covers(&own)?;
        HeaderValue::from_str(&self.text).ok()
    }
}

impl PartialEq for MediaType {
    fn eq(&self, other: &MediaType) -> bool {
        match (Raw::parse(&self.text), Raw::parse(&other.text)) {
            (Some(a), Some(b)) => a.covers(&b).is_some() && b.covers(&a).is_some(),
            _ => false,
        }
    }
}

impl Eq for MediaType {}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A body whose media type is not one alone: the document names a range, such as `image/*`, and the
/// sender chooses within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed<T> {
    /// The media type.
    pub media: MediaType,
    /// The content.
    pub body: T,
}

impl<T> Typed<T> {
    /// Content of this media type.
    pub fn new(media: MediaType, body: T) -> Typed<T> {
        Typed { media, body }
    }
}

impl<T> Deref for Typed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}
