//! [`ApiKeys`]: keys of high entropy, of which the server keeps only hashes.
//!
//! `form` is what a key looks like, `hash` what is kept of it, `entry` what is known of it, `file`
//! reads entries, `table` looks keys up, `watch` reads a file again that has changed.
//!
//! **Invariant:** no key is kept, shown or written; a key is found by its hash and compared in
//! constant time, and it ends when its entry says so. A file that is not understood changes
//! nothing.

mod entry;
mod file;
mod form;
mod hash;
mod table;
mod watch;

#[cfg(test)]
mod tests;

use std::fmt;
use std::future::ready;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use arc_swap::ArcSwap;

#[cfg(feature = "redis")]
pub(crate) use self::entry::{Entry, LastUse, principal};
#[cfg(feature = "redis")]
pub(crate) use self::form::is_prefix;
pub(crate) use self::hash::KeyHash;
pub use self::hash::Pepper;
use self::table::Table;
#[cfg(feature = "redis")]
pub(crate) use self::table::check_form;
use super::fault::ConfigError;
use super::verifier::{ApiKeyVerifier, BasicVerifier, Verified};

/// How many keys a client may have that have not expired: the one in use, and the next.
pub(crate) const ACTIVE_KEYS: usize = 2;

/// API keys, for `apiKey` schemes, and for `Basic` with a key's id as the user and the key as the
/// password. Clones share the entries.
///
/// The file, where everything but `id` and `hash` may be left out:
///
/// ```toml
/// [[key]]
/// id = "acme-2026"                  # shown in logs; unique
/// hash = "hmac-sha256:9f86d08188…"  # Pepper::hash(key)
/// prefix = "acme_live"              # what stands before the last `_` of the key
/// client = "acme"                   # several keys may be one client's; otherwise the id
/// scopes = ["payments:read"]
/// expires = 2027-01-01T00:00:00Z
/// ```
///
/// `cargo portcullis key new` makes a key and writes its entry. Keys have the form
/// `<prefix>_<43 random digits><6 digits of a checksum>`, all digits in base 62; one whose checksum
/// is wrong is refused before anything is computed of it. The checksum shows mistyped keys, and
/// shows leaked ones to scanners; it is no security. An entry **without** `prefix` is of a key
/// without form, such as one that another system made. While there is one, every key is hashed.
///
/// Hashes are keyed with a [`Pepper`], which [`ApiKeys::builder`] takes. Plain ones, `sha256:` and
/// [`ApiKeys::hash`], are read as well: a key of 256 random bits cannot be guessed from its hash
/// (RFC 8725 §3.5 says the same of secrets). Never write one for a key that a person thought of.
///
/// A client has two active keys at most, so that keys are replaced without a gap: issue the new
/// one, wait for the client to use it ([`ApiKeys::last_used`]), then expire the old one.
/// [`ApiKeys::reload`] and [`ApiKeys::watch`] read the file again while the server runs.
#[derive(Clone)]
pub struct ApiKeys {
    shared: Arc<Shared>,
}

struct Shared {
    table: ArcSwap<Table>,
    settings: Settings,
    path: Option<PathBuf>,
    /// Held while a file is read, so that what was read later also holds later.
    reading: Mutex<()>,
}

/// What a reader of entries is told.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    peppers: Vec<Pepper>,
    active_keys: usize,
}

impl ApiKeys {
    /// Keys with a pepper or another limit.
    ///
    /// ```no_run
    /// # use portcullis::{ApiKeys, auth::Pepper};
    /// let pepper = Pepper::from_file("/run/secrets/pepper")?;
    /// let keys = ApiKeys::builder().pepper(pepper).open("keys.toml")?;
    /// # Ok::<(), portcullis::auth::ConfigError>(())
    /// ```
    pub fn builder() -> ApiKeysBuilder {
        ApiKeysBuilder { settings: Settings { peppers: Vec::new(), active_keys: ACTIVE_KEYS } }
    }

    /// The keys of a TOML file without keyed hashes.
    pub fn open(path: impl AsRef<Path>) -> Result<ApiKeys, ConfigError> {
        ApiKeys::builder().open(path)
    }

    /// The keys of a TOML text without keyed hashes. What is not understood is an error that names
    /// its line: unknown members, repeated ids and hashes, a third active key of a client.
    pub fn from_toml(text: &str) -> Result<ApiKeys, ConfigError> {
        ApiKeys::builder().parse(text)
    }

