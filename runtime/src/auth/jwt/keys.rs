//! [`Jwks`]: the keys of an issuer (RFC 7517), parsed once.
//!
//! **Invariant:** every key of a set is a public signature key of sufficient strength with exactly
//! one algorithm. What is not one is left out; a set in which a name is ambiguous is refused.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

use crate::auth::fault::ConfigError;
use crate::auth::jose::{self, Algorithm, Key};
use crate::auth::json;

/// Larger sets are refused.
const MAX_BYTES: usize = 512 * 1024;
/// Sets with more keys are refused.
const MAX_KEYS: usize = 100;

/// The number of the next set.
static GENERATIONS: AtomicU64 = AtomicU64::new(0);

/// The keys of an issuer. Clones share them, so that [`Jwks::replace`] reaches every verifier.
#[derive(Clone)]
pub struct Jwks {
    current: Arc<RwLock<Arc<KeySet>>>,
}

/// The keys at one time.
pub(super) struct KeySet {
    /// No other set of this process has the same.
    pub(super) generation: u64,
    keys: Vec<Key>,
    ignored: usize,
}

impl Jwks {
    /// The keys of a JWK set.
    ///
    /// Keys that must not verify an access token are left out: symmetric and private ones, ones
    /// for encryption, RSA keys of less than 2048 bits, points that are not on their curve, other
    /// algorithms. An RSA key without `alg` is one for RS256. An error where none is left, where
    /// two have the same `kid`, or where the text is not one unambiguous JSON object.
    pub fn from_json(text: &str) -> Result<Jwks, ConfigError> {
        let keys = Arc::new(KeySet::read(text)?);
        Ok(Jwks { current: Arc::new(RwLock::new(keys)) })
    }

    /// The keys of a file with a JWK set.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Jwks, ConfigError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))?;
        Jwks::from_json(&text)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))
    }

    /// Replaces the keys. Tokens that other keys verified are verified again; after an error the
    /// old keys stay.
    pub fn replace(&self, text: &str) -> Result<(), ConfigError> {
        let keys = Arc::new(KeySet::read(text)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// How many keys can verify tokens.
    pub fn len(&self) -> usize {
        self.current().keys.len()
    }

    /// Whether no key can verify tokens; never true.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many keys of the text were left out.
    pub fn ignored(&self) -> usize {
        self.current().ignored
    }

    pub(super) fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.current();
        let kids = set.keys.iter().map(|key| (key.kid.as_deref(), key.algorithm));
        f.debug_list().entries(kids).finish()
    }
}

impl KeySet {
    fn read(text: &str) -> Result<KeySet, ConfigError> {
        if text.len() > MAX_BYTES {
            return Err(ConfigError::new("the key set is larger than 512 KiB"));
        }
        let set = json::object(text.as_bytes())
            .ok_or_else(|| ConfigError::new("the key set is not an unambiguous JSON object"))?;
        let Some(Value::Array(given)) = set.get("keys") else {
            return Err(ConfigError::new("the key set has no array `keys`"));
        };
        if given.len() > MAX_KEYS {
            return Err(ConfigError::new("the key set has more than 100 keys"));
        }
        // RFC 7517 §5: a key that cannot be used does not spoil the others.
        let keys: Vec<Key> = given.iter().filter_map(jose::read).collect();
        if keys.is_empty() {
            return Err(ConfigError::new("the key set has no key that can verify access tokens"));
        }
        refuse_ambiguous(&keys)?;
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
        Ok(KeySet { generation, ignored: given.len() - keys.len(), keys })
    }

    /// Whether any key has one of the algorithms.
    pub(super) fn serves(&self, algorithms: &[Algorithm]) -> bool {
        self.keys.iter().any(|key| algorithms.contains(&key.algorithm))
    }

    /// The key that a header chooses: by its id, or the only one of the algorithm.
    pub(super) fn find(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<&Key, &'static str> {
        if let Some(kid) = kid {
            let key = self.keys.iter().find(|key| key.kid.as_deref() == Some(kid));
            let key = key.ok_or("kid is not known")?;
            return if key.algorithm == algorithm { Ok(key) } else { Err("alg is not the key's") };
        }
        let mut fitting = self.keys.iter().filter(|key| key.algorithm == algorithm);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => Err("no key fits"),
            (Some(_), Some(_)) => Err("several keys fit"),
        }
    }
}

fn refuse_ambiguous(keys: &[Key]) -> Result<(), ConfigError> {
    for (index, key) in keys.iter().enumerate() {
        let others = keys.iter().skip(index + 1);
        if key.kid.is_some() && others.into_iter().any(|other| other.kid == key.kid) {
            return Err(ConfigError::new("two keys of the set have the same `kid`"));
        }
    }
    Ok(())
}
