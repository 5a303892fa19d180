//! [`Refused`]: why a value could not be converted.
//!
//! **Invariant:** it holds the rule and never the value.

use std::fmt;

use crate::decode::Rule;

/// A value that does not satisfy the schema of the type it was to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(Rule);

impl Refused {
    /// For a rule.
    pub const fn new(rule: Rule) -> Refused {
        Refused(rule)
    }

    /// The rule that was broken.
    pub const fn rule(self) -> Rule {
        self.0
    }
}

impl From<Rule> for Refused {
    fn from(rule: Rule) -> Self {
        Refused(rule)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value breaks the rule {:?} of its schema", self.0.as_str())
    }
}

impl std::error::Error for Refused {}
