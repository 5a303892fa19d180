//! Addresses that a caller names, and what is fetched because of them (`SSRF-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[];
