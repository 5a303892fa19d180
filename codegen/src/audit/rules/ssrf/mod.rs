//! Addresses that a caller names, and what is fetched because of them (`SSRF-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod addresses;
mod unsafe_callback_url;
mod url_in_body;
mod url_parameter;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] =
    &[&unsafe_callback_url::RULE, &url_in_body::RULE, &url_parameter::RULE];
