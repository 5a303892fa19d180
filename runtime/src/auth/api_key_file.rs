//! The TOML file of [`super::ApiKeys`].
//!
//! **Invariant:** what is not understood is an error that names its line, and no error shows what
//! the file holds: somebody may have put a key where its hash belongs.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml::Spanned;
use toml::value::Datetime;

use super::digest::{Sha256, from_hex};
use super::fault::ConfigError;
use super::principal::Principal;

/// The only kind of hash.
pub(super) const HASH_PREFIX: &str = "sha256:";

/// A key's entry.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) hash: Sha256,
    pub(super) expires: Option<SystemTime>,
    pub(super) principal: Arc<Principal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    id: Spanned<String>,
    hash: Spanned<String>,
    client: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    expires: Option<Spanned<Datetime>>,
}

/// The entries of a file.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| {
        // The message of the crate without the excerpt of the file.
        at(text, error.span(), error.message())
    })?;
    let mut ids = HashSet::new();
    let mut hashes = HashSet::new();
    let mut entries = Vec::with_capacity(file.key.len());
    for key in file.key {
        let (id, hash) = (key.id.span(), key.hash.span());
        let entry = entry(text, key)?;
        if entry.id.is_empty() || !ids.insert(entry.id.clone()) {
            return Err(at(text, Some(id), "the id is empty or that of another key"));
        }
        // Two entries of one key: which scopes would it have?
        if !hashes.insert(entry.hash) {
            return Err(at(text, Some(hash), "the hash is that of another key"));
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(text: &str, key: Key) -> Result<Entry, ConfigError> {
    let hash = parse_hash(key.hash.get_ref()).ok_or_else(|| {
        at(text, Some(key.hash.span()), "the hash is not `sha256:` and 64 lower-case digits")
    })?;
    let expires = match &key.expires {
        None => None,
        Some(end) => Some(parse_time(end.get_ref()).ok_or_else(|| {
            at(text, Some(end.span()), "the time is not a full one with an offset, such as …Z")
        })?),
    };
    let id = key.id.into_inner();
    let client = key.client.unwrap_or_else(|| id.clone());
    let mut principal = Principal::new(client.clone())
        .with_client(client)
        .with_token_id(id.clone())
        .with_scopes(key.scopes);
    if let Some(end) = expires {
        principal = principal.with_expiry(end);
    }
    Ok(Entry { id, hash, expires, principal: Arc::new(principal) })
}

fn parse_hash(text: &str) -> Option<Sha256> {
    let digits = text.strip_prefix(HASH_PREFIX)?;
    // One spelling, so that a search for a hash finds it.
    from_hex(digits).filter(|_| !digits.bytes().any(|digit| digit.is_ascii_uppercase()))
}

/// TOML's times are those of RFC 3339 where they have a date, a time and an offset.
fn parse_time(time: &Datetime) -> Option<SystemTime> {
    OffsetDateTime::parse(&time.to_string(), &Rfc3339).ok().map(SystemTime::from)
}

fn at(text: &str, span: Option<Range<usize>>, message: &str) -> ConfigError {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    ConfigError::new(format!("line {line}: {message}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn error(text: &str) -> String {
        read(text).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_the_line_and_not_the_content() {
        let hash = |digits: &str| format!("sha256:{}", digits.repeat(32));
        let (one, two) = (hash("6b"), hash("a0"));
        let good = format!("[[key]]\nid = \"a\"\nhash = \"{one}\"\n");
        assert_eq!(read(&good).unwrap().len(), 1);
        assert_eq!(read("").unwrap().len(), 0);
        let cases = [
            (format!("{good}scope = [\"a\"]\n"), "line 4: unknown field"),
            (format!("keys = []\n{good}"), "line 1: unknown field"),
            (format!("{good}scopes = \"secret\"\n"), "line 4: invalid type"),
            (format!("{good}[[key]]\nid = \"a\"\nhash = \"{two}\"\n"), "line 5: the id is"),
            (format!("{good}[[key]]\nid = \"\"\nhash = \"{two}\"\n"), "line 5: the id is"),
            (format!("{good}[[key]]\nid = \"b\"\nhash = \"{one}\"\n"), "line 6: the hash is that"),
            ("[[key]]\nid = \"a\"\nhash = \"secret\"\n".to_owned(), "line 3: the hash is not"),
            (good.replace("sha256", "sha1"), "line 3: the hash is not"),
            (good.replace("sha256:", "sha256:0"), "line 3: the hash is not"),
            (good.replace("sha256:6", "sha256:F"), "line 3: the hash is not"),
            (format!("{good}expires = 2027-01-01\n"), "line 4: the time is not"),
            (format!("{good}expires = 2027-01-01T00:00:00\n"), "line 4: the time is not"),
            (format!("{good}expires = \"2027-01-01T00:00:00Z\"\n"), "line 4: "),
            ("[[key]]\nid = \"a\"\n".to_owned(), "line 1: missing field"),
            ("[[key]]\nid = \"secret\"\nid = \"b\"\n".to_owned(), "line 3: duplicate key"),
            ("[[key]\nsecret".to_owned(), "line 1: "),
        ];
        for (text, expected) in cases {
            let error = error(&text);
            assert!(error.starts_with(expected), "{error} for {text}");
            assert!(!error.contains(&one[7..]), "{error}");
        }
    }
}
