//! Makes the repairs of findings in the text of a document: comments, order and layout stay as they are.
//!
//! **Invariant:** a text is changed only where reading it again gives the old document with the repairs, and nothing
//! else. A repair for which that does not hold is not made, and is counted as left.

mod edit;
mod tree;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::Checked;
use crate::diag::{Diagnostic, Repair};
use crate::source::Node;
use crate::span::SourceFile;
use edit::Edits;
use tree::Change;

/// A file of a document, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its name.
    pub name: String,
    /// The text as it is.
    pub before: String,
    /// The text with the repairs.
    pub after: String,
    /// The repairs that are made.
    pub made: usize,
    /// The repairs that could not be made without changing more than they say.
    pub left: usize,
}

/// Makes the repairs of the findings that `chosen` picks, in memory. Files in which nothing is to be
/// repaired are not among the result; the others are in the order of the document's files.
///
/// A finding that several places share is repaired once.
pub fn fix(checked: &Checked, chosen: impl Fn(&Diagnostic) -> bool) -> Vec<FixedFile> {
    let mut files: BTreeMap<&str, (&SourceFile, Vec<&Repair>)> = BTreeMap::new();
    for finding in checked.diagnostics.sorted() {
        if !chosen(finding) {
            continue;
        }
        for repair in &finding.repairs {
            let file = checked.sources.file(repair.span().file);
            files.entry(file.name()).or_insert_with(|| (file, Vec::new())).1.push(repair);
        }
    }
    let order = checked.sources.files().map(|file| file.name().to_owned());
    order
        .filter_map(|name| {
            let (file, repairs) = files.remove(name.as_str())?;
            Some(fix_file(file, &repairs))
        })
        .collect()
}

fn fix_file(file: &SourceFile, repairs: &[&Repair]) -> FixedFile {
    let before = file.text();
    let unchanged = || FixedFile {
        name: file.name().to_owned(),
        before: before.to_owned(),
        after: before.to_owned(),
        made: 0,
        left: repairs.len(),
    };
    let Some(root) = tree::read(file.name(), before) else { return unchanged() };
    let (changes, lost) = tree::changes(&root, repairs);
    let (after, made) = make(file.name(), before, &root, &changes);
    FixedFile { after, made, left: changes.len() - made + lost, ..unchanged() }
}

/// The text with all changes; where that is not what was meant, with those that can be made one by one.
fn make(name: &str, before: &str, root: &Node, changes: &[Change]) -> (String, usize) {
    let all: Vec<&Change> = changes.iter().collect();
    if let Some(after) = attempt(name, before, root, &all) {
        return (after, changes.len());
    }
    let mut kept: Vec<&Change> = Vec::new();
    let mut text = before.to_owned();
    for change in changes {
        kept.push(change);
        match attempt(name, before, root, &kept) {
            Some(after) => text = after,
            None => drop(kept.pop()),
        }
    }
    (text, kept.len())
}

/// The text with these changes, where it reads as the document with them and nothing else.
fn attempt(name: &str, before: &str, root: &Node, changes: &[&Change]) -> Option<String> {
    let after = Edits::of(before, changes).apply(before)?;
    let read = tree::read(name, &after)?;
    tree::is_changed_as_meant(root, changes, &read).then_some(after)
}
