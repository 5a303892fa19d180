//! What values say and show: properties, secrets, closed objects (`PROP-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod contradicting_direction;
mod open_request_object;
mod unmarked_sensitive;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] =
    &[&contradicting_direction::RULE, &open_request_object::RULE, &unmarked_sensitive::RULE];
