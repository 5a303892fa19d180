//! A bounded table of time stamps by key, in shards.
//!
//! **Invariant:** the table never holds more than its capacity, and fullness never lets anybody
//! past a limit: only keys that are as good as new are forgotten, and keys that find no place
//! share one stamp.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::gcra::{Gcra, Verdict};

const SHARDS: usize = 32;
/// A full shard is swept at most this often, in nanoseconds.
const SWEEP_PAUSE: u64 = 1_000_000_000;

/// Keys are seeded hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[derive(Debug, Default)]
struct Shard {
    stamps: HashMap<u64, u64, BuildHasherDefault<Same>>,
    /// What the keys without a place share, by the key's rate.
    overflow: HashMap<u32, u64>,
    next_sweep: u64,
}

/// Time stamps of keys. A key is a hash with a secret seed: two keys that collide share a limit.
#[derive(Debug)]
pub(crate) struct Table {
    shards: Vec<Mutex<Shard>>,
    capacity: usize,
}

impl Table {
    /// A table of at most `capacity` keys (at least one a shard).
    pub(crate) fn new(capacity: usize) -> Table {
        Table {
            shards: (0..SHARDS).map(|_| Mutex::new(Shard::default())).collect(),
            capacity: (capacity / SHARDS).max(1),
        }
    }

    fn shard(&self, key: u64) -> Option<MutexGuard<'_, Shard>> {
        // Bits that the map inside uses for neither buckets nor tags.
        let index = usize::try_from(key >> 40).unwrap_or(0) % SHARDS;
        // A panic under the lock cannot leave a stamp half written.
        self.shards.get(index).map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes one call from `key`; `group` names the rate, for keys that find no place.
    pub(crate) fn take(&self, key: u64, group: u32, gcra: Gcra, now: u64) -> Verdict {
        let Some(mut shard) = self.shard(key) else {
            return Verdict { admitted: false, remaining: 0, reset: SWEEP_PAUSE };
        };
        let shard = &mut *shard;
        if shard.stamps.len() >= self.capacity && !shard.stamps.contains_key(&key) {
            sweep(shard, now);
        }
        let full = shard.stamps.len() >= self.capacity;
        let stamp = match shard.stamps.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if full => shard.overflow.entry(group).or_insert(0),
            Entry::Vacant(entry) => entry.insert(0),
        };
        let (next, verdict) = gcra.take(*stamp, now);
        *stamp = next;
        verdict
    }

    /// Returns one call to `key`.
    pub(crate) fn give_back(&self, key: u64, group: u32, gcra: Gcra) {
        if let Some(mut shard) = self.shard(key) {
            let shard = &mut *shard;
            let stamp = match shard.stamps.get_mut(&key) {
                Some(stamp) => Some(stamp),
                None => shard.overflow.get_mut(&group),
            };
            if let Some(stamp) = stamp {
                *stamp = gcra.give_back(*stamp);
            }
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().map_or(0, |shard| shard.stamps.len())).sum()
    }
}

/// Forgets what is as good as new. Not more often than the pause, so that a flood of new keys
/// does not pay for a sweep each.
fn sweep(shard: &mut Shard, now: u64) {
    if now < shard.next_sweep {
        return;
    }
    shard.next_sweep = now.saturating_add(SWEEP_PAUSE);
    shard.stamps.retain(|_, stamp| *stamp > now);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Rate;

    /// A key that lands in the first shard.
    fn key(number: u64) -> u64 {
        number
    }

    #[test]
    fn a_full_table_forgets_nobody_who_still_owes() {
        let table = Table::new(SHARDS * 4);
        let gcra = Gcra::new(&Rate::new(1, 3600));
        let now = 10;
        for number in 0..4 {
            assert!(table.take(key(number), 0, gcra, now).admitted);
        }
        for number in 4..1000 {
            table.take(key(number), 0, gcra, now);
        }
        assert_eq!(table.len(), 4);
        for number in 0..4 {
            assert!(!table.take(key(number), 0, gcra, now).admitted, "{number} was forgotten");
        }
    }

    #[test]
    fn keys_without_a_place_share_one_limit() {
        let table = Table::new(SHARDS);
        let gcra = Gcra::new(&Rate::new(2, 3600));
        assert!(table.take(key(0), 7, gcra, 1).admitted);
        let admitted = (1..100).filter(|n| table.take(key(*n), 7, gcra, 1).admitted).count();
        assert_eq!(admitted, 2);
        let admitted = (1..100).filter(|n| table.take(key(*n), 8, gcra, 1).admitted).count();
        assert_eq!(admitted, 2, "another rate has its own");
    }

    #[test]
    fn refilled_keys_make_room() {
        let table = Table::new(SHARDS);
        let gcra = Gcra::new(&Rate::new(1, 1));
        assert!(table.take(key(0), 0, gcra, 1).admitted);
        let later = 3 * SWEEP_PAUSE;
        for round in 0..3 {
            assert!(table.take(key(1 + round), 0, gcra, later + round * 2 * SWEEP_PAUSE).admitted);
        }
        assert_eq!(table.len(), 1);
    }
}
