//! Revoked tokens: the [`RevocationStore`] that is asked on every call, and one in memory.
//!
//! **Invariant:** a revoked token stays revoked until it has expired. A store that cannot remember
//! another one says so; it never forgets one to make room.

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::fault::Unavailable;

/// The answer of a store.
pub type Revoked<'a> = Pin<Box<dyn Future<Output = Result<bool, Unavailable>> + Send + 'a>>;

/// Which store of revoked tokens the document demands of a verifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revocation {
    /// It may go without.
    #[default]
    None,
    /// Some store: a token that was revoked at this node is refused by it.
    Memory,
    /// A store that all nodes share: a token that was revoked anywhere is refused everywhere.
    Shared,
}

/// Knows which tokens were revoked before they expired.
pub trait RevocationStore: Send + Sync + 'static {
    /// Whether the issuer's token of this `jti` is revoked. An error refuses the call (503).
    fn is_revoked<'a>(&'a self, issuer: &'a str, jti: &'a str) -> Revoked<'a>;

    /// Whether all nodes of the service see what is revoked at one of them. A document that says
    /// `revocation: shared` is not served with a store that says no.
    fn is_shared(&self) -> bool {
        false
    }
}

/// How long an expired token is still remembered: longer than any verifier's leeway.
const MARGIN: Duration = Duration::from_secs(120);

/// Revoked tokens of one process, so many at most.
pub struct MemoryRevocations {
    capacity: usize,
    revoked: Mutex<HashMap<(String, String), SystemTime>>,
}

impl MemoryRevocations {
    /// A store for so many tokens. Expired ones make room, others do not.
    pub fn new(capacity: usize) -> MemoryRevocations {
        MemoryRevocations { capacity, revoked: Mutex::default() }
    }

    /// Revokes a token until it expires.
    ///
    /// [`Unavailable`] when the store is full of tokens that have not expired: the token is then
    /// **not** revoked, and the caller must not report that it is.
    pub fn revoke(
        &self,
        issuer: impl Into<String>,
        jti: impl Into<String>,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<(), Unavailable> {
        let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let token = (issuer.into(), jti.into());
        if let Some(known) = revoked.get_mut(&token) {
            *known = expires_at.max(*known);
            return Ok(());
        }
        if revoked.len() >= self.capacity {
            revoked
                .retain(|_, expires_at| expires_at.checked_add(MARGIN).is_none_or(|end| end > now));
        }
        if revoked.len() >= self.capacity {
            return Err(Unavailable);
        }
        revoked.insert(token, expires_at);
        Ok(())
    }
}

impl RevocationStore for MemoryRevocations {
    fn is_revoked<'a>(&'a self, issuer: &'a str, jti: &'a str) -> Revoked<'a> {
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let known = revoked.contains_key(&(issuer.to_owned(), jti.to_owned()));
        Box::pin(ready(Ok(known)))
    }
}

impl fmt::Debug for MemoryRevocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryRevocations")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[tokio::test]
    async fn tokens_are_told_apart() {
        let store = MemoryRevocations::new(9);
        assert_eq!(store.revoke("a", "1", at(100), at(0)), Ok(()));
        assert_eq!(store.is_revoked("a", "1").await, Ok(true));
        assert_eq!(store.is_revoked("b", "1").await, Ok(false));
        assert_eq!(store.is_revoked("a", "2").await, Ok(false));
    }

    #[tokio::test]
    async fn a_full_store_forgets_only_what_expired() {
        let store = MemoryRevocations::new(2);
        assert_eq!(store.revoke("a", "1", at(100), at(0)), Ok(()));
        assert_eq!(store.revoke("a", "2", at(500), at(0)), Ok(()));
        assert_eq!(store.revoke("a", "3", at(500), at(150)), Err(Unavailable));
        assert_eq!(store.revoke("a", "1", at(110), at(150)), Ok(()), "known already");
        assert_eq!(store.is_revoked("a", "1").await, Ok(true));
        assert_eq!(store.revoke("a", "3", at(500), at(300)), Ok(()));
        assert_eq!(store.is_revoked("a", "1").await, Ok(false));
        assert_eq!(store.is_revoked("a", "2").await, Ok(true));
        assert_eq!(store.is_revoked("a", "3").await, Ok(true));
    }
}
