//! What a text's constraints let in, asked by examples.
//!
//! **Invariant:** the answer is that of the constraints themselves: nothing is read out of a pattern.

use crate::ir::Text;

/// Whether a text of these constraints may be `probe`.
pub(super) fn accepts(text: &Text, probe: &str) -> bool {
    let length = u64::try_from(probe.chars().count()).unwrap_or(u64::MAX);
    let fits = length >= text.min_length && text.max_length.is_none_or(|most| length <= most);
    // A pattern that takes too many steps to say has said nothing.
    fits && text.pattern.as_ref().is_none_or(|one| one.value.matches(probe).unwrap_or(true))
}
