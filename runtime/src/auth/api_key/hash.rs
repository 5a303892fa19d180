//! What a store keeps of a key: a hash, keyed with the server's [`Pepper`].
//!
//! **Invariant:** hashes are compared in constant time, and a keyed one never equals a plain one.
//! Neither a pepper nor a hash can be shown.

use std::fmt;
use std::path::Path;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

use super::super::digest::{Sha256, from_hex, sha256, to_hex};
use super::super::fault::ConfigError;

const PLAIN: &str = "sha256:";
const KEYED: &str = "hmac-sha256:";
/// RFC 2104 §3: a shorter key than the hash's output weakens HMAC.
const MIN_PEPPER_BYTES: usize = 32;

/// What a store keeps of a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum KeyHash {
    /// SHA-256 of the key.
    Plain(Sha256),
    /// HMAC-SHA-256 of the key under a pepper.
    Keyed(Sha256),
}

impl KeyHash {
    /// SHA-256 of the key.
    pub(crate) fn plain(key: &str) -> KeyHash {
        KeyHash::Plain(sha256(key.as_bytes()))
    }

    /// What a file says. One spelling, so that a search for a hash finds it.
    pub(crate) fn parse(text: &str) -> Option<KeyHash> {
        let digest = |digits: &str| {
            from_hex(digits).filter(|_| !digits.bytes().any(|digit| digit.is_ascii_uppercase()))
        };
        match text.strip_prefix(KEYED) {
            Some(digits) => digest(digits).map(KeyHash::Keyed),
            None => digest(text.strip_prefix(PLAIN)?).map(KeyHash::Plain),
        }
    }

    /// Whether both are of one kind and equal, in constant time.
    pub(crate) fn matches(&self, other: &KeyHash) -> bool {
        let equal = verify_slices_are_equal(self.digest(), other.digest()).is_ok();
        self.is_keyed() == other.is_keyed() && equal
    }

    /// Whether a pepper is needed to compute it.
    pub(crate) fn is_keyed(&self) -> bool {
        matches!(self, KeyHash::Keyed(_))
    }

    pub(crate) fn digest(&self) -> &Sha256 {
        match self {
            KeyHash::Plain(digest) | KeyHash::Keyed(digest) => digest,
        }
    }
}

impl fmt::Display for KeyHash {
    /// As a file says it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_keyed() { KEYED } else { PLAIN };
        write!(f, "{kind}{}", to_hex(self.digest()))
    }
}

/// The server's own secret, with which it hashes keys: who steals the store alone can neither try
/// keys nor tell whether a key that was found elsewhere is in it.
///
/// It belongs where the server's other secrets are, not beside the store. Another pepper makes all
/// keyed hashes worthless: to change it, give the store both, issue new keys under the new one, and
/// take the old one away when the old keys have ended.
#[derive(Clone)]
pub struct Pepper(hmac::Key);

impl Pepper {
    /// A pepper of these bytes, which must be random and at least 32.
    pub fn new(secret: &[u8]) -> Result<Pepper, ConfigError> {
        if secret.len() < MIN_PEPPER_BYTES {
            return Err(ConfigError::new("the pepper is shorter than 32 bytes"));
        }
        Ok(Pepper(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }

    /// The pepper in a file: its bytes as they are, without line ends at the end. Such a file comes
    /// from `openssl rand -base64 32`.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Pepper, ConfigError> {
        let path = path.as_ref();
        let secret = std::fs::read(path)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))?;
        Pepper::new(without_line_end(&secret))
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))
    }

    /// The pepper in an environment variable, read as a file is.
    pub fn from_env(name: &str) -> Result<Pepper, ConfigError> {
        let secret = std::env::var(name).map_err(|_| {
            ConfigError::new(format!("the environment variable {name} holds no text"))
        })?;
        Pepper::new(without_line_end(secret.as_bytes()))
            .map_err(|error| ConfigError::new(format!("{name}: {error}")))
    }

    /// What a store says of a key: `hmac-sha256:` and 64 digits.
    pub fn hash(&self, key: &str) -> String {
        self.keyed(key).to_string()
    }

    /// HMAC-SHA-256 of the key (RFC 2104).
    pub(crate) fn keyed(&self, key: &str) -> KeyHash {
        let mut digest = [0; 32];
        // Both are 32 bytes long.
        digest.copy_from_slice(hmac::sign(&self.0, key.as_bytes()).as_ref());
        KeyHash::Keyed(digest)
    }
}

impl fmt::Debug for Pepper {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
    bytes.get(..end.map_or(0, |last| last + 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn known_hashes() {
        // FIPS 180-4, the example "abc".
        let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(KeyHash::plain("abc").to_string(), abc);
        // `printf abc | openssl dgst -sha256 -hmac "$(printf 'p%.0s' $(seq 32))"`
        let keyed = "hmac-sha256:c1bfc511ee5992c4462369624f67e8a20040ad9fac32caa57e7626f62a871caf";
        let pepper = Pepper::new(&[b'p'; 32]).unwrap();
        assert_eq!(pepper.hash("abc"), keyed);
    }

    #[test]
    fn what_was_written_is_read() {
        let pepper = Pepper::new(&[b'p'; 32]).unwrap();
        let (plain, keyed) = (KeyHash::plain("k"), pepper.keyed("k"));
        for hash in [plain, keyed] {
            let text = hash.to_string();
            assert!(KeyHash::parse(&text).unwrap().matches(&hash));
            assert!(KeyHash::parse(&text.to_uppercase()).is_none());
            assert!(KeyHash::parse(&text[..text.len() - 1]).is_none());
            assert!(KeyHash::parse(&format!("{text}0")).is_none());
        }
        // The kind is part of the hash.
        let as_plain = KeyHash::Plain(*keyed.digest());
        assert!(!as_plain.matches(&keyed) && as_plain != keyed);
        assert!(!plain.matches(&KeyHash::plain("l")));
        for bad in ["", "sha256:", "hmac-sha256:", "md5:00", &to_hex(plain.digest())] {
            assert!(KeyHash::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn peppers_differ_and_are_long() {
        assert!(Pepper::new(&[1; 31]).is_err());
        let (one, two) = (Pepper::new(&[1; 32]).unwrap(), Pepper::new(&[2; 32]).unwrap());
        assert_ne!(one.hash("k"), two.hash("k"));
        assert_eq!(format!("{one:?}"), "Pepper");
    }

    #[test]
    fn a_file_may_end_with_a_line_end() {
        for text in ["", "\n", "\r\n\n", "ab", "ab\n", "ab\r\n"] {
            assert_eq!(without_line_end(text.as_bytes()), text.trim_end().as_bytes());
        }
        assert_eq!(without_line_end(b"a \n"), b"a ");
        let name = format!("portcullis-pepper-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, "x".repeat(32) + "\n").unwrap();
        let read = Pepper::from_file(&path).unwrap();
        std::fs::write(&path, "x".repeat(31) + "\n").unwrap();
        let short = Pepper::from_file(&path).unwrap_err().to_string();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(read.hash("k"), Pepper::new(&[b'x'; 32]).unwrap().hash("k"));
        assert!(short.ends_with("the pepper is shorter than 32 bytes"), "{short}");
        assert!(Pepper::from_file(&path).is_err());
        assert!(Pepper::from_env("PORTCULLIS_NO_SUCH_PEPPER").is_err());
    }
}
