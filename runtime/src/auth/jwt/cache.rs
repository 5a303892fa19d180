//! [`Cache`]: tokens that were verified, so that a signature is checked once and not on every call.
//!
//! **Invariant:** only verified tokens are in it, whole; a hit is the same token byte for byte,
//! verified by the current keys and not expired. The number of tokens is bounded.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use ahash::RandomState;

use crate::auth::principal::Principal;

const SHARDS: usize = 64;
/// The end of the signature: as good as random, and cheaper to hash than the whole token.
const TAIL_BYTES: usize = 16;

/// Verified tokens.
pub(super) struct Cache {
    /// Seeded for this process, so that nobody can aim at a shard.
    hasher: RandomState,
    shards: Vec<RwLock<Shard>>,
    /// Tokens a shard holds.
    capacity: usize,
}

#[derive(Default)]
struct Shard {
    /// The generation of the keys that verified all of these.
    generation: u64,
    tokens: HashMap<u64, Entry, BuildHasherDefault<Hashed>>,
}

/// A key that is a hash needs no other.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        // Never asked for keys of 64 bits; another key would only be found more slowly.
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

struct Entry {
    token: Box<str>,
    principal: Arc<Principal>,
    valid_until: SystemTime,
}

impl Cache {
    /// A cache for about so many tokens; for none if zero.
    pub(super) fn new(tokens: usize) -> Cache {
        Cache {
            hasher: RandomState::new(),
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            capacity: tokens.div_ceil(SHARDS),
        }
    }

    /// Whom a token speaks for, if it was verified by these keys and has not expired.
    #[inline]
    pub(super) fn get(
        &self,
        token: &[u8],
        generation: u64,
        now: SystemTime,
    ) -> Option<Arc<Principal>> {
        let hash = self.hash(token)?;
        let shard = self.shard(hash)?.read().unwrap_or_else(PoisonError::into_inner);
        let entry = shard.tokens.get(&hash).filter(|_| shard.generation == generation)?;
        // Not in constant time: whoever gets this far knows the signature's end, that is the token.
        let hit = entry.token.as_bytes() == token && now < entry.valid_until;
        hit.then(|| Arc::clone(&entry.principal))
    }

    /// Keeps a token that was verified by these keys.
    pub(super) fn insert(
        &self,
        token: &str,
        generation: u64,
        principal: &Arc<Principal>,
        valid_until: SystemTime,
        now: SystemTime,
    ) {
        let Some(hash) = self.hash(token.as_bytes()) else { return };
        let Some(shard) = self.shard(hash).filter(|_| self.capacity > 0) else { return };
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        if shard.generation != generation {
            // What a slow call verified by former keys does not displace what is newer.
            if shard.generation > generation {
                return;
            }
            shard.tokens.clear();
            shard.generation = generation;
        }
        shard.make_room(self.capacity, now);
        let principal = Arc::clone(principal);
        shard.tokens.insert(hash, Entry { token: token.into(), principal, valid_until });
    }

    fn hash(&self, bytes: &[u8]) -> Option<u64> {
        let tail = bytes.last_chunk::<TAIL_BYTES>()?;
        Some(self.hasher.hash_one(u128::from_ne_bytes(*tail)))
    }

    fn shard(&self, hash: u64) -> Option<&RwLock<Shard>> {
        self.shards.get(usize::try_from(hash >> 32).ok()? % SHARDS)
    }

    /// How many tokens are kept.
    #[cfg(test)]
    fn len(&self) -> usize {
        let shards = self.shards.iter();
        shards.map(|shard| shard.read().map_or(0, |shard| shard.tokens.len())).sum()
    }
}

impl Shard {
    /// Drops what has expired, or else any token, until one more fits.
    fn make_room(&mut self, capacity: usize, now: SystemTime) {
        if self.tokens.len() < capacity {
            return;
        }
        self.tokens.retain(|_, entry| now < entry.valid_until);
        while self.tokens.len() >= capacity {
            let Some(victim) = self.tokens.keys().next().copied() else { return };
            self.tokens.remove(&victim);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn who() -> Arc<Principal> {
        Arc::new(Principal::new("ada"))
    }

    const TOKEN: &str = "header.payload.0123456789abcdef0123456789abcdef";

    #[test]
    fn a_hit_is_the_same_token_under_the_same_keys_in_time() {
        let cache = Cache::new(100);
        cache.insert(TOKEN, 1, &who(), at(10), at(0));
        assert!(cache.get(TOKEN.as_bytes(), 1, at(9)).is_some());
        // Expired.
        assert!(cache.get(TOKEN.as_bytes(), 1, at(10)).is_none());
        // The same end, another beginning.
        assert!(cache.get(TOKEN.replace('h', "H").as_bytes(), 1, at(0)).is_none());
        assert!(cache.get(format!("x{TOKEN}").as_bytes(), 1, at(0)).is_none());
        // Other keys.
        assert!(cache.get(TOKEN.as_bytes(), 2, at(0)).is_none());
        assert!(cache.get(b"short", 1, at(0)).is_none());
    }

    #[test]
    fn former_keys_leave_nothing() {
        let cache = Cache::new(100);
        cache.insert(TOKEN, 2, &who(), at(10), at(0));
        cache.insert(TOKEN, 1, &who(), at(10), at(0));
        assert!(cache.get(TOKEN.as_bytes(), 2, at(0)).is_some());
        assert!(cache.get(TOKEN.as_bytes(), 1, at(0)).is_none());
        cache.insert(TOKEN, 3, &who(), at(10), at(0));
        assert!(cache.get(TOKEN.as_bytes(), 2, at(0)).is_none());
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn newer_tokens_do_not_revive_those_of_former_keys() {
        let cache = Cache::new(SHARDS * 100);
        let token = |name: &str, number: usize| format!("{TOKEN}{name}{number:08}");
        for number in 0..SHARDS * 10 {
            cache.insert(&token("old", number), 1, &who(), at(10), at(0));
        }
        for number in 0..SHARDS * 10 {
            cache.insert(&token("new", number), 2, &who(), at(10), at(0));
        }
        for number in 0..SHARDS * 10 {
            assert!(cache.get(token("old", number).as_bytes(), 2, at(0)).is_none());
        }
        assert!(cache.get(token("new", 0).as_bytes(), 2, at(0)).is_some());
    }

    #[test]
    fn the_number_of_tokens_is_bounded() {
        let cache = Cache::new(SHARDS * 2);
        for number in 0..2000 {
            cache.insert(&format!("{TOKEN}{number:08}"), 1, &who(), at(10), at(0));
        }
        assert!(cache.len() <= SHARDS * 2, "{}", cache.len());
        assert!(cache.get(format!("{TOKEN}00001999").as_bytes(), 1, at(0)).is_some());
        // One makes room for one, and what has expired goes first.
        assert_eq!(cache.len(), SHARDS * 2);
        cache.insert(TOKEN, 1, &who(), at(30), at(20));
        assert_eq!(cache.len(), SHARDS * 2 - 1);
        let none = Cache::new(0);
        none.insert(TOKEN, 1, &who(), at(10), at(0));
        assert_eq!(none.len(), 0);
    }
}
