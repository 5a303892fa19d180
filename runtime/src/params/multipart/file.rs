//! [`File`]: a part of bytes.
//!
//! **Invariant:** the name of a file leads nowhere: it has no path, and nothing that a terminal or a
//! file system would act on.

use std::fmt;

use bytes::Bytes;

use super::RawPart;
use crate::media::MediaType;
use crate::types::Binary;

/// A file that was sent as a part.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    name: Option<String>,
    media: Option<MediaType>,
    content: Binary,
}

impl File {
    /// `None`: its name is none.
    pub(super) fn new(part: RawPart) -> Option<File> {
        let RawPart { file_name, media, bytes, .. } = part;
        let name = file_name.filter(|name| !name.is_empty());
        let is_sound = name.as_deref().is_none_or(|name| {
            !name.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | ':'))
                && !matches!(name, "." | "..")
                && name.len() <= 255
        });
        is_sound.then(|| File { name, media, content: Binary::from(bytes) })
    }

    /// The name that the client gave it: a label, never a place where it should be kept.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The media type that the client claims.
    pub fn media(&self) -> Option<&MediaType> {
        self.media.as_ref()
    }

    /// The bytes themselves.
    pub fn into_bytes(self) -> Bytes {
        self.content.into_bytes()
    }
}

impl std::ops::Deref for File {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.content
    }
}

impl fmt::Debug for File {
    /// Without anything that the client sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").finish_non_exhaustive()
    }
}
