//! [`ApiKeys`]: keys of high entropy, of which the server keeps only hashes.
//!
//! **Invariant:** no key is kept, shown or written; a key is found by its SHA-256 and compared in
//! constant time, and it ends when its entry says so.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use ahash::RandomState;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::api_key_file::{self, Entry, HASH_PREFIX};
use super::digest::{Sha256, sha256, to_hex};
use super::fault::{ConfigError, Fault};
use super::principal::Principal;
use super::verifier::{ApiKeyVerifier, BasicVerifier, Verified};

/// Longer keys are refused unhashed.
const MAX_KEY_BYTES: usize = 256;
/// The random bytes of a generated key.
const KEY_BYTES: usize = 32;

/// API keys, for `apiKey` schemes, and for `Basic` with a key's id as the user and the key as the
/// password. Clones share the entries.
///
/// The file, where everything but `id` and `hash` may be left out:
///
/// ```toml
/// [[key]]
/// id = "acme-2026"                  # shown in logs; unique
/// hash = "sha256:9f86d08188…"       # ApiKeys::hash(key)
/// client = "acme"                   # several keys may be one client's; otherwise the id
/// scopes = ["payments:read"]
/// expires = 2027-01-01T00:00:00Z
/// ```
///
/// Keys must be random, as [`ApiKeys::generate`] makes them: a hash does not protect a key that
/// can be guessed (RFC 8725 §3.5 says the same of secrets).
#[derive(Clone)]
pub struct ApiKeys {
    entries: Arc<[Entry]>,
    by_hash: Arc<HashMap<Sha256, usize, RandomState>>,
    by_id: Arc<HashMap<String, usize, RandomState>>,
}

impl ApiKeys {
    /// The keys of a TOML file.
    pub fn open(path: impl AsRef<Path>) -> Result<ApiKeys, ConfigError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))?;
        ApiKeys::from_toml(&text)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))
    }

    /// The keys of a TOML text. Unknown members, repeated ids and repeated hashes are errors that
    /// name their line.
    pub fn from_toml(text: &str) -> Result<ApiKeys, ConfigError> {
        let entries = api_key_file::read(text)?;
        let hashes = entries.iter().enumerate().map(|(index, entry)| (entry.hash, index));
        let ids = entries.iter().enumerate().map(|(index, entry)| (entry.id.clone(), index));
        Ok(ApiKeys {
            by_hash: Arc::new(hashes.collect()),
            by_id: Arc::new(ids.collect()),
            entries: entries.into(),
        })
    }

    /// What the file says of a key.
    pub fn hash(key: &str) -> String {
        format!("{HASH_PREFIX}{}", to_hex(&sha256(key.as_bytes())))
    }

    /// A new key of 256 random bits. It is the client's: keep only its [`ApiKeys::hash`].
    pub fn generate() -> Result<String, ConfigError> {
        let mut bytes = [0; KEY_BYTES];
        rand::fill(&mut bytes).map_err(|_| ConfigError::new("the system has no randomness"))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn key(&self, key: &str, now: SystemTime) -> Result<Arc<Principal>, Fault> {
        let hash = hash_of(key)?;
        let entry = self.by_hash.get(&hash).and_then(|&index| self.entries.get(index));
        let entry = entry.ok_or(Fault::Invalid("the API key is not known"))?;
        entry.accept(&hash, now)
    }

    fn password(
        &self,
        user: &str,
        password: &str,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        let hash = hash_of(password)?;
        let entry = self.by_id.get(user).and_then(|&index| self.entries.get(index));
        let Some(entry) = entry else {
            // The same work as for a known user; nothing has this hash.
            let _ = verify_slices_are_equal(&hash, &[0; 32]);
            return Err(Fault::Invalid("the user is not known"));
        };
        entry.accept(&hash, now)
    }
}

impl Entry {
    fn accept(&self, hash: &Sha256, now: SystemTime) -> Result<Arc<Principal>, Fault> {
        verify_slices_are_equal(&self.hash, hash)
            .map_err(|_| Fault::Invalid("the key is not the user's"))?;
        if self.expires.is_some_and(|end| now >= end) {
            return Err(Fault::Invalid("the API key has expired"));
        }
        Ok(Arc::clone(&self.principal))
    }
}

fn hash_of(key: &str) -> Result<Sha256, Fault> {
    if key.len() > MAX_KEY_BYTES {
        return Err(Fault::Invalid("the API key is too long"));
    }
    Ok(sha256(key.as_bytes()))
}

