//! What a store knows of a key, and when the key was last used.
//!
//! **Invariant:** a principal is handed out for the entry's own key alone, before its end, and the
//! use is remembered.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::super::fault::Fault;
use super::super::principal::Principal;
use super::form::Form;
use super::hash::KeyHash;

/// What a store knows of a key.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) hash: KeyHash,
    /// The prefix of a key that has the form; `None`: a text without form, such as an older key.
    pub(crate) prefix: Option<String>,
    pub(crate) expires: Option<SystemTime>,
    pub(crate) principal: Arc<Principal>,
    pub(crate) last_use: Arc<LastUse>,
}

impl Entry {
    /// Who calls with a key of this hash and form.
    pub(super) fn accept(
        &self,
        hash: &KeyHash,
        form: Form<'_>,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        if !self.hash.matches(hash) {
            return Err(Fault::Invalid("the key is not the user's"));
        }
        self.allow(form, now)?;
        self.last_use.at(now);
        Ok(Arc::clone(&self.principal))
    }

    /// Whether its own key is accepted, which has this form.
    pub(crate) fn allow(&self, form: Form<'_>, now: SystemTime) -> Result<(), Fault> {
        if self.prefix.as_deref().is_some_and(|prefix| form != Form::Whole(prefix)) {
            return Err(Fault::Invalid("the API key has another form than its entry says"));
        }
        if !self.is_active(now) {
            return Err(Fault::Invalid("the API key has expired"));
        }
        Ok(())
    }

    pub(crate) fn is_active(&self, now: SystemTime) -> bool {
        self.expires.is_none_or(|end| now < end)
    }
}

/// Who calls with a key.
pub(crate) fn principal(
    id: &str,
    client: Option<String>,
    scopes: Vec<String>,
    expires: Option<SystemTime>,
) -> Arc<Principal> {
    let client = client.unwrap_or_else(|| id.to_owned());
    let mut principal =
        Principal::new(client.clone()).with_client(client).with_token_id(id).with_scopes(scopes);
    if let Some(end) = expires {
        principal = principal.with_expiry(end);
    }
    Arc::new(principal)
}

/// When a key was last accepted, in seconds; 0: never.
#[derive(Debug, Default)]
pub(crate) struct LastUse(AtomicU64);

impl LastUse {
    /// Remembers a use. Only the first of a second writes, so that cores do not compete for it.
    pub(super) fn at(&self, now: SystemTime) {
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        if self.0.load(Ordering::Relaxed) < seconds {
            self.0.fetch_max(seconds, Ordering::Relaxed);
        }
    }

    pub(super) fn get(&self) -> Option<SystemTime> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            seconds => UNIX_EPOCH.checked_add(Duration::from_secs(seconds)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_for_its_own_key() {
        let entry = Entry {
            id: "one".to_owned(),
            hash: KeyHash::plain("key-1"),
            prefix: None,
            expires: None,
            principal: principal("one", None, Vec::new(), None),
            last_use: Arc::default(),
        };
        let accept = |key| entry.accept(&KeyHash::plain(key), Form::Other, SystemTime::now());
        assert!(accept("key-2").is_err());
        assert_eq!(entry.last_use.get(), None);
        assert!(accept("key-1").is_ok());
        assert!(entry.last_use.get().is_some());
    }
}
