//! How much a caller can make the server do: bounds, patterns, rates (`LIM-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod backtracking_pattern;
mod no_429;
mod unbounded_array;
mod unbounded_integer;
mod unbounded_string;
mod unknown_format;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &backtracking_pattern::RULE,
    &no_429::RULE,
    &unbounded_array::RULE,
    &unbounded_integer::RULE,
    &unbounded_string::RULE,
    &unknown_format::RULE,
];
