//! [`Lines`]: a stream of JSON values: `application/x-ndjson`, `application/jsonl` and
//! `application/json-seq`.
//!
//! **Invariant:** JSON is written without line breaks, so that a value is one line.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use futures_core::Stream;

use super::{BoxError, Download};
use crate::encode::to_vec;
use crate::schema::Schema;

/// A stream of JSON values, one a line.
pub struct Lines<T> {
    download: Download,
    value: PhantomData<fn() -> T>,
}

impl<T: Schema + 'static> Lines<T> {
    /// Values as they come.
    pub fn new<S, E>(stream: S) -> Lines<T>
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let download = Download::encoded(stream, |value: T| {
            let mut line = to_vec(&value)?;
            line.push(b'\n');
            Ok(Bytes::from(line))
        });
        Lines { download, value: PhantomData }
    }
}

impl<T> Lines<T> {
    /// The bytes under this media type: RFC 7464 puts a record separator before each text.
    pub(crate) fn into_download(self, media: &str) -> Download {
        if !media.starts_with("application/json-seq") {
            return self.download;
        }
        match self.download.into_parts() {
            Ok(bytes) => bytes.into(),
            Err(pieces) => Download::encoded(pieces, |line: Bytes| {
                let mut record = Vec::with_capacity(line.len() + 1);
                record.push(RECORD);
                record.extend_from_slice(&line);
                Ok(Bytes::from(record))
            }),
        }
    }
}

impl<T> fmt::Debug for Lines<T> {
    /// Without what is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").finish_non_exhaustive()
    }
}

/// The record separator of RFC 7464.
const RECORD: u8 = 0x1e;

/// The texts of a body of lines; `None` for a line that is none. A line break at the end is no line
/// of its own.
pub(crate) fn texts<'b>(body: &'b [u8], media: &str) -> impl Iterator<Item = Option<&'b [u8]>> {
    let is_sequence = media.starts_with("application/json-seq");
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    body.split(|byte| *byte == b'\n').map(move |line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if is_sequence { line.strip_prefix(&[RECORD])? } else { line };
        (!line.is_empty()).then_some(line)
    })
}
