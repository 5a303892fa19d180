//! [`UploadParts`]: the parts of a `multipart/*` body as they come, without holding one in memory.
//!
//! **Invariant:** the same bodies are refused as where parts are read whole, and no more is held than
//! the head of a part and one piece of the body.

use std::fmt;

use bytes::{Bytes, BytesMut};

use super::{Upload, UploadError};
use crate::media::MediaType;
use crate::params::multipart::parse::{HEADER_BYTES, MOST_PARTS, boundary, find, part};

/// The parts of a `multipart/*` body, one after the other: [`next`](UploadParts::next) goes to a
/// part, [`piece`](UploadParts::piece) reads it.
pub struct UploadParts {
    upload: Upload,
    buffer: BytesMut,
    delimiter: Vec<u8>,
    is_form: bool,
    state: State,
    count: usize,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The first delimiter.
    Start,
    /// The content of a part.
    Content,
    /// What follows a delimiter.
    Boundary,
    /// Nothing.
    End,
}

/// What a part says of itself.
#[derive(Clone, Debug)]
pub struct UploadPart {
    name: String,
    file_name: Option<String>,
    media: Option<MediaType>,
}

impl UploadPart {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of a file as the client wrote it: never a place where it should be kept.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type that the client claims.
    pub fn media(&self) -> Option<&MediaType> {
        self.media.as_ref()
    }
}

impl UploadParts {
    /// `None`: the media type has no sound boundary.
    pub(crate) fn new(upload: Upload, media: &MediaType) -> Option<UploadParts> {
        let delimiter = format!("\r\n--{}", boundary(media.as_str())?).into_bytes();
        Some(UploadParts {
            upload,
            buffer: BytesMut::new(),
            delimiter,
            is_form: media.is("multipart/form-data"),
            state: State::Start,
            count: 0,
        })
    }

    /// Goes to the next part; what is left of the one before is dropped. After an error, or the
    /// last part, nothing comes any more.
    pub async fn next(&mut self) -> Option<Result<UploadPart, UploadError>> {
        let part = self.next_part().await.transpose();
        if !matches!(part, Some(Ok(_))) {
            self.state = State::End;
        }
        part
    }

    /// The next piece of the part; `None` at its end.
    pub async fn piece(&mut self) -> Option<Result<Bytes, UploadError>> {
        let piece = self.next_piece().await.transpose();
        if matches!(piece, Some(Err(_))) {
            self.state = State::End;
        }
        piece
    }

    async fn next_part(&mut self) -> Result<Option<UploadPart>, UploadError> {
        while self.next_piece().await?.is_some() {}
        match self.state {
            State::End => return Ok(None),
            State::Start => {
                // The first delimiter has no line before it.
                let first = self.delimiter.get(2..).unwrap_or_default().to_vec();
                self.take(&first).await?;
            }
            State::Content | State::Boundary => {}
        }
        self.fill_to(2).await?;
        if self.buffer.starts_with(b"--") {
            return self.end().await.map(|()| None);
        }
        self.take(b"\r\n").await?;
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n", HEADER_BYTES) {
                let head = self.buffer.split_to(end);
                self.take(b"\r\n\r\n").await?;
                break head;
            }
            if self.buffer.len() > HEADER_BYTES + 4 {
                return Err(UploadError::Malformed);
            }
            self.fill().await?;
        };
        self.count += 1;
        let part = part(&head, Bytes::new(), self.is_form).ok_or(UploadError::Malformed)?;
        if self.count > MOST_PARTS {
            return Err(UploadError::Malformed);
        }
        self.state = State::Content;
        Ok(Some(UploadPart { name: part.name, file_name: part.file_name, media: part.media }))
    }

    async fn next_piece(&mut self) -> Result<Option<Bytes>, UploadError> {
        while self.state == State::Content {
            match find(&self.buffer, &self.delimiter, usize::MAX) {
                Some(0) => {
                    let _ = self.buffer.split_to(self.delimiter.len());
                    self.state = State::Boundary;
                }
                Some(length) => return Ok(Some(self.buffer.split_to(length).freeze())),
                None => {
                    // The end may be the beginning of a delimiter.
                    let sure = (self.buffer.len() + 1).saturating_sub(self.delimiter.len());
                    if sure > 0 {
                        return Ok(Some(self.buffer.split_to(sure).freeze()));
                    }
                    self.fill().await?;
                }
            }
        }
        Ok(None)
    }

    /// Nothing but a line break follows the last delimiter.
    async fn end(&mut self) -> Result<(), UploadError> {
        self.take(b"--").await?;
        while let Some(piece) = self.upload.next().await.transpose()? {
            self.buffer.extend_from_slice(&piece);
            if self.buffer.len() > 2 {
                break;
            }
        }
        let is_end = matches!(&*self.buffer, b"" | b"\r\n");
        if is_end { Ok(()) } else { Err(UploadError::Malformed) }
    }

    /// Takes these bytes, which must be next.
    async fn take(&mut self, bytes: &[u8]) -> Result<(), UploadError> {
        self.fill_to(bytes.len()).await?;
        if self.buffer.starts_with(bytes) {
            let _ = self.buffer.split_to(bytes.len());
            Ok(())
        } else {
            Err(UploadError::Malformed)
        }
    }

    async fn fill_to(&mut self, length: usize) -> Result<(), UploadError> {
        while self.buffer.len() < length {
            self.fill().await?;
        }
        Ok(())
    }

    /// Another piece of the body, which must not be at its end.
    async fn fill(&mut self) -> Result<(), UploadError> {
        let piece = self.upload.next().await.transpose()?.ok_or(UploadError::Malformed)?;
        self.buffer.extend_from_slice(&piece);
        Ok(())
    }
}

impl fmt::Debug for UploadParts {
    /// Without what is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadParts").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use axum::body::Body;
    use proptest::prelude::*;

    use super::*;
    use crate::params::body::Patience;
    use crate::params::multipart::parse::parts;

    type Read = Option<Vec<(String, Vec<u8>)>>;

    /// The parts of a body that comes in pieces of this length.
    fn streamed(body: &[u8], piece: usize) -> Read {
        let pieces: Vec<_> = body.chunks(piece).map(Bytes::copy_from_slice).collect();
        let stream = futures_util::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
        let upload = Upload::new(Body::from_stream(stream), usize::MAX, Patience::default());
        let media = "multipart/form-data; boundary=b".parse::<MediaType>().unwrap();
        let mut parts = UploadParts::new(upload, &media).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mut all = Vec::new();
            while let Some(part) = parts.next().await {
                let name = part.ok()?.name().to_owned();
                let mut content = Vec::new();
                while let Some(piece) = parts.piece().await {
                    content.extend_from_slice(&piece.ok()?);
                }
                all.push((name, content));
            }
            Some(all)
        })
    }

    fn whole(body: &[u8]) -> Read {
        let parts = parts(&Bytes::copy_from_slice(body), "b", true)?;
        Some(parts.into_iter().map(|part| (part.name, part.bytes.to_vec())).collect())
    }

    const HEAD: &str = "\r\nContent-Disposition: form-data; name=a\r\n\r\n";

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            words in prop::collection::vec(
                prop::sample::select(vec!["--b", HEAD, "\r\n", "--", "x", "\r", "\n--b", "\r\n--b"]),
                0..12,
            ),
            piece in 1_usize..40,
        ) {
            let body = format!("--b{HEAD}{}", words.concat());
            let closed = format!("{body}\r\n--b--\r\n");
            for body in [body, closed] {
                prop_assert_eq!(streamed(body.as_bytes(), piece), whole(body.as_bytes()), "{:?}", body);
            }
        }
    }
}
