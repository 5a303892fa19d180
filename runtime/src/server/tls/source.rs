//! [`Source`]: where PEM comes from.
//!
//! **Invariant:** an error names the file, never what is in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::TlsError;

/// Where PEM comes from.
pub(super) enum Source {
    File(PathBuf),
    Pem(Vec<u8>),
}

/// By what a changed file is known; `None`: it is not there, or no file.
pub(super) type Stamp = Option<(SystemTime, u64)>;

impl Source {
    pub(super) fn file(path: impl AsRef<Path>) -> Source {
        Source::File(path.as_ref().to_owned())
    }

    pub(super) fn stamp(&self) -> Stamp {
        let Source::File(path) = self else { return None };
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    }

    /// All items of a kind, at least one.
    pub(super) fn items<T: PemObject>(&self, what: &str) -> Result<Vec<T>, TlsError> {
        let bytes = self.bytes()?;
        let items: Result<Vec<T>, pem::Error> = T::pem_slice_iter(&bytes).collect();
        match items {
            Ok(items) if items.is_empty() => Err(self.error(&format!("there is no {what}"))),
            Ok(items) => Ok(items),
            Err(_) => Err(self.error("it is no PEM")),
        }
    }

    pub(super) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        self.items("certificate")
    }

    /// The only private key.
    pub(super) fn key(&self) -> Result<PrivateKeyDer<'static>, TlsError> {
        let mut keys = self.items("private key")?;
        match (keys.pop(), keys.pop()) {
            (Some(key), None) => Ok(key),
            _ => Err(self.error("there are several private keys")),
        }
    }

    pub(super) fn error(&self, what: &str) -> TlsError {
        TlsError(match self {
            Source::File(path) => format!("{}: {what}", path.display()),
            Source::Pem(_) => what.to_owned(),
        })
    }

    fn bytes(&self) -> Result<Vec<u8>, TlsError> {
        match self {
            Source::File(path) => fs::read(path).map_err(|error| self.error(&error.to_string())),
            Source::Pem(bytes) => Ok(bytes.clone()),
        }
    }
}
