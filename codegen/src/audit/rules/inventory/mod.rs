//! What is served where, since when and until when (`INV-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder; `servers` is none, and what they share.

mod deprecated_without_sunset;
mod mixed_versions;
mod no_contact;
mod servers;
mod undeclared_exposure;
mod unnamed_environment;
mod unnumbered_version;
mod unused_component;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &deprecated_without_sunset::RULE,
    &mixed_versions::RULE,
    &no_contact::RULE,
    &undeclared_exposure::RULE,
    &unnamed_environment::RULE,
    &unnumbered_version::RULE,
    &unused_component::RULE,
];
