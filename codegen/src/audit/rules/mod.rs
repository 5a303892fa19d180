//! The rules, one a file.
//!
//! **Invariant:** [`ALL`] is sorted by name and has every rule of this folder.

mod anonymous_alternative;
mod api_key_in_url;
mod backtracking_pattern;
mod cors_any_origin;
mod cors_cleartext_origin;
mod credential_parameter;
mod error_leak;
mod http_basic;
mod http_server;
mod missing_auth_decision;
mod name_collision;
mod no_429;
mod open_request_object;
mod public_without_reason;
mod unbounded_array;
mod unbounded_integer;
mod unbounded_string;
mod unknown_format;
mod unmarked_sensitive;

use super::Rule;

pub(super) const ALL: &[&dyn Rule] = &[
    &anonymous_alternative::AnonymousAlternative,
    &api_key_in_url::ApiKeyInUrl,
    &backtracking_pattern::BacktrackingPattern,
    &cors_any_origin::CorsAnyOrigin,
    &cors_cleartext_origin::CorsCleartextOrigin,
    &credential_parameter::CredentialParameter,
    &error_leak::ErrorLeak,
    &http_basic::HttpBasic,
    &http_server::HttpServer,
    &missing_auth_decision::MissingAuthDecision,
    &name_collision::NameCollision,
    &no_429::No429,
    &open_request_object::OpenRequestObject,
    &public_without_reason::PublicWithoutReason,
    &unbounded_array::UnboundedArray,
    &unbounded_integer::UnboundedInteger,
    &unbounded_string::UnboundedString,
    &unknown_format::UnknownFormat,
    &unmarked_sensitive::UnmarkedSensitive,
];
