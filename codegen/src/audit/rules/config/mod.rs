//! How the interface is put into the world: servers, responses, paths, media types, documentation (`CONF-*`), and what names
//! become.
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod active_markdown;
mod any_media_type;
mod broken_server_variable;
mod cacheable_answer;
mod confusable_path;
mod cors_any_origin;
mod cors_cleartext_origin;
mod cors_header;
mod error_leak;
mod error_shape;
mod forwarded_header;
mod head_content;
mod headers;
mod hop_by_hop_header;
mod http_server;
mod implicit_style;
mod invalid_header_name;
mod meaningless_body;
mod method_override;
mod mixed_errors;
mod name_collision;
mod no_400;
mod no_401;
mod no_403;
mod no_500;
mod no_default;
mod no_request_id;
mod no_server;
mod no_www_authenticate;
mod overlapping_path;
mod paths;
mod placeholder_host;
mod servers;
mod statuses;
mod texts;
mod trace_operation;
mod trailing_slash;
mod undescribed_error;
mod unsafe_operation_id;
mod untyped_body;
mod unusual_path;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &active_markdown::RULE,
    &any_media_type::RULE,
    &broken_server_variable::RULE,
    &cacheable_answer::RULE,
    &confusable_path::RULE,
    &cors_any_origin::RULE,
    &cors_cleartext_origin::RULE,
    &cors_header::RULE,
    &error_leak::RULE,
    &forwarded_header::RULE,
    &head_content::RULE,
    &hop_by_hop_header::RULE,
    &http_server::RULE,
    &implicit_style::RULE,
    &invalid_header_name::RULE,
    &meaningless_body::RULE,
    &method_override::RULE,
    &mixed_errors::RULE,
    &name_collision::RULE,
    &no_400::RULE,
    &no_401::RULE,
    &no_403::RULE,
    &no_500::RULE,
    &no_default::RULE,
    &no_request_id::RULE,
    &no_server::RULE,
    &no_www_authenticate::RULE,
    &overlapping_path::RULE,
    &placeholder_host::RULE,
    &trace_operation::RULE,
    &trailing_slash::RULE,
    &undescribed_error::RULE,
    &unsafe_operation_id::RULE,
    &untyped_body::RULE,
    &unusual_path::RULE,
];
