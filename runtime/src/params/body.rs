//! Reading a body: its type and encoding, its length, and the time it takes.
//!
//! **Invariant:** no more than the limit is ever held in memory, nothing is read of a body whose
//! declared type, encoding or length is refused, and a body that does not come is given up.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, header};
use http_body::Body as _;

use super::Input;
use crate::error::{Code, Rejection};
use crate::media::Raw;
use crate::schema::Shape;
use crate::stream::{Upload, UploadError};

/// The body of an operation's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodySpec {
    /// How it is read.
    pub kind: BodyKind,
    /// Its media type, or the range of media types that are taken.
    pub media: &'static str,
}

/// A body that is one of several media types. Derive it: `#[derive(portcullis::RequestBody)]`.
pub trait FromBody: Sized + Send + 'static {
    /// The media types, in the order of the variants.
    const SPECS: &'static [BodySpec];

    /// Reads the body as the variant of this index. Violations are recorded in the input.
    fn from_body(input: &mut Input<'_>, index: usize) -> Option<Self>;
}

/// A body that was read.
#[derive(Debug)]
pub(crate) struct Received {
    /// Which of the operation's media types it has.
    pub(crate) index: usize,
    pub(crate) content: Content,
}

/// What was read of a body.
#[derive(Debug)]
pub(crate) enum Content {
    /// All of it.
    Whole(Bytes),
    /// Nothing yet: the handler reads it.
    Stream(Upload),
}

impl BodyKind {
    /// Whether a value of this shape can be such a body. Bytes have no shape.
    pub const fn takes(self, shape: Shape) -> bool {
        match (self, shape) {
            (
                BodyKind::Json
                | BodyKind::Lines
                | BodyKind::Multipart
                | BodyKind::Binary
                | BodyKind::Stream
                | BodyKind::Parts,
                _,
            ) => true,
            // Of a form one branch has to be an object, of a text none may be more than a text.
            (kind, Shape::Choice(choice)) => {
                let mut taken = 0;
                let mut index = 0;
                while index < choice.branches.len() {
                    taken += kind.takes(choice.branches[index]) as usize;
                    index += 1;
                }
                match kind {
                    BodyKind::Form => taken > 0,
                    _ => taken == choice.branches.len(),
                }
            }
            (BodyKind::Form, shape) => {
                matches!(shape, Shape::Object(_) | Shape::Open(..) | Shape::Map(_) | Shape::Any)
            }
            (BodyKind::Text, shape) => !matches!(
                shape,
                Shape::Object(_) | Shape::Open(..) | Shape::Map(_) | Shape::Array(_)
            ),
        }
    }
}

/// How a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON.
    Json,
    /// Names and values.
    Form,
    /// Text in UTF-8.
    Text,
    /// JSON values, one a line.
    Lines,
    /// Parts.
    Multipart,
    /// Bytes as they are.
    Binary,
    /// Bytes as they come.
    Stream,
    /// Parts as they come.
    Parts,
}

/// How long a body may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    /// Until the next piece.
    pub(crate) frame: Duration,
    /// Until the end.
    pub(crate) whole: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience { frame: Duration::from_secs(10), whole: Duration::from_secs(30) }
    }
}

/// Reads a body of one of these media types. `None`: it is empty.
pub(crate) async fn read(
    specs: &[BodySpec],
    limit: usize,
    patience: Patience,
    headers: &HeaderMap,
    body: Body,
) -> Result<Option<Received>, Rejection> {
    if body.is_end_stream() {
        return Ok(None);
    }
    let index = check_type(specs, headers)?;
    check_encoding(headers)?;
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(UploadError::TooLarge.rejection());
    }
    let upload = Upload::new(body, limit, patience);
    let spec = index.and_then(|index| specs.get(index));
    let is_stream = |spec: &BodySpec| matches!(spec.kind, BodyKind::Stream | BodyKind::Parts);
    if let Some(index) = index.filter(|_| spec.is_some_and(is_stream)) {
        return Ok(Some(Received { index, content: Content::Stream(upload) }));
    }
    let bytes = collect(upload).await.map_err(UploadError::rejection)?;
    match index {
        _ if bytes.is_empty() => Ok(None),
        Some(index) => Ok(Some(Received { index, content: Content::Whole(bytes) })),
        None => Err(unsupported(specs)),
    }
}

/// Which media type the body has, where it names one. One that is not taken is refused.
fn check_type(specs: &[BodySpec], headers: &HeaderMap) -> Result<Option<usize>, Rejection> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Rejection::new(Code::InvalidRequest));
    }
    let chosen = value.to_str().ok().and_then(|text| choose(specs, text));
    chosen.map(Some).ok_or_else(|| unsupported(specs))
}

/// The most exact of the declared media types that a sent one is.
fn choose(specs: &[BodySpec], sent: &str) -> Option<usize> {
    let same = |spec: &BodySpec| spec.media.eq_ignore_ascii_case(sent) && !sent.ends_with('*');
    if let Some(index) = specs.iter().position(same) {
        return Some(index);
    }
    let sent = Raw::parse(sent).filter(|sent| !sent.is_range())?;
    let exact = specs.iter().map(|spec| matches(&sent, *spec));
    let best = exact.enumerate().filter_map(|(index, exact)| Some((exact?, index)));
    best.max_by_key(|(exact, _)| *exact).map(|(_, index)| index)
}

