//! The rules, one a file, in folders by what they are about.
//!
//! **Invariant:** [`all`] is sorted by name and has every rule of every folder.

mod auth;
mod config;
mod data;
mod inventory;
mod limits;
mod money;
mod ssrf;
mod upstream;

use std::sync::LazyLock;

use super::Rule;

const FAMILIES: [&[&Rule]; 8] = [
    auth::ALL,
    config::ALL,
    data::ALL,
    inventory::ALL,
    limits::ALL,
    money::ALL,
    ssrf::ALL,
    upstream::ALL,
];

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut all = FAMILIES.concat();
    all.sort_by_key(|rule| rule.lint.name);
    all
});

/// Every rule.
pub(super) fn all() -> &'static [&'static Rule] {
    &ALL
}
