//! What the server keeps of a key: a hash, keyed with its pepper, as `portcullis::auth::Pepper`
//! describes it.
//!
//! **Invariant:** a pepper has at least 32 bytes, and is shown nowhere.

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;

use crate::status::Failure;

const MIN_PEPPER_BYTES: usize = 32;

/// The server's secret.
pub(super) struct Pepper(hmac::Key);

impl Pepper {
    /// The bytes of a file, without line ends at the end.
    pub(super) fn from_file(path: &Path) -> Result<Pepper, Failure> {
        let help = "`openssl rand -base64 32` makes a pepper; the server reads the same file";
        let failure =
            |what: String| Failure::new(format!("`{}`: {what}", path.display())).help(help);
        let content = std::fs::read(path).map_err(|error| failure(error.to_string()))?;
        let end = content.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        let secret = content.get(..end.map_or(0, |last| last + 1)).unwrap_or_default();
        if secret.len() < MIN_PEPPER_BYTES {
            return Err(failure("shorter than 32 bytes".to_owned()));
        }
        Ok(Pepper(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }
}

/// What an entry says of a key.
pub(super) fn of(key: &str, pepper: Option<&Pepper>) -> String {
    match pepper {
        Some(pepper) => {
            let tag = hmac::sign(&pepper.0, key.as_bytes());
            format!("hmac-sha256:{}", hex(tag.as_ref()))
        }
        None => format!("sha256:{}", hex(digest(&SHA256, key.as_bytes()).as_ref())),
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
