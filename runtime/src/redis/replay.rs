//! [`RedisReplays`]: one-time ids, which all nodes see.
//!
//! **Invariant:** of all calls with one id, at all nodes, one is the first.

use std::time::SystemTime;

use super::pool::RedisPool;
use crate::auth::{FirstUse, ReplayStore};

/// Used one-time ids in Redis: a key each, that Redis forgets two minutes after its time.
#[derive(Clone, Debug)]
pub struct RedisReplays {
    pool: RedisPool,
}

impl RedisReplays {
    /// Used ids in this Redis.
    pub fn new(pool: RedisPool) -> RedisReplays {
        RedisReplays { pool }
    }
}

impl ReplayStore for RedisReplays {
    fn first_use<'a>(
        &'a self,
        id: &'a [u8; 32],
        until: SystemTime,
        now: SystemTime,
    ) -> FirstUse<'a> {
        Box::pin(
            async move { self.pool.remember(&self.pool.hashed_key("used", id), until, now).await },
        )
    }
}
