//! One-time ids: the [`ReplayStore`] that remembers them, and one in memory.
//!
//! **Invariant:** an id is new once until its time is over. A store that cannot remember another
//! one says so; it never forgets one to make room.

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::fault::Unavailable;

/// The answer of a store.
pub type FirstUse<'a> = Pin<Box<dyn Future<Output = Result<bool, Unavailable>> + Send + 'a>>;

/// Remembers which one-time ids were used.
pub trait ReplayStore: Send + Sync + 'static {
    /// Whether this is the first use of the id, a SHA-256; from now on it is not, until at least
    /// `until`. One step: of two calls at the same time one is the first. An error refuses the
    /// call (503).
    fn first_use<'a>(
        &'a self,
        id: &'a [u8; 32],
        until: SystemTime,
        now: SystemTime,
    ) -> FirstUse<'a>;
}

/// One-time ids of one process, so many at most.
///
/// Several processes that serve the same API need a store that they share.
pub struct MemoryReplays {
    capacity: usize,
    used: Mutex<HashMap<[u8; 32], SystemTime>>,
}

impl MemoryReplays {
    /// A store for so many ids. Those whose time is over make room, others do not: a full store
    /// refuses (503).
    pub fn new(capacity: usize) -> MemoryReplays {
        MemoryReplays { capacity, used: Mutex::default() }
    }

    fn note(&self, id: &[u8; 32], until: SystemTime, now: SystemTime) -> Result<bool, Unavailable> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = used.get_mut(id) {
            let first = now > *end;
            *end = until.max(*end);
            return Ok(first);
        }
        if used.len() >= self.capacity {
            used.retain(|_, end| now <= *end);
        }
        if used.len() >= self.capacity {
            return Err(Unavailable);
        }
        used.insert(*id, until);
        Ok(true)
    }
}

impl ReplayStore for MemoryReplays {
    fn first_use<'a>(
        &'a self,
        id: &'a [u8; 32],
        until: SystemTime,
        now: SystemTime,
    ) -> FirstUse<'a> {
        Box::pin(ready(self.note(id, until, now)))
    }
}

impl fmt::Debug for MemoryReplays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryReplays").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn an_id_is_new_once() {
        let store = MemoryReplays::new(9);
        assert_eq!(store.note(&[1; 32], at(10), at(0)), Ok(true));
        assert_eq!(store.note(&[1; 32], at(10), at(0)), Ok(false));
        assert_eq!(store.note(&[2; 32], at(10), at(0)), Ok(true));
        // The last moment counts, and a second use does not shorten the first one's time.
        assert_eq!(store.note(&[1; 32], at(5), at(10)), Ok(false));
        assert_eq!(store.note(&[1; 32], at(20), at(11)), Ok(true));
        assert_eq!(store.note(&[1; 32], at(20), at(20)), Ok(false));
    }

    #[test]
    fn a_full_store_forgets_only_what_is_over() {
        let store = MemoryReplays::new(2);
        assert_eq!(store.note(&[1; 32], at(10), at(0)), Ok(true));
        assert_eq!(store.note(&[2; 32], at(50), at(0)), Ok(true));
        assert_eq!(store.note(&[3; 32], at(50), at(10)), Err(Unavailable));
        assert_eq!(store.note(&[3; 32], at(50), at(11)), Ok(true));
        assert_eq!(store.note(&[2; 32], at(50), at(11)), Ok(false));
    }
}
