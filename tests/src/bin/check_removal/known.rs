//! What is known not to be noticed, with its reason.
//!
//! **Invariant:** an entry that names no check is a finding.

use std::fs;
use std::io;
use std::path::Path;

use crate::check::Check;

/// The whole list.
#[derive(Debug)]
pub(crate) struct Known(Vec<Entry>);

/// Checks of one file with one reason.
#[derive(Debug)]
struct Entry {
    checks: Vec<String>,
    reason: String,
}

impl Known {
    /// Reads the list: entries `[[known]]` with `file`, `checks` and `reason`. A check is its
    /// function and its removal, as the command shows them.
    pub(crate) fn read(path: &Path) -> io::Result<Known> {
        let text = fs::read_to_string(path)?;
        let table: toml::Table = text.parse().map_err(io::Error::other)?;
        let entries = table.get("known").and_then(toml::Value::as_array);
        entries.into_iter().flatten().map(entry).collect::<io::Result<_>>().map(Known)
    }

    pub(crate) fn reason(&self, check: &Check) -> Option<&str> {
        let name = check.name();
        let entry = self.0.iter().find(|entry| entry.checks.contains(&name));
        entry.map(|entry| entry.reason.as_str())
    }

    /// Entries for which there is no check.
    pub(crate) fn untrue(&self, checks: &[Check]) -> Vec<String> {
        let names = self.0.iter().flat_map(|entry| &entry.checks);
        names
            .filter(|name| !checks.iter().any(|check| check.name() == **name))
            .map(|name| format!("{name}: known, but there is no such check"))
            .collect()
    }
}

fn entry(value: &toml::Value) -> io::Result<Entry> {
    let word = |name: &str| value.get(name).and_then(toml::Value::as_str).unwrap_or_default();
    let (file, reason) = (word("file"), word("reason").to_owned());
    let checks = value.get("checks").and_then(toml::Value::as_array).into_iter().flatten();
    let checks = checks.filter_map(toml::Value::as_str).map(|check| format!("{file} {check}"));
    let checks: Vec<String> = checks.collect();
    if checks.is_empty() || reason.is_empty() {
        return Err(io::Error::other(format!("an entry of `{file}` has no checks or no reason")));
    }
    Ok(Entry { checks, reason })
}
