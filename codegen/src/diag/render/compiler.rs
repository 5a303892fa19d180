//! Findings in a message of the compiler, or in the output of a build script.
//!
//! **Invariant:** a message has so many lines that somebody reads them: errors come first, and what does not fit is
//! counted by rule.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Report, is_error};
use crate::diag::Diagnostic;

/// How many findings a message holds.
const LIMIT: usize = 20;

impl Report<'_> {
    /// A message for `compile_error!`: how many findings there are, then the first of them, plain. `command` is what
    /// shows all of them.
    pub fn compiler_message(&self, command: &str) -> String {
        format!("the document was refused: {}", self.compiler_text(command))
    }

    /// The same for a document that passed; `None` where there is nothing to say.
    pub fn compiler_warning(&self, command: &str) -> Option<String> {
        (!self.items.is_empty()).then(|| self.compiler_text(command))
    }

    fn compiler_text(&self, command: &str) -> String {
        let mut plain = self.clone().coloured(false);
        plain.items.sort_by_key(|item| !is_error(item));
        let hidden = plain.items.split_off(plain.items.len().min(LIMIT));
        let mut text = format!("{}\n\n{}", self.summary(), plain.text());
        if !hidden.is_empty() {
            // Writing to a String does not fail.
            let _ = writeln!(text, "\nand {} more: `{command}` shows all", hidden.len());
            for (number, code) in by_code(&hidden) {
                let _ = writeln!(text, "  {number:>5} {code}");
            }
        }
        text
    }
}

/// How many there are of each code, the most first.
fn by_code(items: &[&Diagnostic]) -> Vec<(usize, &'static str)> {
    let mut numbers: BTreeMap<&'static str, usize> = BTreeMap::new();
    for item in items {
        *numbers.entry(item.code).or_default() += 1;
    }
    let mut all: Vec<_> = numbers.into_iter().map(|(code, number)| (number, code)).collect();
    all.sort_by_key(|(number, _)| Reverse(*number));
    all
}
