//! How the interface is put into the world: servers, responses, paths, media types, documentation (`CONF-*`), and what names
//! become.
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod cors_any_origin;
mod cors_cleartext_origin;
mod error_leak;
mod http_server;
mod method_override;
mod name_collision;

pub(super) use http_server::{is_cleartext, is_loopback};

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &cors_any_origin::RULE,
    &cors_cleartext_origin::RULE,
    &error_leak::RULE,
    &http_server::RULE,
    &method_override::RULE,
    &name_collision::RULE,
];