/// Whether a media type is a declared one, and how exactly that one describes it.
fn matches(sent: &Raw<'_>, spec: BodySpec) -> Option<u32> {
    let declared = Raw::parse(spec.media)?;
    let exact = declared.covers(sent)?;
    let taken = match spec.kind {
        BodyKind::Json => sent.is_json() && sent.says_no_more_than(declared, true),
        BodyKind::Form | BodyKind::Text | BodyKind::Lines => sent.says_no_more_than(declared, true),
        // One boundary, which is looked at with the parts.
        BodyKind::Multipart | BodyKind::Parts => {
            sent.parameter("boundary").is_some()
                && sent.parameters().count() == declared.parameters().count() + 1
        }
        // The handler of a range sees the media type with its parameters.
        BodyKind::Binary | BodyKind::Stream => {
            declared.is_range() || sent.says_no_more_than(declared, false)
        }
    };
    taken.then_some(exact)
}

fn check_encoding(headers: &HeaderMap) -> Result<(), Rejection> {
    let identity = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(header::CONTENT_ENCODING).iter().all(identity) {
        return Ok(());
    }
    Err(Rejection::new(Code::UnsupportedMediaType)
        .header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity")))
}

/// The whole body: the one piece that it mostly is, or a copy of all.
async fn collect(mut upload: Upload) -> Result<Bytes, UploadError> {
    let Some(first) = upload.next().await.transpose()? else { return Ok(Bytes::new()) };
    let Some(second) = upload.next().await.transpose()? else { return Ok(first) };
    let mut all = BytesMut::with_capacity(first.len() + second.len());
    all.extend_from_slice(&first);
    all.extend_from_slice(&second);
    while let Some(piece) = upload.next().await.transpose()? {
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

fn unsupported(specs: &[BodySpec]) -> Rejection {
    let rejection = Rejection::new(Code::UnsupportedMediaType);
    match accepted(specs) {
        Some(media) => rejection.header(header::ACCEPT, media),
        None => rejection,
    }
}

/// What would be taken, for the `Accept` of a 415: RFC 9110 section 15.5.16.
pub(crate) fn accepted(specs: &[BodySpec]) -> Option<HeaderValue> {
    let names: Vec<&str> = specs
        .iter()
        .map(|spec| match spec.media {
            range if spec.kind == BodyKind::Json && range.ends_with('*') => "application/json",
            media => media,
        })
        .collect();
    HeaderValue::try_from(names.join(", ")).ok().filter(|_| !specs.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn spec(kind: BodyKind, media: &'static str) -> BodySpec {
        BodySpec { kind, media }
    }

    #[test]
    fn media_types() {
        const JSON: [BodySpec; 1] = [spec(BodyKind::Json, "application/json")];
        for good in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
        ] {
            assert_eq!(choose(&JSON, good), Some(0), "{good}");
        }
        for bad in [
            "",
            "text/json",
            "application/json5",
            "application/json; charset=latin1",
            "application/*",
            "*/*",
            "application/json; charset=utf-8; charset=utf-16",
            "application/json; charset=utf-8; charset=utf-8",
            "application/json; q=1",
            "application/json;",
            "application/json, application/json",
            "application/vnd.x+json",
            "application/json x",
        ] {
            assert_eq!(choose(&JSON, bad), None, "{bad}");
        }
        let bytes = [spec(BodyKind::Binary, "application/octet-stream")];
        assert_eq!(choose(&bytes, "application/octet-stream"), Some(0));
        assert_eq!(choose(&bytes, "application/octet-stream; charset=utf-8"), None);
    }

    #[test]
    fn the_most_exact_type_is_chosen() {
        const SPECS: [BodySpec; 6] = [
            spec(BodyKind::Binary, "*/*"),
            spec(BodyKind::Binary, "image/*"),
            spec(BodyKind::Binary, "image/png"),
            spec(BodyKind::Json, "application/json"),
            spec(BodyKind::Json, "application/json; version=2"),
            spec(BodyKind::Text, "text/plain"),
        ];
        for (sent, index) in [
            ("image/png", 2),
            // Bytes of a declared type come without parameters; a range shows them.
            ("image/png; a=b", 1),
            ("image/jpeg; q=1", 1),
            ("application/json; charset=utf-8", 3),
            ("application/json; Version=\"2\"; charset=utf-8", 4),
            ("application/json; version=3", 0),
            ("text/plain", 5),
            ("application/x", 0),
        ] {
            assert_eq!(choose(&SPECS, sent), Some(index), "{sent}");
        }
        assert_eq!(choose(&SPECS, "image/*"), None);
        assert_eq!(choose(&SPECS, "*/*"), None);
    }

    #[test]
    fn json_in_a_range_is_json_alone() {
        const ANY: [BodySpec; 1] = [spec(BodyKind::Json, "*/*")];
        for good in ["application/json", "text/json; charset=utf-8", "application/Merge-Patch+JSON"]
        {
            assert_eq!(choose(&ANY, good), Some(0), "{good}");
        }
        for bad in ["application/yaml", "application/json; x=y", "*/*", "application/jsonx"] {
            assert_eq!(choose(&ANY, bad), None, "{bad}");
        }
        assert_eq!(
            accepted(&ANY).unwrap_or_else(|| HeaderValue::from_static("")),
            "application/json"
        );
    }
}
