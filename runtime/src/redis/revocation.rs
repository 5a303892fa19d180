//! [`RedisRevocations`]: revoked tokens, which all nodes see.
//!
//! **Invariant:** what [`RedisRevocations::revoke`] accepted is revoked at every node from then on,
//! until the token has expired.

use std::time::SystemTime;

use redis::{Value, cmd};

use super::pool::RedisPool;
use crate::auth::{RevocationStore, Revoked, Unavailable};

/// Revoked tokens in Redis. It is asked on every call; nothing is cached.
///
/// A token is one key, named by the SHA-256 of issuer and `jti`, that Redis forgets two minutes
/// after the token has expired.
#[derive(Clone, Debug)]
pub struct RedisRevocations {
    pool: RedisPool,
}

impl RedisRevocations {
    /// Revoked tokens in this Redis.
    pub fn new(pool: RedisPool) -> RedisRevocations {
        RedisRevocations { pool }
    }

    /// Revokes a token until it expires.
    ///
    /// [`Unavailable`] when Redis does not confirm it: the token may then not be revoked, and the
    /// caller must not report that it is.
    pub async fn revoke(
        &self,
        issuer: &str,
        jti: &str,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<(), Unavailable> {
        self.pool.remember(&self.key(issuer, jti), expires_at, now).await.map(|_first| ())
    }

    fn key(&self, issuer: &str, jti: &str) -> String {
        self.pool.key("revoked", &[issuer, jti])
    }

    async fn known(&self, key: String) -> Result<bool, Unavailable> {
        match self.pool.ask(cmd("EXISTS").arg(key)).await? {
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            _ => Err(Unavailable),
        }
    }
}

impl RevocationStore for RedisRevocations {
    fn is_revoked<'a>(&'a self, issuer: &'a str, jti: &'a str) -> Revoked<'a> {
        Box::pin(self.known(self.key(issuer, jti)))
    }

    fn is_shared(&self) -> bool {
        true
    }
}
