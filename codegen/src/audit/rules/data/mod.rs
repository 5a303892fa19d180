//! What values say and show: properties, secrets, closed objects (`PROP-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod card_secret_in_response;
mod contradicting_direction;
mod ids;
mod live_secret;
mod loose_id;
mod loose_map_names;
mod numeric_id;
mod object_by_id;
mod open_request_object;
mod required_default;
mod response_without_schema;
mod returned;
mod secret_in_example;
mod secret_in_response;
pub(in crate::audit::rules) mod secrets;
mod server_owned_property;
mod shape;
mod shapeless_object;
mod unbounded_map;
mod unmapped_branch;
mod unmarked_sensitive;
mod untyped_schema;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &card_secret_in_response::RULE,
    &contradicting_direction::RULE,
    &loose_id::RULE,
    &loose_map_names::RULE,
    &numeric_id::RULE,
    &object_by_id::RULE,
    &open_request_object::RULE,
    &required_default::RULE,
    &response_without_schema::RULE,
    &secret_in_example::RULE,
    &secret_in_response::RULE,
    &server_owned_property::RULE,
    &shapeless_object::RULE,
    &unbounded_map::RULE,
    &unmapped_branch::RULE,
    &unmarked_sensitive::RULE,
    &untyped_schema::RULE,
];
