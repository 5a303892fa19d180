//! How much a caller can make the server do: bounds, patterns, rates (`LIM-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod any_file_type;
mod backtracking_pattern;
mod bound_beyond_format;
mod broad_pattern;
mod large_body_limit;
mod loose_login_limit;
mod no_429;
mod no_rate_limit;
mod no_rate_limit_headers;
mod no_retry_after;
mod open_expansion;
mod shared_rate_limit;
mod unanchored_pattern;
mod unbounded_array;
mod unbounded_integer;
mod unbounded_number;
mod unbounded_string;
mod unformatted_number;
mod unknown_format;
mod unpaginated_list;
mod unrestricted_string;
mod untyped_items;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &any_file_type::RULE,
    &backtracking_pattern::RULE,
    &bound_beyond_format::RULE,
    &broad_pattern::RULE,
    &large_body_limit::RULE,
    &loose_login_limit::RULE,
    &no_429::RULE,
    &no_rate_limit::RULE,
    &no_rate_limit_headers::RULE,
    &no_retry_after::RULE,
    &open_expansion::RULE,
    &shared_rate_limit::RULE,
    &unanchored_pattern::RULE,
    &unbounded_array::RULE,
    &unbounded_integer::RULE,
    &unbounded_number::RULE,
    &unbounded_string::RULE,
    &unformatted_number::RULE,
    &unknown_format::RULE,
    &unpaginated_list::RULE,
    &unrestricted_string::RULE,
    &untyped_items::RULE,
];
