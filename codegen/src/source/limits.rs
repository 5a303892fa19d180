//! How much of a document is read before reading stops.
//!
//! **Invariant:** memory and time of reading are bounded by these numbers, whatever the text says.

/// The bounds of one file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of text.
    pub(crate) bytes: usize,
    /// Levels of nesting.
    pub(crate) depth: usize,
    /// Values, those that aliases repeat included.
    pub(crate) values: usize,
    /// What aliases may add: the bytes of the repeated texts and [`VALUE_WEIGHT`] for each value.
    pub(crate) expansion: usize,
    /// Problems that are reported before reading stops.
    pub(crate) findings: usize,
}

/// What a value weighs against [`Limits::expansion`] besides its text.
pub(crate) const VALUE_WEIGHT: usize = 64;

/// The largest text that is read, in bytes: 64 MiB, five times the largest known document.
pub const MAX_BYTES: usize = 64 << 20;

/// The most files that a document may have; the largest known one has 2,900.
pub(crate) const MOST_FILES: usize = 10_000;

/// What the trees of all files may take together, each value weighing [`VALUE_WEIGHT`] and its text.
pub(crate) const MOST_TOGETHER: usize = 1 << 30;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: MAX_BYTES,
            depth: 128,
            values: 5_000_000,
            expansion: 64 << 20,
            findings: 10_000,
        }
    }
}
