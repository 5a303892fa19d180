//! The keys that hold at one time, and how a presented one is looked up.
//!
//! **Invariant:** what is done for a user and a password does not depend on whether the user is
//! known: all hashes are computed, and as many compared.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use ahash::RandomState;

use super::super::fault::Fault;
use super::super::principal::Principal;
use super::entry::Entry;
use super::form::{Form, form};
use super::hash::{KeyHash, Pepper};

/// Longer keys are refused unhashed.
pub(crate) const MAX_KEY_BYTES: usize = 256;

/// The keys that hold at one time.
pub(super) struct Table {
    entries: Vec<Entry>,
    by_hash: HashMap<KeyHash, usize, RandomState>,
    by_id: HashMap<String, usize, RandomState>,
    /// None, where no hash is keyed.
    peppers: Vec<Pepper>,
    /// Whether a hash is not keyed.
    plain: bool,
    /// Whether a key may have any form.
    formless: bool,
}

impl Table {
    pub(super) fn new(entries: Vec<Entry>, peppers: &[Pepper]) -> Table {
        let keyed = entries.iter().any(|entry| entry.hash.is_keyed());
        let hashes = entries.iter().enumerate().map(|(index, entry)| (entry.hash, index));
        let ids = entries.iter().enumerate().map(|(index, entry)| (entry.id.clone(), index));
        Table {
            by_hash: hashes.collect(),
            by_id: ids.collect(),
            peppers: if keyed { peppers.to_vec() } else { Vec::new() },
            plain: entries.iter().any(|entry| !entry.hash.is_keyed()),
            formless: entries.iter().any(|entry| entry.prefix.is_none()),
            entries,
        }
    }

    /// The same keys, which go on with what is known of their uses.
    pub(super) fn following(mut self, before: &Table) -> Table {
        for entry in &mut self.entries {
            if let Some(known) = before.entry(&entry.id).filter(|known| known.hash == entry.hash) {
                entry.last_use = Arc::clone(&known.last_use);
            }
        }
        self
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).and_then(|&index| self.entries.get(index))
    }

    /// Who calls with a key.
    pub(super) fn key(&self, key: &str, now: SystemTime) -> Result<Arc<Principal>, Fault> {
        let form = check_form(key, self.formless)?;
        for hash in self.hashes(key) {
            let entry = self.by_hash.get(&hash).and_then(|&index| self.entries.get(index));
            if let Some(entry) = entry {
                return entry.accept(&hash, form, now);
            }
        }
        Err(Fault::Invalid("the API key is not known"))
    }

    /// Who calls with a key's id and the key.
    pub(super) fn password(
        &self,
        user: &str,
        password: &str,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        let form = check_form(password, self.formless)?;
        let entry = self.entry(user);
        // Nothing has this hash.
        let wanted = entry.map_or(KeyHash::Plain([0; 32]), |entry| entry.hash);
        let mut own = None;
        for hash in self.hashes(password) {
            if wanted.matches(&hash) {
                own = Some(hash);
            }
        }
        match (entry, own) {
            (Some(entry), Some(hash)) => entry.accept(&hash, form, now),
            (Some(_), None) => Err(Fault::Invalid("the key is not the user's")),
            (None, _) => Err(Fault::Invalid("the user is not known")),
        }
    }

    /// All hashes under which a key may be known.
    fn hashes<'a>(&'a self, key: &'a str) -> impl Iterator<Item = KeyHash> + 'a {
        let plain = self.plain.then(|| KeyHash::plain(key));
        self.peppers.iter().map(|pepper| pepper.keyed(key)).chain(plain)
    }
}

/// Refuses what cannot be a key without hashing it.
pub(crate) fn check_form(key: &str, formless: bool) -> Result<Form<'_>, Fault> {
    if key.len() > MAX_KEY_BYTES {
        return Err(Fault::Invalid("the API key is too long"));
    }
    let form = form(key);
    if formless {
        return Ok(form);
    }
    match form {
        Form::Whole(_) => Ok(form),
        Form::Mistyped => Err(Fault::Invalid("the API key's checksum is wrong")),
        Form::Other => Err(Fault::Invalid("the API key does not have the form of one")),
    }
}
