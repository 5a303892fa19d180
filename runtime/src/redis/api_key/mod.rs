//! [`RedisApiKeys`]: API keys, which all nodes see.
//!
//! `…key:<hash>` holds an entry, under the keyed hash of its key. `…key-id:<SHA-256 of the id>`
//! says which entry and which client that is, `…key-client:<…>` when each of a client's keys ends,
//! and `…key-used:<…>` when a key was last used.
//!
//! **Invariant:** Redis is asked on every call; a key that was taken out, or has ended, is refused
//! from then on. A key is never sent to Redis, only its keyed hash.

mod edit;
mod entry;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use redis::{Value, cmd};

pub use self::edit::AddKeyError;
pub use self::entry::ApiKeyEntry;
use self::entry::{Stored, milliseconds, moment};
use super::pool::RedisPool;
use crate::auth::api_key::{ACTIVE_KEYS, check_form};
use crate::auth::{ApiKeyVerifier, BasicVerifier, Fault, Pepper, Principal, Unavailable, Verified};

/// How often a key's use is written.
const USES_EVERY: Duration = Duration::from_secs(60);
/// How long a key's last use is remembered.
const USES_KEPT: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// From so many keys on, those whose use was written long ago are forgotten here.
const NOTED_KEYS: usize = 10_000;

/// API keys in Redis, for `apiKey` schemes, and for `Basic` with a key's id as the user and the
/// key as the password.
///
/// Keys are those of [`crate::ApiKeys`], and all hashes are keyed. Nothing is cached: a call asks
/// Redis once, and a key that is removed is refused by every node at once. Redis forgets a key two
/// minutes after it has ended.
///
/// When a key was last used is written behind the call, at most once a minute for each key and
/// node; a call does not wait for it, nor fail with it.
pub struct RedisApiKeys {
    pool: RedisPool,
    pepper: Pepper,
    formless: bool,
    active_keys: usize,
    /// When the uses of keys were last written, by the hashes of the keys.
    noted: Mutex<HashMap<[u8; 32], SystemTime>>,
}

impl RedisApiKeys {
    /// Keys in this Redis, hashed under the pepper.
    pub fn new(pool: RedisPool, pepper: Pepper) -> RedisApiKeys {
        let noted = Mutex::default();
        RedisApiKeys { pool, pepper, formless: false, active_keys: ACTIVE_KEYS, noted }
    }

    /// Takes keys without form as well, such as those of another system. Without this, what cannot
    /// be a key is refused before Redis is asked.
    #[must_use]
    pub fn formless(mut self) -> RedisApiKeys {
        self.formless = true;
        self
    }

    /// How many keys a client may have that have not expired, in place of 2.
    #[must_use]
    pub fn active_keys(mut self, limit: usize) -> RedisApiKeys {
        self.active_keys = limit;
        self
    }

    /// When the key of this id was last accepted at any node, give or take a minute; `None` for one
    /// that was not within 400 days, or is not known.
    pub async fn last_used(&self, id: &str) -> Result<Option<SystemTime>, Unavailable> {
        match self.pool.ask(cmd("GET").arg(self.used_key(id))).await? {
            Value::Nil => Ok(None),
            Value::BulkString(text) => {
                let text = std::str::from_utf8(&text).map_err(|_| Unavailable)?;
                let time = text.parse().ok().and_then(moment);
                time.map(Some).ok_or(Unavailable)
            }
            _ => Err(Unavailable),
        }
    }

    /// Who calls with a key; `user` is the id that has to be the key's.
    async fn find(
        &self,
        user: Option<&str>,
        key: &str,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        let form = check_form(key, self.formless)?;
        let hash = self.pepper.keyed(key);
        let stored = self.stored(hash.digest()).await?;
        // A user that is not known takes the same way as a key that is not known.
        let stored = stored.ok_or(Fault::Invalid("the API key is not known"))?;
        let same =
            |user: &str| verify_slices_are_equal(user.as_bytes(), stored.id.as_bytes()).is_ok();
        if !user.is_none_or(same) {
            return Err(Fault::Invalid("the key is not the user's"));
        }
        let entry = stored.into_entry(hash);
        entry.allow(form, now)?;
        self.note_use(*hash.digest(), &entry.id, now);
        Ok(entry.principal)
    }

    async fn stored(&self, hash: &[u8; 32]) -> Result<Option<Stored>, Unavailable> {
        match self.pool.ask(cmd("GET").arg(self.pool.hashed_key("key", hash))).await? {
            Value::Nil => Ok(None),
            Value::BulkString(text) => Stored::read(&text).map(Some).ok_or(Unavailable),
            _ => Err(Unavailable),
        }
    }

    fn note_use(&self, hash: [u8; 32], id: &str, now: SystemTime) {
        if !self.is_due(hash, now) {
            return;
        }
        let (pool, key) = (self.pool.clone(), self.used_key(id));
        let kept = USES_KEPT.as_secs();
        tokio::spawn(async move {
            let mut command = cmd("SET");
            command.arg(key).arg(milliseconds(now)).arg("EX").arg(kept);
            // What fails is written with a use a minute later.
            let _ = pool.ask(&command).await;
        });
    }

    fn is_due(&self, hash: [u8; 32], now: SystemTime) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |at: &SystemTime| now < *at + USES_EVERY;
        if noted.get(&hash).is_some_and(recent) {
            return false;
        }
        if noted.len() >= NOTED_KEYS {
            noted.retain(|_, at| recent(at));
        }
        noted.insert(hash, now);
        true
    }

    fn used_key(&self, id: &str) -> String {
        self.pool.key("key-used", &[id])
    }
}

impl ApiKeyVerifier for RedisApiKeys {
    fn verify<'a>(&'a self, key: &'a str, now: SystemTime) -> Verified<'a> {
        Box::pin(self.find(None, key, now))
    }
}

impl BasicVerifier for RedisApiKeys {
    fn verify<'a>(&'a self, user: &'a str, password: &'a str, now: SystemTime) -> Verified<'a> {
        Box::pin(self.find(Some(user), password, now))
    }
}

impl fmt::Debug for RedisApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisApiKeys").field("pool", &self.pool).finish_non_exhaustive()
    }
}
