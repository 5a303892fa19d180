//! What is known not to be as the suite expects, with its reason.
//!
//! **Invariant:** an entry that is not true any more is a finding, as is what has no entry.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::cases::{Case, Got};

/// The whole list.
#[derive(Debug)]
pub(crate) struct Known(Vec<Entry>);

/// Cases with one reason.
#[derive(Debug)]
struct Entry {
    document: String,
    /// Single cases.
    cases: BTreeSet<String>,
    /// Groups whose schema is refused.
    refused: BTreeSet<String>,
}

/// The entries of one document, against what happens.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    cases: BTreeSet<String>,
    groups: BTreeSet<String>,
    met: BTreeSet<String>,
    findings: Vec<String>,
}

impl Known {
    /// Reads the list: entries `[[known]]` with `document`, `reason`, and `cases` or `refused`.
    pub(crate) fn read(path: &Path) -> io::Result<Known> {
        let text = fs::read_to_string(path)?;
        let table: toml::Table = text.parse().map_err(io::Error::other)?;
        let entries = table.get("known").and_then(toml::Value::as_array);
        entries.into_iter().flatten().map(entry).collect::<io::Result<_>>().map(Known)
    }

    pub(crate) fn of(&self, document: &str) -> Ledger {
        let mut ledger = Ledger::default();
        for entry in self.0.iter().filter(|entry| entry.document == document) {
            ledger.cases.extend(entry.cases.iter().cloned());
            ledger.groups.extend(entry.refused.iter().cloned());
        }
        ledger
    }
}

fn entry(value: &toml::Value) -> io::Result<Entry> {
    let set = |name: &str| -> BTreeSet<String> {
        let list = value.get(name).and_then(toml::Value::as_array);
        list.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let word = |name: &str| value.get(name).and_then(toml::Value::as_str).unwrap_or_default();
    let (cases, refused) = (set("cases"), set("refused"));
    if word("reason").is_empty()
        || word("document").is_empty()
        || cases.is_empty() == refused.is_empty()
    {
        let message = "an entry has a `document`, a `reason`, and either `cases` or `refused`";
        return Err(io::Error::other(format!("json_schema.toml: {message}: {value}")));
    }
    Ok(Entry { document: word("document").to_owned(), cases, refused })
}

impl Ledger {
    /// Whether a group is known to be refused.
    pub(crate) fn has_group(&self, path: &str) -> bool {
        self.groups.contains(path)
    }

    /// Enters what came of a case.
    pub(crate) fn enter(&mut self, case: &Case, got: Got) {
        let Case { id, path, raw, title, .. } = case;
        if got == Got::Refused && self.groups.contains(path) {
            self.met.insert(path.clone());
            return;
        }
        match (got.is_right(case), self.cases.contains(id)) {
            (true, true) => self.findings.push(format!("{id} is right, against the list: {title}")),
            (false, false) => {
                let shown: String = raw.chars().take(80).collect();
                self.findings.push(format!("{id} {path} {got:?}: {title}: {shown}"));
            }
            (true, false) => {}
            (false, true) => drop(self.met.insert(id.clone())),
        }
    }

    /// What is not as the list says.
    pub(crate) fn close(mut self) -> Vec<String> {
        for entry in self.cases.union(&self.groups) {
            let said =
                self.findings.iter().any(|finding| finding.starts_with(&format!("{entry} ")));
            if !self.met.contains(entry) && !said {
                self.findings.push(format!("{entry} is on the list, and did not come up"));
            }
        }
        self.findings
    }
}
