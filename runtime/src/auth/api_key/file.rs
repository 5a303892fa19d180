//! The TOML file of [`super::ApiKeys`].
//!
//! **Invariant:** what is not understood is an error that names its line, and no error shows what
//! the file holds: somebody may have put a key where its hash belongs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use toml::Spanned;
use toml::value::Datetime;

use super::super::fault::ConfigError;
use super::Settings;
use super::entry::{Entry, LastUse, principal};
use super::form::is_prefix;
use super::hash::KeyHash;

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
    prefix: Option<Spanned<String>>,
    client: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    expires: Option<Spanned<Datetime>>,
}

/// The entries of a file.
pub(super) fn read(
    text: &str,
    settings: &Settings,
    now: SystemTime,
) -> Result<Vec<Entry>, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| {
        // The message of the crate without the excerpt of the file.
        at(text, error.span(), error.message())
    })?;
    let mut ids = HashSet::new();
    let mut hashes = HashSet::new();
    let mut active: HashMap<String, usize> = HashMap::new();
    let mut entries = Vec::with_capacity(file.key.len());
    for key in file.key {
        let (id, hash) = (key.id.span(), key.hash.span());
        let entry = entry(text, key, settings)?;
        if entry.id.is_empty() || !ids.insert(entry.id.clone()) {
            return Err(at(text, Some(id), "the id is empty or that of another key"));
        }
        // Two entries of one key: which scopes would it have?
        if !hashes.insert(entry.hash) {
            return Err(at(text, Some(hash), "the hash is that of another key"));
        }
        if entry.is_active(now) {
            let keys = active.entry(entry.principal.subject().to_owned()).or_default();
            *keys += 1;
            if *keys > settings.active_keys {
                let limit = settings.active_keys;
                let message =
                    format!("the client has more than {limit} keys that have not expired");
                return Err(at(text, Some(id), &message));
            }
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn entry(text: &str, key: Key, settings: &Settings) -> Result<Entry, ConfigError> {
    let hash = KeyHash::parse(key.hash.get_ref()).ok_or_else(|| {
        let message = "the hash is not `hmac-sha256:` or `sha256:` and 64 lower-case digits";
        at(text, Some(key.hash.span()), message)
    })?;
    if hash.is_keyed() && settings.peppers.is_empty() {
        let message = "the hash is keyed, and there is no pepper (`ApiKeys::builder`)";
        return Err(at(text, Some(key.hash.span()), message));
    }
    if let Some(prefix) = key.prefix.as_ref().filter(|prefix| !is_prefix(prefix.get_ref())) {
        let message = "the prefix is not lower-case words joined by `_`";
        return Err(at(text, Some(prefix.span()), message));
    }
    let expires = match &key.expires {
        None => None,
        Some(end) => Some(parse_time(end.get_ref()).ok_or_else(|| {
            at(text, Some(end.span()), "the time is not a full one with an offset, such as …Z")
        })?),
    };
    let id = key.id.into_inner();
    Ok(Entry {
        principal: principal(&id, key.client, key.scopes, expires),
        id,
        hash,
        prefix: key.prefix.map(Spanned::into_inner),
        expires,
        last_use: Arc::new(LastUse::default()),
    })
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

    use std::time::{Duration, UNIX_EPOCH};

    use super::super::hash::Pepper;
    use super::*;

    /// 2026-01-01T00:00:00Z.
    const NOW: Duration = Duration::from_secs(1_767_225_600);

    fn read(text: &str, peppers: Vec<Pepper>) -> Result<Vec<Entry>, ConfigError> {
        super::read(text, &Settings { peppers, active_keys: 2 }, UNIX_EPOCH + NOW)
    }

    fn error(text: &str) -> String {
        read(text, Vec::new()).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_the_line_and_not_the_content() {
        let hash = |digits: &str| format!("sha256:{}", digits.repeat(32));
        let (one, two) = (hash("6b"), hash("a0"));
        let good = format!("[[key]]\nid = \"a\"\nhash = \"{one}\"\n");
        assert_eq!(read(&good, Vec::new()).unwrap().len(), 1);
        assert_eq!(read("", Vec::new()).unwrap().len(), 0);
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
            (format!("{good}prefix = \"A\"\n"), "line 4: the prefix is not"),
            (good.replace("sha256:", "hmac-sha256:"), "line 3: the hash is keyed, and there is no"),
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

    #[test]
    fn a_keyed_hash_needs_a_pepper() {
        let pepper = Pepper::new(&[7; 32]).unwrap();
        let text = format!("[[key]]\nid = \"a\"\nhash = \"{}\"\n", pepper.hash("key"));
        assert!(error(&text).starts_with("line 3: the hash is keyed"));
        assert_eq!(read(&text, vec![pepper]).unwrap().len(), 1);
    }

    #[test]
    fn a_client_has_two_active_keys() {
        let entry = |number: usize, more: &str| {
            let digits = format!("{number:02}").repeat(32);
            format!("[[key]]\nid = \"{number}\"\nhash = \"sha256:{digits}\"\n{more}\n")
        };
        let acme = "client = \"acme\"";
        let ended = format!("{acme}\nexpires = 2026-01-01T00:00:00Z");
        let ends = format!("{acme}\nexpires = 2026-01-01T00:00:01Z");
        let two = [entry(1, acme), entry(2, &ended), entry(3, &ends), entry(4, "")].concat();
        assert_eq!(read(&two, Vec::new()).unwrap().len(), 4);
        let three = two + &entry(5, acme);
        assert_eq!(error(&three), "line 20: the client has more than 2 keys that have not expired");
        // The id is the client where none is said.
        let id = [entry(1, ""), entry(2, "client = \"1\""), entry(3, "client = \"1\"")].concat();
        assert!(error(&id).starts_with("line 10: the client has more than 2"));
        let settings = Settings { peppers: Vec::new(), active_keys: 3 };
        assert!(super::read(&three, &settings, UNIX_EPOCH + NOW).is_ok());
    }
}
