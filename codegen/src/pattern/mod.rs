//! Patterns with the meaning of ECMA-262.

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern;
