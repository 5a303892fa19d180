//! [`Reply`]: what a handler's answer became.
//!
//! **Invariant:** the text of an internal error never gets into a reply's body.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::encode::to_vec;
use crate::media::Typed;
use crate::schema::Schema;
use crate::stream::{Download, Events, Lines, UploadError};

/// What a handler answers with. Derive it: `Response` and `SafeError`.
pub trait IntoReply: Send + 'static {
    /// The media types of every success, where each success has one; otherwise none.
    const OFFERS: &'static [&'static str] = &[];

    /// The reply.
    fn into_reply(self) -> Reply;
}

/// What a handler's answer became: a status, headers and an encoded body.
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) content: Content,
}

/// The body of a reply.
pub(crate) enum Content {
    Empty,
    Body(Media, Download),
    /// An error that the document declares by code: the request path writes the body.
    Declared(Option<&'static str>),
    /// A fault: the constant answer.
    Internal(Internal),
    /// The handler panicked with this text: the constant answer.
    Panic(String),
}

/// The media type of a reply.
pub(crate) enum Media {
    /// One of these, as the client likes: the content is the same.
    Offered(&'static [&'static str]),
    /// The handler named it.
    Chosen(HeaderValue),
}

impl fmt::Debug for Reply {
    /// Without the body and the values of headers, which hold sensitive values as they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

impl Reply {
    fn new(status: StatusCode, content: Content) -> Reply {
        Reply { status, headers: Vec::new(), content }
    }

    /// No body.
    pub fn empty(status: StatusCode) -> Reply {
        Reply::new(status, Content::Empty)
    }

    /// A body of JSON, under one of these media types.
    pub fn json<T: Schema>(status: StatusCode, media: &'static [&'static str], body: &T) -> Reply {
        match to_vec(body) {
            Ok(json) => Reply::encoded(status, media, Bytes::from(json)),
            Err(error) => Reply::internal(Internal::from(error)),
        }
    }

    /// A body of text: the value as it is written without JSON's quotes.
    pub fn text<T: Schema>(status: StatusCode, media: &'static [&'static str], body: &T) -> Reply {
        match to_vec(body).ok().as_deref().and_then(plain) {
            Some(text) => Reply::encoded(status, media, Bytes::from(text)),
            None => Reply::fault("a text body cannot be written from this value"),
        }
    }

    /// A body of bytes, whole or as they come.
    pub fn binary(
        status: StatusCode,
        media: &'static [&'static str],
        body: impl Into<Download>,
    ) -> Reply {
        Reply::new(status, Content::Body(Media::Offered(media), body.into()))
    }

    /// A body of bytes whose media type the handler named, within a range. One that is not in it
    /// makes the reply a fault.
    pub fn typed_binary(
        status: StatusCode,
        range: &'static [&'static str],
        body: Typed<impl Into<Download>>,
    ) -> Reply {
        match range.iter().find_map(|range| body.media.within(range)) {
            Some(media) => {
                Reply::new(status, Content::Body(Media::Chosen(media), body.body.into()))
            }
            None => Reply::fault("the media type is not in the range that the document declares"),
        }
    }

    /// Server-sent events.
    pub fn events<T>(status: StatusCode, media: &'static [&'static str], body: Events<T>) -> Reply {
        Reply::binary(status, media, body)
    }

    /// JSON values, one a line.
    pub fn lines<T>(status: StatusCode, media: &'static [&'static str], body: Lines<T>) -> Reply {
        let first = media.first().copied().unwrap_or_default();
        Reply::binary(status, media, body.into_download(first))
    }

    fn encoded(status: StatusCode, media: &'static [&'static str], body: Bytes) -> Reply {
        Reply::binary(status, media, body)
    }

    /// An error that the document declares, under its code or else under the status's own.
    /// Portcullis writes the body.
    pub fn declared(status: StatusCode, code: Option<&'static str>) -> Reply {
        Reply::new(status, Content::Declared(code))
    }

    /// A fault: answered by the constant 500, logged under the request id.
    pub fn internal(error: Internal) -> Reply {
        Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Content::Internal(error))
    }

    pub(crate) fn panicked(text: String) -> Reply {
        Reply::new(StatusCode::INTERNAL_SERVER_ERROR, Content::Panic(text))
    }

    fn fault(what: &'static str) -> Reply {
        Reply::internal(Internal::from(Fault(what)))
    }

    /// The same reply with a header; an array is written as a comma list.
    ///
    /// A value that cannot stand in a header makes the reply a fault.
    #[must_use]
    pub fn header<T: Schema>(mut self, name: &'static str, value: &T) -> Reply {
        let name = HeaderName::try_from(name).ok().filter(|name| !frames(name));
        let value = to_vec(value).ok().as_deref().and_then(plain).map(HeaderValue::try_from);
        match (name, value) {
            (Some(name), Some(Ok(value))) => {
                self.headers.push((name, value));
                self
            }
            _ => Reply::fault("a response header cannot be written from this value"),
        }
    }

    /// The same reply, or a fault where the handler chose a status outside `first..=last`, or one
    /// in a range that the document describes by itself.
    #[must_use]
    pub fn within(self, first: u16, last: u16, others: &[(u16, u16)]) -> Reply {
        let status = self.status.as_u16();
        let is_others = others.iter().any(|(first, last)| (*first..=*last).contains(&status));
        match self.content {
            Content::Internal(_) => self,
            _ if (first..=last).contains(&status) && !is_others => self,
            _ => Reply::fault("the handler chose a status that the document does not declare"),
        }
    }
}

