//! [`KeySet`]: the keys of an issuer at one time (RFC 7517).
//!
//! **Invariant:** every key of a set is a public signature key of sufficient strength with exactly
//! one algorithm. What is not one is left out; a set in which a name is ambiguous is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::auth::clock::apart;
use crate::auth::digest::{Sha256, sha256};
use crate::auth::fault::ConfigError;
use crate::auth::jose::{self, Algorithm, Key};
use crate::auth::json;

/// Larger sets are refused.
const MAX_BYTES: usize = 512 * 1024;
/// Sets with more keys are refused.
const MAX_KEYS: usize = 100;

/// The number of the next set.
static GENERATIONS: AtomicU64 = AtomicU64::new(0);

/// The keys at one time.
#[derive(Clone)]
pub(super) struct KeySet {
    /// No set of this process with other keys has the same.
    pub(super) generation: u64,
    pub(super) keys: Arc<[Key]>,
    pub(super) ignored: usize,
    /// Of the text.
    digest: Sha256,
    /// Of a set that was fetched.
    freshness: Option<Freshness>,
}

/// When a set was fetched, and when it should be fetched again.
#[derive(Clone, Copy)]
struct Freshness {
    read_at: SystemTime,
    due_after: Duration,
    /// At this age it must not be used.
    oldest: Duration,
}

impl KeySet {
    pub(super) fn read(text: &[u8]) -> Result<KeySet, ConfigError> {
        if text.len() > MAX_BYTES {
            return Err(ConfigError::new("the key set is larger than 512 KiB"));
        }
        let set = json::object(text)
            .ok_or_else(|| ConfigError::new("the key set is not an unambiguous JSON object"))?;
        let Some(Value::Array(given)) = set.get("keys") else {
            return Err(ConfigError::new("the key set has no array `keys`"));
        };
        if given.len() > MAX_KEYS {
            return Err(ConfigError::new("the key set has more than 100 keys"));
        }
        // RFC 7517 §5: a key that cannot be used does not spoil the others.
        let keys: Arc<[Key]> = given.iter().filter_map(jose::read).collect();
        if keys.is_empty() {
            return Err(ConfigError::new("the key set has no key that can verify access tokens"));
        }
        refuse_ambiguous(&keys)?;
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
        let ignored = given.len() - keys.len();
        Ok(KeySet { generation, ignored, keys, digest: sha256(text), freshness: None })
    }

    /// Whether any key has one of the algorithms.
    pub(super) fn serves(&self, algorithms: &[Algorithm]) -> bool {
        self.keys.iter().any(|key| algorithms.contains(&key.algorithm))
    }

    /// Whether a key has this id.
    pub(super) fn has(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| key.kid.as_deref() == Some(kid))
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

    /// The set with the name of the old one, if its text is the same: what the old one verified
    /// stays verified.
    pub(super) fn after(mut self, old: &KeySet) -> KeySet {
        if self.digest == old.digest {
            self.generation = old.generation;
        }
        self
    }

    /// The set, fetched at this time, to be fetched again after `due_after`, and not to be used
    /// after `oldest`.
    pub(super) fn fetched(
        self,
        read_at: SystemTime,
        due_after: Duration,
        oldest: Duration,
    ) -> KeySet {
        KeySet { freshness: Some(Freshness { read_at, due_after, oldest }), ..self }
    }

    /// The same set, to be fetched again so long after now.
    pub(super) fn due_in(&self, delay: Duration, now: SystemTime) -> KeySet {
        let freshness = self.freshness.map(|freshness| Freshness {
            due_after: apart(now, freshness.read_at).saturating_add(delay),
            ..freshness
        });
        KeySet { freshness, ..self.clone() }
    }

    /// Whether it should be fetched again. Never of a set that was not fetched.
    pub(super) fn is_due(&self, now: SystemTime) -> bool {
        self.freshness.is_some_and(|freshness| {
            apart(now, freshness.read_at) >= freshness.due_after.min(freshness.oldest)
        })
    }

    /// Whether it is too old to be used.
    pub(super) fn is_too_old(&self, now: SystemTime) -> bool {
        self.freshness.is_some_and(|freshness| apart(now, freshness.read_at) >= freshness.oldest)
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
