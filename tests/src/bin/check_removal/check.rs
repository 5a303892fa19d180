//! [`Check`]: a check, and what takes its place when it is removed.
//!
//! **Invariant:** its name has no line number, so that a list of names survives other changes.

use std::fmt;

/// A check that can be removed.
#[derive(Debug)]
pub(crate) struct Check {
    /// Its number in the copy; from 1.
    pub(crate) number: usize,
    pub(crate) line: usize,
    /// Below `runtime/src/auth`.
    pub(crate) file: String,
    /// With its type: `Dpop::bind`.
    pub(crate) function: String,
    /// What happens in place of it: "never `a > b`".
    pub(crate) removal: String,
}

impl Check {
    /// What tells it from all others.
    pub(crate) fn name(&self) -> String {
        format!("{} {}: {}", self.file, self.function, self.removal)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}: {}", self.file, self.line, self.function, self.removal)
    }
}
