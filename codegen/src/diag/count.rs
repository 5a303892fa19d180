//! How many findings there are of each kind.
//!
//! **Invariant:** a finding is counted once, whoever reported or acknowledged it how often.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Acknowledged, Diagnostics, Severity};

/// The findings of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The rule's name, or the code of an error.
    pub rule: &'static str,
    /// Findings that stop generation.
    pub denied: usize,
    /// Findings that are only printed.
    pub warned: usize,
    /// Findings that somebody accepted.
    pub acknowledged: usize,
}

/// Counts the findings of documents by kind; the kind with the most errors first, then with the most warnings.
pub fn counts<'d>(documents: impl IntoIterator<Item = &'d Diagnostics>) -> Vec<Count> {
    let mut all: BTreeMap<&'static str, Count> = BTreeMap::new();
    let none = |rule| Count { rule, denied: 0, warned: 0, acknowledged: 0 };
    for document in documents {
        for found in document.sorted() {
            let count = all.entry(found.code).or_insert_with(|| none(found.code));
            match found.severity {
                Severity::Error => count.denied += 1,
                Severity::Warning => count.warned += 1,
            }
        }
        for Acknowledged { finding, .. } in document.acknowledged() {
            all.entry(finding.code).or_insert_with(|| none(finding.code)).acknowledged += 1;
        }
    }
    let mut all: Vec<Count> = all.into_values().collect();
    all.sort_by_key(|count| Reverse((count.denied, count.warned, count.acknowledged)));
    all
}
