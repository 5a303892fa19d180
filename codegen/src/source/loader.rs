//! Where texts come from.
//!
//! **Invariant:** the only input of this crate. Everything that is read goes through a [`Loader`],
//! and no loader hands out more than [`MAX_BYTES`] of one file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::limits::MAX_BYTES;

/// Hands out the text of a file.
pub trait Loader {
    /// The text of the file at `path`.
    ///
    /// # Errors
    /// When there is no such file, it cannot be read, it is not UTF-8, or it is too large.
    fn load(&self, path: &Path) -> io::Result<String>;

    /// Whether the file at `path` lies in `directory`, whatever its path looks like. The path itself
    /// does not leave the directory; a loader whose files can be links has to look further.
    fn is_within(&self, path: &Path, directory: &Path) -> bool {
        let _ = (path, directory);
        true
    }
}

/// The files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl Loader for FileSystem {
    fn load(&self, path: &Path) -> io::Result<String> {
        let mut bytes = Vec::new();
        // One byte more than allowed tells a file that is too large from one that just fits,
        // whatever its metadata says.
        File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > MAX_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 MiB"));
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let text = format!("it is not UTF-8: the byte at offset {at} is out of place");
            io::Error::new(io::ErrorKind::InvalidData, text)
        })
    }

    fn is_within(&self, path: &Path, directory: &Path) -> bool {
        let here = Path::new(".");
        let directory = if directory.as_os_str().is_empty() { here } else { directory };
        match (path.canonicalize(), directory.canonicalize()) {
            (Ok(path), Ok(directory)) => path.starts_with(directory),
            // A file that is not there is read in vain, and the error says so.
            (Err(error), Ok(_)) => error.kind() == io::ErrorKind::NotFound,
            (_, Err(_)) => false,
        }
    }
}

/// Files that exist only in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, String>,
}

impl Memory {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }
}

impl Loader for Memory {
    fn load(&self, path: &Path) -> io::Result<String> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn memory_knows_only_its_files() {
        let memory = Memory::new().with("a.yaml", "a: 1");
        assert_eq!(memory.load(Path::new("a.yaml")).unwrap(), "a: 1");
        let error = memory.load(Path::new("b.yaml")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_directory_is_seen() {
        let directory = std::env::temp_dir().join(format!("portcullis-w-{}", std::process::id()));
        let inner = directory.join("inner");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(directory.join("secret.yaml"), "a: 1").unwrap();
        std::fs::write(inner.join("own.yaml"), "a: 1").unwrap();
        std::os::unix::fs::symlink(directory.join("secret.yaml"), inner.join("link.yaml")).unwrap();
        let within = |name| FileSystem.is_within(&inner.join(name), &inner);
        let answers = [within("own.yaml"), within("link.yaml"), within("none.yaml")];
        std::fs::remove_dir_all(&directory).unwrap();
        assert_eq!(answers, [true, false, true]);
    }

    #[test]
    fn the_file_system_refuses_what_is_not_utf8() {
        let path = std::env::temp_dir().join(format!("portcullis-{}.yaml", std::process::id()));
        std::fs::write(&path, b"a: \xff").unwrap();
        let error = FileSystem.load(&path).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(error.to_string().contains("offset 3"), "{error}");
    }
}
