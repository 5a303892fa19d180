//! What the server takes from others and sends to them (`UNSF-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod unsigned_webhook;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[&unsigned_webhook::RULE];
