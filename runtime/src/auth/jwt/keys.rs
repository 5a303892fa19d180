//! [`Jwks`]: where the keys of an issuer come from, and the ones of now.
//!
//! **Invariant:** there is always one whole set of keys. Another one takes its place at once, and
//! only if it can be used.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use super::key_set::KeySet;
#[cfg(feature = "discovery")]
use super::remote::KeyRefresh;
use super::remote::Remote;
use crate::auth::fault::{ConfigError, Unavailable};
#[cfg(feature = "discovery")]
use crate::auth::remote::HttpsClient;

/// The keys of an issuer: fixed ones, or fetched from its address. Clones share them, so that
/// another set reaches every verifier.
#[derive(Clone)]
pub struct Jwks {
    pub(super) shared: Arc<Shared>,
}

/// What clones have in common.
pub(super) struct Shared {
    current: RwLock<Arc<KeySet>>,
    /// Where they are fetched.
    pub(super) remote: Option<Remote>,
}

impl Jwks {
    /// The keys of a JWK set.
    ///
    /// Keys that must not verify an access token are left out: symmetric and private ones, ones
    /// for encryption, RSA keys of less than 2048 bits, points that are not on their curve, other
    /// algorithms. An RSA key without `alg` is one for RS256. An error where none is left, where
    /// two have the same `kid`, or where the text is not one unambiguous JSON object.
    pub fn from_json(text: &str) -> Result<Jwks, ConfigError> {
        Ok(Jwks::of(KeySet::read(text.as_bytes())?, None))
    }

    /// The keys of a file with a JWK set.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Jwks, ConfigError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))?;
        Jwks::from_json(&text)
            .map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))
    }

    /// The keys at an address, such as the `jwks_uri` of an issuer's metadata: fetched now, and
    /// again as [`KeyRefresh`] says. Keys are left out as by [`Jwks::from_json`].
    ///
    /// An error where the address is not one of `https`, or there are no keys now. Later faults of
    /// the key server leave the keys as they are.
    #[cfg(feature = "discovery")]
    pub async fn remote(url: &str, client: HttpsClient) -> Result<Jwks, ConfigError> {
        Jwks::remote_with(url, client, KeyRefresh::default()).await
    }

    /// [`Jwks::remote`] with other times.
    #[cfg(feature = "discovery")]
    pub async fn remote_with(
        url: &str,
        client: HttpsClient,
        refresh: KeyRefresh,
    ) -> Result<Jwks, ConfigError> {
        let now = SystemTime::now();
        let remote = Remote::new(url, client, refresh, now)?;
        let keys = remote.first(now).await?;
        Ok(Jwks::of(keys, Some(remote)))
    }

    pub(super) fn of(keys: KeySet, remote: Option<Remote>) -> Jwks {
        Jwks { shared: Arc::new(Shared { current: RwLock::new(Arc::new(keys)), remote }) }
    }

    /// Replaces the keys. Tokens that other keys verified are verified again; after an error the
    /// old keys stay. An error also where they are fetched from an address.
    pub fn replace(&self, text: &str) -> Result<(), ConfigError> {
        if self.shared.remote.is_some() {
            return Err(ConfigError::new("the keys are those of their address"));
        }
        self.shared.set(KeySet::read(text.as_bytes())?);
        Ok(())
    }

    /// How many keys can verify tokens.
    pub fn len(&self) -> usize {
        self.current().keys.len()
    }

    /// Whether no key can verify tokens; never true.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many keys of the text were left out.
    pub fn ignored(&self) -> usize {
        self.current().ignored
    }

    /// The keys of now, which may be due ([`KeySet::is_due`]).
    pub(super) fn current(&self) -> Arc<KeySet> {
        self.shared.current()
    }

    /// The generation of the keys of now, unless they are due.
    pub(super) fn generation(&self, now: SystemTime) -> Option<u64> {
        let keys = self.shared.current.read().unwrap_or_else(PoisonError::into_inner);
        (!keys.is_due(now)).then_some(keys.generation)
    }

    /// Keys that may be used, in place of ones that are due.
    pub(super) async fn renewed(&self, now: SystemTime) -> Result<Arc<KeySet>, Unavailable> {
        match &self.shared.remote {
            // Boxed, here and below: these are rare, and every call would have to make room for them.
            Some(remote) => Box::pin(remote.renewed(&self.shared, now)).await,
            None => Ok(self.current()),
        }
    }

    /// The keys after a look for one that is not among them.
    pub(super) async fn with(
        &self,
        kid: &str,
        now: SystemTime,
    ) -> Result<Arc<KeySet>, Unavailable> {
        match &self.shared.remote {
            Some(remote) => Box::pin(remote.with(kid, &self.shared, now)).await,
            None => Ok(self.current()),
        }
    }
}

impl Shared {
    pub(super) fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, keys: KeySet) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }
}

impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.current();
        let kids = set.keys.iter().map(|key| (key.kid.as_deref(), key.algorithm));
        f.debug_list().entries(kids).finish()
    }
}
