//! [`Upload`]: the body of a request, piece by piece under its limits.
//!
//! **Invariant:** no more than the body's limit is ever handed out, and a body that does not come is
//! given up.

use std::fmt;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, header};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use tokio::time::{Instant, timeout_at};

use crate::error::{Code, Rejection};
use crate::params::body::Patience;

/// The body of a request, piece by piece.
///
/// A body that is too large, too slow or broken ends in an [`UploadError`]; a handler that passes
/// it on by `?` answers 413, 408 or 400.
pub struct Upload {
    body: Body,
    left: usize,
    patience: Patience,
    /// When the whole body must have come: from the first piece that is asked for.
    end: Option<Instant>,
    done: bool,
}

/// A body that did not come as it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UploadError {
    /// It is larger than the operation allows.
    TooLarge,
    /// A piece, or the end, did not come in time.
    TooSlow,
    /// The connection broke, or the body's framing is wrong.
    Broken,
    /// Its parts are not what a reader can take apart.
    Malformed,
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UploadError::TooLarge => "the body is larger than allowed",
            UploadError::TooSlow => "the body did not come in time",
            UploadError::Broken => "the body is broken off",
            UploadError::Malformed => "the parts of the body are malformed",
        })
    }
}

impl std::error::Error for UploadError {}

impl UploadError {
    /// The answer. What is left of the body is not worth waiting for.
    pub(crate) fn rejection(self) -> Rejection {
        let code = match self {
            UploadError::TooLarge => Code::PayloadTooLarge,
            UploadError::TooSlow => Code::RequestTimeout,
            UploadError::Broken | UploadError::Malformed => Code::InvalidRequest,
        };
        Rejection::new(code).header(header::CONNECTION, HeaderValue::from_static("close"))
    }
}

impl Upload {
    pub(crate) fn new(body: Body, limit: usize, patience: Patience) -> Upload {
        Upload { body, left: limit, patience, end: None, done: false }
    }

    /// The next piece; `None` at the end. After an error nothing comes any more.
    pub async fn next(&mut self) -> Option<Result<Bytes, UploadError>> {
        let piece = self.piece().await.transpose();
        self.done = !matches!(piece, Some(Ok(_)));
        piece
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, UploadError> {
        while !self.done && !self.body.is_end_stream() {
            let now = Instant::now();
            let end = *self.end.get_or_insert(now + self.patience.whole);
            let frame = timeout_at(end.min(now + self.patience.frame), self.body.frame());
            let frame = frame.await.map_err(|_| UploadError::TooSlow)?;
            let Some(frame) = frame else { break };
            let Ok(data) = frame.map_err(|_| UploadError::Broken)?.into_data() else { continue };
            self.left = self.left.checked_sub(data.len()).ok_or(UploadError::TooLarge)?;
            return Ok(Some(data));
        }
        Ok(None)
    }
}

impl fmt::Debug for Upload {
    /// Without what is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").finish_non_exhaustive()
    }
}
