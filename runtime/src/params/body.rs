//! Reading a body: its type and encoding, its length, and the time it takes.
//!
//! **Invariant:** no more than the limit is ever held in memory, nothing is read of a body whose
//! declared type, encoding or length is refused, and a body that does not come is given up.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, header};
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::time::{Instant, timeout_at};

use crate::error::{Code, Rejection};
use crate::schema::Shape;

/// The body of an operation's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodySpec {
    /// How it is read.
    pub kind: BodyKind,
    /// Its media type.
    pub media: &'static str,
}

impl BodyKind {
    /// Whether a value of this shape can be such a body. Bytes have no shape.
    pub const fn takes(self, shape: Shape) -> bool {
        match (self, shape) {
            (BodyKind::Json | BodyKind::Binary, _) => true,
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
    /// Bytes as they are.
    Binary,
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

/// Reads a body. `None`: it is empty.
pub(crate) async fn read<B>(
    spec: BodySpec,
    limit: usize,
    patience: Patience,
    headers: &HeaderMap,
    body: B,
) -> Result<Option<Bytes>, Rejection>
where
    B: Body<Data = Bytes> + Unpin,
{
    if body.is_end_stream() {
        return Ok(None);
    }
    let typed = check_type(spec, headers)?;
    check_encoding(headers)?;
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(too_large());
    }
    let bytes = collect(limit, patience, body).await?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if !typed {
        return Err(unsupported(spec));
    }
    Ok(Some(bytes))
}

/// Whether the body has a type. One that is not taken is refused.
fn check_type(spec: BodySpec, headers: &HeaderMap) -> Result<bool, Rejection> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else { return Ok(false) };
    if values.next().is_some() {
        return Err(Rejection::new(Code::InvalidRequest));
    }
    let text = value.to_str().map_err(|_| unsupported(spec))?;
    if matches(text, spec) { Ok(true) } else { Err(unsupported(spec)) }
}

/// Whether a media type is the declared one. Of parameters, only `charset=utf-8` is taken, and
/// only by texts: another reader could act on any other.
fn matches(sent: &str, spec: BodySpec) -> bool {
    let blank = [' ', '\t'];
    let mut parts = sent.split(';');
    let essence = parts.next().unwrap_or_default().trim_matches(blank);
    let declared = spec.media.split(';').next().unwrap_or_default().trim_matches(blank);
    if !essence.eq_ignore_ascii_case(declared) {
        return false;
    }
    let mut seen = false;
    parts.all(|part| {
        let first = !std::mem::replace(&mut seen, true);
        let utf8 = part.trim_matches(blank).split_once('=').is_some_and(|(name, value)| {
            let bare = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
            name.eq_ignore_ascii_case("charset") && bare.eq_ignore_ascii_case("utf-8")
        });
        first && utf8 && spec.kind != BodyKind::Binary
    })
}

fn check_encoding(headers: &HeaderMap) -> Result<(), Rejection> {
    let identity = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(header::CONTENT_ENCODING).iter().all(identity) {
        return Ok(());
    }
    Err(Rejection::new(Code::UnsupportedMediaType)
        .header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity")))
}

async fn collect<B>(limit: usize, patience: Patience, mut body: B) -> Result<Bytes, Rejection>
where
    B: Body<Data = Bytes> + Unpin,
{
    let end = Instant::now() + patience.whole;
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    loop {
        let until = end.min(Instant::now() + patience.frame);
        let frame = timeout_at(until, body.frame()).await.map_err(|_| too_slow())?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| closing(Rejection::new(Code::InvalidRequest)))?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + all.len() + data.len() > limit {
            return Err(too_large());
        }
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&data);
        }
        if body.is_end_stream() {
            break;
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

fn unsupported(spec: BodySpec) -> Rejection {
    let rejection = Rejection::new(Code::UnsupportedMediaType);
    match HeaderValue::from_str(spec.media) {
        Ok(media) => rejection.header(header::ACCEPT, media),
        Err(_) => rejection,
    }
}

fn too_large() -> Rejection {
    closing(Rejection::new(Code::PayloadTooLarge))
}

fn too_slow() -> Rejection {
    closing(Rejection::new(Code::RequestTimeout))
}

/// What is left of the body is not worth waiting for.
fn closing(rejection: Rejection) -> Rejection {
    rejection.header(header::CONNECTION, HeaderValue::from_static("close"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: BodySpec = BodySpec { kind: BodyKind::Json, media: "application/json" };

    #[test]
    fn media_types() {
        for good in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
        ] {
            assert!(matches(good, JSON), "{good}");
        }
        for bad in [
            "",
            "text/json",
            "application/json5",
            "application/json; charset=latin1",
            "application/*",
            "application/json; charset=utf-8; charset=utf-16",
            "application/json; q=1",
            "application/json;",
            "application/json, application/json",
            "application/vnd.x+json",
            "application/json x",
        ] {
            assert!(!matches(bad, JSON), "{bad}");
        }
        let bytes = BodySpec { kind: BodyKind::Binary, media: "application/octet-stream" };
        assert!(matches("application/octet-stream", bytes));
        assert!(!matches("application/octet-stream; charset=utf-8", bytes));
    }
}