/// Whether a header frames the answer: what the server alone may write.
pub(crate) fn frames(name: &HeaderName) -> bool {
    [
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
        header::UPGRADE,
    ]
    .contains(name)
}

/// The status of this number; 500 for what is none.
pub fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A JSON text as plain text: a string without its quotes, an array as a comma list of such.
fn plain(json: &[u8]) -> Option<String> {
    let Some(items) = json.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")) else {
        return scalar(json);
    };
    if items.is_empty() {
        return Some(String::new());
    }
    let items: Option<Vec<String>> = split(items).into_iter().map(scalar).collect();
    Some(items?.join(","))
}

/// The items of an array, split at the commas outside strings.
fn split(items: &[u8]) -> Vec<&[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    items
        .split(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = quoted,
                b'"' => quoted = !quoted,
                _ => {}
            }
            *byte == b',' && !quoted
        })
        .collect()
}

/// A scalar as plain text: numbers keep the digits they were written with.
fn scalar(json: &[u8]) -> Option<String> {
    match json.first()? {
        b'{' | b'[' => None,
        b'"' => serde_json::from_slice(json).ok(),
        _ => String::from_utf8(json.to_vec()).ok(),
    }
}

/// Anything that went wrong inside: logged under the request id, answered by the constant 500.
///
/// Every [`std::error::Error`] converts into one.
#[derive(Debug)]
pub struct Internal(Box<dyn Error + Send + Sync>);

impl Internal {
    /// The error, for the log.
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }

    /// A body that did not come as it must: the client's fault.
    pub(crate) fn upload_error(&self) -> Option<UploadError> {
        self.0.downcast_ref::<UploadError>().copied()
    }

    pub(crate) fn is_not_implemented(&self) -> bool {
        self.0.is::<NotImplemented>()
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Internal {
    fn from(error: E) -> Internal {
        Internal(Box::new(error))
    }
}

/// Something that the reply itself is at fault for.
#[derive(Debug)]
struct Fault(&'static str);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Fault {}

/// An operation that is declared and not written yet: answered by 501.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NotImplemented;

impl fmt::Display for NotImplemented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operation is not implemented")
    }
}

impl Error for NotImplemented {}

/// The error of a handler that is not written yet: `Err(portcullis::not_implemented().into())`.
pub fn not_implemented() -> NotImplemented {
    NotImplemented
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensitive::Sensitive;

    #[test]
    fn nothing_sensitive_is_shown() {
        let secret: Sensitive<String> = Sensitive::new("hunter2".to_owned());
        let reply = Reply::json(StatusCode::OK, &["application/json"], &secret);
        let shown = format!("{:?}", reply.header("x-secret", &secret));
        assert_eq!(shown, "Reply { status: 200, headers: [\"x-secret\"], .. }");
    }

    #[test]
    fn plain_texts() {
        assert_eq!(plain(b"\"a\\\"b\"").as_deref(), Some("a\"b"));
        assert_eq!(plain(b"12.50").as_deref(), Some("12.50"));
        assert_eq!(plain(b"true").as_deref(), Some("true"));
        assert_eq!(plain(b"[\"a\",1.0,false]").as_deref(), Some("a,1.0,false"));
        assert_eq!(plain(b"[\"a,\\\",b\",\"]\"]").as_deref(), Some("a,\",b,]"));
        assert_eq!(plain(b"[]").as_deref(), Some(""));
        assert_eq!(plain(b"{}"), None);
        assert_eq!(plain(b"[[1]]"), None);
    }

    #[test]
    fn a_status_outside_the_range_is_a_fault() {
        let inside = Reply::empty(StatusCode::ACCEPTED).within(200, 299, &[(200, 200)]);
        assert_eq!(inside.status, StatusCode::ACCEPTED);
        for outside in [
            Reply::empty(StatusCode::FOUND).within(200, 299, &[]),
            Reply::empty(StatusCode::ACCEPTED).within(200, 299, &[(202, 202)]),
        ] {
            assert_eq!(outside.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(matches!(outside.content, Content::Internal(_)));
        }
    }

    #[test]
    fn a_header_that_frames_the_answer_is_a_fault() {
        let reply = |name| Reply::empty(StatusCode::OK).header(name, &"5".to_owned()).status;
        assert_eq!(reply("x-count"), StatusCode::OK);
        for name in ["Content-Length", "transfer-encoding", "connection", "a b"] {
            assert_eq!(reply(name), StatusCode::INTERNAL_SERVER_ERROR, "{name}");
        }
    }

    #[test]
    fn what_is_not_written_yet_is_recognised() {
        assert!(Internal::from(not_implemented()).is_not_implemented());
        assert!(!Internal::from(Fault("x")).is_not_implemented());
    }
}
