//! [`Download`]: the bytes of an answer, whole or as they come.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::{BoxError, Pieces};
use crate::types::Binary;

/// The bytes of an answer: `vec![…].into()`, or a stream.
pub struct Download(Content);

enum Content {
    Whole(Bytes),
    Pieces(Pieces),
}

impl Download {
    /// Bytes that are sent as they come. An error ends the answer, so that the client sees that it
    /// is not complete; its text is logged and not sent.
    pub fn stream<S, B, E>(stream: S) -> Download
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes> + 'static,
        E: Into<BoxError>,
    {
        Download::encoded(stream, |piece| Ok(piece.into()))
    }

    /// What items become when they are written.
    pub(super) fn encoded<S, T, E>(
        stream: S,
        encode: impl FnMut(T) -> Result<Bytes, BoxError> + Send + 'static,
    ) -> Download
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: 'static,
        E: Into<BoxError>,
    {
        let stream = Box::pin(stream);
        Download(Content::Pieces(Box::pin(Encoded { stream, encode: Box::new(encode) })))
    }

    /// The bytes, or their stream.
    pub(crate) fn into_parts(self) -> Result<Bytes, Pieces> {
        match self.0 {
            Content::Whole(bytes) => Ok(bytes),
            Content::Pieces(pieces) => Err(pieces),
        }
    }
}

impl fmt::Debug for Download {
    /// Without what is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").finish_non_exhaustive()
    }
}

impl From<Bytes> for Download {
    fn from(bytes: Bytes) -> Download {
        Download(Content::Whole(bytes))
    }
}

impl From<Binary> for Download {
    fn from(bytes: Binary) -> Download {
        bytes.into_bytes().into()
    }
}

impl From<Vec<u8>> for Download {
    fn from(bytes: Vec<u8>) -> Download {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Download {
    fn from(text: String) -> Download {
        Bytes::from(text).into()
    }
}

/// What an item becomes when it is written.
type Encode<T> = Box<dyn FnMut(T) -> Result<Bytes, BoxError> + Send>;

/// A stream of items as a stream of bytes.
struct Encoded<S, T> {
    stream: Pin<Box<S>>,
    encode: Encode<T>,
}

impl<S, T, E> Stream for Encoded<S, T>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        this.stream.as_mut().poll_next(cx).map(|item| {
            item.map(|item| match item {
                Ok(item) => (this.encode)(item),
                Err(error) => Err(error.into()),
            })
        })
    }
}
