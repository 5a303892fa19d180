//! Interfaces that move money (`FIN-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[];
