//! Stores in Redis (feature `redis`), which all nodes of a service share: API keys
//! ([`RedisApiKeys`]), revoked tokens ([`RedisRevocations`]) and one-time ids ([`RedisReplays`]),
//! over one [`RedisPool`].
//!
//! One Redis or Valkey, 7.0 or newer, or one behind a proxy that speaks for it; not a cluster. It
//! must keep what it was told: set `maxmemory-policy noeviction`, and remember that a replica that
//! takes over may not know the last writes. Who can write to it decides who may call.
//!
//! **Invariant:** an answer is exactly what was expected, or [`Unavailable`]: errors, silence and
//! anything else refuse the call (503). No value that a client sent is part of a Redis key
//! unhashed. Durations, never times, are told to Redis, so that its clock does not matter.
//!
//! [`Unavailable`]: crate::auth::Unavailable

mod api_key;
mod pool;
mod replay;
mod revocation;

#[cfg(test)]
mod tests;

pub use api_key::{AddKeyError, ApiKeyEntry, RedisApiKeys};
pub use pool::{RedisPool, RedisPoolBuilder};
pub use replay::RedisReplays;
pub use revocation::RedisRevocations;