    /// The hash of a key that needs no pepper; rather use [`Pepper::hash`].
    pub fn hash(key: &str) -> String {
        KeyHash::plain(key).to_string()
    }

    /// A new key of 256 random bits. It is the client's: keep only its hash.
    ///
    /// The prefix says whose key it is, such as `acme_live`: lower-case words of letters and
    /// digits, joined by `_`, 32 bytes at most, a letter first.
    pub fn generate(prefix: &str) -> Result<String, ConfigError> {
        form::generate(prefix)
    }

    /// Reads the file again. When it cannot be read or is not understood, the keys that were read
    /// before hold, and the error says why. Calls that run go on with the keys they began with.
    pub fn reload(&self) -> Result<(), ConfigError> {
        let Some(path) = &self.shared.path else {
            return Err(ConfigError::new("these API keys were not read from a file"));
        };
        let _reading = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let read = named(path, read_text(path).and_then(|text| self.shared.settings.read(&text)))?;
        let table = read.following(&self.shared.table.load());
        self.shared.table.store(Arc::new(table));
        Ok(())
    }

    /// When the key of this id was last accepted, to the second; `None` for one that was not, or is
    /// not known. It is what this process saw since it started, also across [`ApiKeys::reload`].
    ///
    /// Accepted means that the key was right. The call may have been refused all the same, for
    /// another credential or a missing scope.
    pub fn last_used(&self, id: &str) -> Option<SystemTime> {
        self.shared.table.load().entry(id).and_then(|entry| entry.last_use.get())
    }

    /// The ids of all keys, in the order of the file.
    pub fn ids(&self) -> Vec<String> {
        self.shared.table.load().entries().iter().map(|entry| entry.id.clone()).collect()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.shared.table.load().entries().len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where [`ApiKeys`] with a pepper or another limit come from.
#[derive(Clone, Debug)]
pub struct ApiKeysBuilder {
    settings: Settings,
}

impl ApiKeysBuilder {
    /// The server's secret, under which keyed hashes are computed. Given several times, each of
    /// them is tried: so a pepper is changed.
    #[must_use]
    pub fn pepper(mut self, pepper: Pepper) -> ApiKeysBuilder {
        self.settings.peppers.push(pepper);
        self
    }

    /// How many keys a client may have that have not expired, in place of 2.
    #[must_use]
    pub fn active_keys(mut self, limit: usize) -> ApiKeysBuilder {
        self.settings.active_keys = limit;
        self
    }

    /// The keys of a TOML file.
    pub fn open(self, path: impl AsRef<Path>) -> Result<ApiKeys, ConfigError> {
        let path = path.as_ref();
        let table = named(path, read_text(path).and_then(|text| self.settings.read(&text)))?;
        Ok(self.keys(table, Some(path.to_owned())))
    }

    /// The keys of a TOML text.
    pub fn parse(self, text: &str) -> Result<ApiKeys, ConfigError> {
        let table = self.settings.read(text)?;
        Ok(self.keys(table, None))
    }

    fn keys(self, table: Table, path: Option<PathBuf>) -> ApiKeys {
        let table = ArcSwap::from_pointee(table);
        let shared = Shared { table, settings: self.settings, path, reading: Mutex::default() };
        ApiKeys { shared: Arc::new(shared) }
    }
}

impl Settings {
    fn read(&self, text: &str) -> Result<Table, ConfigError> {
        Ok(Table::new(file::read(text, self, SystemTime::now())?, &self.peppers))
    }
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::new(error.to_string()))
}

/// An error says which file it is about.
fn named<T>(path: &Path, result: Result<T, ConfigError>) -> Result<T, ConfigError> {
    result.map_err(|error| ConfigError::new(format!("{}: {error}", path.display())))
}

impl ApiKeyVerifier for ApiKeys {
    fn verify<'a>(&'a self, key: &'a str, now: SystemTime) -> Verified<'a> {
        Box::pin(ready(self.shared.table.load().key(key, now)))
    }
}

impl BasicVerifier for ApiKeys {
    fn verify<'a>(&'a self, user: &'a str, password: &'a str, now: SystemTime) -> Verified<'a> {
        Box::pin(ready(self.shared.table.load().password(user, password, now)))
    }
}

impl fmt::Debug for ApiKeys {
    /// The ids alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}