impl ApiKeyVerifier for ApiKeys {
    fn verify<'a>(&'a self, key: &'a str, now: SystemTime) -> Verified<'a> {
        Box::pin(ready(self.key(key, now)))
    }
}

impl BasicVerifier for ApiKeys {
    fn verify<'a>(&'a self, user: &'a str, password: &'a str, now: SystemTime) -> Verified<'a> {
        Box::pin(ready(self.password(user, password, now)))
    }
}

impl fmt::Debug for ApiKeys {
    /// Without the hashes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|entry| &entry.id)).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    /// 2026-01-01T00:00:00Z.
    const YEAR_2026: u64 = 1_767_225_600;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn keys() -> ApiKeys {
        let entry = |id: &str, key: &str, more: &str| {
            format!("[[key]]\nid = \"{id}\"\nhash = \"{}\"\n{more}\n", ApiKeys::hash(key))
        };
        let text = [
            entry("old", "key-1", "client = \"acme\"\nscopes = [\"b\", \"a\"]"),
            entry("new", "key-2", "client = \"acme\"\nexpires = 2026-01-01T01:00:00+01:00"),
            entry("bare", "key-3", ""),
        ];
        ApiKeys::from_toml(&text.concat()).unwrap()
    }

    fn reason(result: &Result<Arc<Principal>, Fault>) -> &'static str {
        match result {
            Err(Fault::Invalid(reason)) => reason,
            Err(Fault::InvalidProof(_) | Fault::UseNonce(_) | Fault::Unavailable) => {
                "another fault"
            }
            Ok(_) => "accepted",
        }
    }

    #[tokio::test]
    async fn a_key_says_who_calls() {
        let keys = keys();
        let acme = ApiKeyVerifier::verify(&keys, "key-1", at(0)).await.unwrap();
        assert_eq!((acme.subject(), acme.client()), ("acme", Some("acme")));
        assert_eq!(acme.token_id(), Some("old"));
        assert_eq!(acme.scopes().collect::<Vec<_>>(), ["a", "b"]);
        // Several keys of one client.
        let also = ApiKeyVerifier::verify(&keys, "key-2", at(0)).await.unwrap();
        assert_eq!((also.client(), also.token_id()), (Some("acme"), Some("new")));
        assert_eq!(also.expires_at(), Some(at(YEAR_2026)));
        let bare = ApiKeyVerifier::verify(&keys, "key-3", at(0)).await.unwrap();
        assert_eq!((bare.client(), bare.scopes().count()), (Some("bare"), 0));
    }

    #[test]
    fn unknown_keys_are_refused() {
        let keys = keys();
        let hash = ApiKeys::hash("key-1");
        for key in ["", "key", "key-1 ", "KEY-1", "key-11", "acme", "old", &hash, &hash[7..]] {
            assert_eq!(reason(&keys.key(key, at(0))), "the API key is not known", "{key}");
        }
        let long = "x".repeat(257);
        assert_eq!(reason(&keys.key(&long, at(0))), "the API key is too long");
        assert_eq!(reason(&keys.key(&long[1..], at(0))), "the API key is not known");
    }

    #[test]
    fn a_key_ends() {
        let keys = keys();
        assert_eq!(reason(&keys.key("key-2", at(YEAR_2026 - 1))), "accepted");
        assert_eq!(reason(&keys.key("key-2", at(YEAR_2026))), "the API key has expired");
        assert_eq!(
            reason(&keys.password("new", "key-2", at(YEAR_2026))),
            "the API key has expired"
        );
        assert_eq!(reason(&keys.key("key-1", at(YEAR_2026 * 2))), "accepted");
    }

    #[tokio::test]
    async fn a_password_is_its_users_own() {
        let keys = keys();
        let acme = BasicVerifier::verify(&keys, "old", "key-1", at(0)).await.unwrap();
        assert_eq!(acme.client(), Some("acme"));
        assert_eq!(reason(&keys.password("old", "key-2", at(0))), "the key is not the user's");
        assert_eq!(reason(&keys.password("old", "", at(0))), "the key is not the user's");
        assert_eq!(reason(&keys.password("acme", "key-1", at(0))), "the user is not known");
        let long = "x".repeat(257);
        assert_eq!(reason(&keys.password("old", &long, at(0))), "the API key is too long");
    }

    #[test]
    fn generated_keys_are_long_and_differ() {
        let (one, two) = (ApiKeys::generate().unwrap(), ApiKeys::generate().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 43);
        assert_eq!(
            ApiKeys::hash("abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn debug_shows_only_ids() {
        assert_eq!(format!("{:?}", keys()), r#"["old", "new", "bare"]"#);
    }
}
