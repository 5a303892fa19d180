//! What Redis holds of a key: JSON, read strictly.
//!
//! **Invariant:** what is not understood as a whole is no entry.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::auth::ConfigError;
use crate::auth::api_key::{Entry, KeyHash, LastUse, is_prefix, principal};

/// A key to be added to [`super::RedisApiKeys`]: the members of an entry of a key file.
#[derive(Clone, Debug)]
pub struct ApiKeyEntry {
    pub(super) hash: [u8; 32],
    pub(super) stored: Stored,
}

impl ApiKeyEntry {
    /// A key of this id and this hash, which [`crate::auth::Pepper::hash`] or `cargo portcullis key
    /// new` made.
    pub fn new(id: impl Into<String>, hash: &str) -> Result<ApiKeyEntry, ConfigError> {
        let id = id.into();
        if id.is_empty() {
            return Err(ConfigError::new("the id of an API key is empty"));
        }
        let Some(KeyHash::Keyed(hash)) = KeyHash::parse(hash) else {
            let message = "the hash is not `hmac-sha256:` and 64 lower-case digits";
            return Err(ConfigError::new(message));
        };
        let stored = Stored { id, client: None, prefix: None, scopes: Vec::new(), expires: None };
        Ok(ApiKeyEntry { hash, stored })
    }

    /// The prefix of the key. Without one, the key is accepted only by a store for keys without
    /// form.
    pub fn prefix(mut self, prefix: &str) -> Result<ApiKeyEntry, ConfigError> {
        if !is_prefix(prefix) {
            return Err(ConfigError::new("a key's prefix is lower-case words joined by `_`"));
        }
        self.stored.prefix = Some(prefix.to_owned());
        Ok(self)
    }

    /// Whose key it is; otherwise the id.
    #[must_use]
    pub fn client(mut self, client: impl Into<String>) -> ApiKeyEntry {
        self.stored.client = Some(client.into());
        self
    }

    /// What the key may do.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> ApiKeyEntry {
        self.stored.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// When the key ends, to the millisecond.
    #[must_use]
    pub fn expires(mut self, end: SystemTime) -> ApiKeyEntry {
        self.stored.expires = Some(milliseconds(end));
        self
    }
}

/// What Redis holds of a key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) scopes: Vec<String>,
    /// In milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<u64>,
}

impl Stored {
    pub(super) fn read(bytes: &[u8]) -> Option<Stored> {
        let stored: Stored = serde_json::from_slice(bytes).ok()?;
        let end = stored.expires.map(moment);
        let sound = !stored.id.is_empty()
            && stored.prefix.as_deref().is_none_or(is_prefix)
            && end.is_none_or(|end| end.is_some());
        sound.then_some(stored)
    }

    pub(super) fn client(&self) -> &str {
        self.client.as_deref().unwrap_or(&self.id)
    }

    pub(super) fn end(&self) -> Option<SystemTime> {
        self.expires.and_then(moment)
    }

    pub(super) fn into_entry(self, hash: KeyHash) -> Entry {
        let expires = self.end();
        Entry {
            principal: principal(&self.id, self.client, self.scopes, expires),
            id: self.id,
            hash,
            prefix: self.prefix,
            expires,
            last_use: Arc::new(LastUse::default()),
        }
    }
}

pub(super) fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn moment(milliseconds: u64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_entries_are_read() {
        let whole = r#"{"id":"a","client":"b","prefix":"acme","scopes":["c"],"expires":1}"#;
        for good in [whole, r#"{"id":"a"}"#] {
            assert!(Stored::read(good.as_bytes()).is_some(), "{good}");
        }
        for bad in [
            "",
            "1",
            "{}",
            "[]",
            "null",
            r#"{"id":""}"#,
            r#"{"id":"a","scope":["c"]}"#,
            r#"{"id":"a","id":"b"}"#,
            r#"{"id":"a"} {}"#,
            r#"{"id":"a","scopes":"c"}"#,
            r#"{"id":"a","scopes":null}"#,
            r#"{"id":"a","expires":"1"}"#,
            r#"{"id":"a","expires":-1}"#,
            r#"{"id":"a","expires":1.5}"#,
            r#"{"id":"a","prefix":"A"}"#,
            r#"{"id":1}"#,
            &whole[1..],
        ] {
            assert!(Stored::read(bad.as_bytes()).is_none(), "{bad}");
        }
        assert!(Stored::read(b"{\"id\":\"\xff\"}").is_none());
    }

    #[test]
    fn entries_are_checked() {
        let keyed = format!("hmac-sha256:{}", "ab".repeat(32));
        assert!(ApiKeyEntry::new("a", &keyed).is_ok_and(|entry| entry.prefix("A").is_err()));
        assert!(ApiKeyEntry::new("", &keyed).is_err());
        for bad in [&keyed[5..], "hmac-sha256:", "key"] {
            assert!(ApiKeyEntry::new("a", bad).is_err(), "{bad}");
        }
    }
}
