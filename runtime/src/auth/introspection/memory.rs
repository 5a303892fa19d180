//! [`Memory`]: what a server answered a moment ago.
//!
//! **Invariant:** nothing is remembered for longer than its time, nor beyond its end, and the number
//! of tokens is bounded. Tokens themselves are not kept: their SHA-256 is.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use ahash::RandomState;

use crate::auth::clock::apart;
use crate::auth::digest::Sha256;

const SHARDS: usize = 32;

/// What was said of tokens.
pub(super) struct Memory<T> {
    shards: Vec<RwLock<HashMap<Sha256, Entry<T>, RandomState>>>,
    /// Tokens a shard holds.
    capacity: usize,
    /// How long an answer is remembered.
    time: Duration,
}

struct Entry<T> {
    answer: T,
    since: SystemTime,
    end: Option<SystemTime>,
}

impl<T: Clone> Memory<T> {
    /// For about so many tokens, and so long.
    pub(super) fn new(tokens: usize, time: Duration) -> Memory<T> {
        Memory {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
            capacity: tokens.div_ceil(SHARDS),
            time,
        }
    }

    pub(super) fn get(&self, token: &Sha256, now: SystemTime) -> Option<T> {
        let shard = self.shard(token)?.read().unwrap_or_else(PoisonError::into_inner);
        let entry = shard.get(token).filter(|entry| entry.holds(self.time, now))?;
        Some(entry.answer.clone())
    }

    /// Remembers an answer of now, at most until its end.
    pub(super) fn insert(
        &self,
        token: Sha256,
        answer: T,
        end: Option<SystemTime>,
        now: SystemTime,
    ) {
        if self.capacity == 0 || self.time.is_zero() {
            return;
        }
        let Some(shard) = self.shard(&token) else { return };
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= self.capacity {
            shard.retain(|_, entry| entry.holds(self.time, now));
        }
        while shard.len() >= self.capacity {
            let Some(victim) = shard.keys().next().copied() else { return };
            shard.remove(&victim);
        }
        shard.insert(token, Entry { answer, since: now, end });
    }

    fn shard(&self, token: &Sha256) -> Option<&RwLock<HashMap<Sha256, Entry<T>, RandomState>>> {
        self.shards.get(usize::from(*token.first()?) % SHARDS)
    }
}

impl<T> Entry<T> {
    fn holds(&self, time: Duration, now: SystemTime) -> bool {
        apart(now, self.since) < time && self.end.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn an_answer_is_remembered_for_its_time() {
        let memory = Memory::new(100, Duration::from_secs(30));
        memory.insert([1; 32], "a", None, at(100));
        memory.insert([2; 32], "b", Some(at(110)), at(100));
        assert_eq!(memory.get(&[1; 32], at(129)), Some("a"));
        assert_eq!(memory.get(&[1; 32], at(130)), None);
        // A moment before, and a clock that was set back.
        assert_eq!(memory.get(&[1; 32], at(99)), Some("a"));
        assert_eq!(memory.get(&[1; 32], at(70)), None);
        // Not beyond its end.
        assert_eq!(memory.get(&[2; 32], at(109)), Some("b"));
        assert_eq!(memory.get(&[2; 32], at(110)), None);
        assert_eq!(memory.get(&[3; 32], at(100)), None);
    }

    #[test]
    fn what_is_over_makes_room_first() {
        let memory = Memory::new(SHARDS * 2, Duration::from_secs(30));
        let token = |shard: usize, number: u8| {
            let mut token = [number; 32];
            token[0] = u8::try_from(shard).unwrap_or_default();
            token
        };
        for shard in 0..SHARDS {
            memory.insert(token(shard, 1), "over", Some(at(10)), at(0));
            memory.insert(token(shard, 2), "held", None, at(0));
            memory.insert(token(shard, 3), "new", None, at(20));
            assert_eq!(memory.get(&token(shard, 2), at(20)), Some("held"));
        }
    }

    #[test]
    fn the_number_of_tokens_is_bounded() {
        let memory = Memory::new(SHARDS * 2, Duration::from_secs(30));
        for number in 0..2000_u32 {
            let mut token = [0; 32];
            token[..4].copy_from_slice(&number.to_le_bytes());
            memory.insert(token, number, None, at(0));
            assert_eq!(memory.get(&token, at(0)), Some(number));
        }
        let kept: usize =
            memory.shards.iter().map(|shard| shard.read().map_or(0, |s| s.len())).sum();
        assert!(kept <= SHARDS * 2, "{kept}");
        for none in [Memory::new(0, Duration::from_secs(30)), Memory::new(100, Duration::ZERO)] {
            none.insert([1; 32], 1, None, at(0));
            assert_eq!(none.get(&[1; 32], at(0)), None);
        }
    }
}
