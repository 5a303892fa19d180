//! What is served where, since when and until when (`INV-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[];
