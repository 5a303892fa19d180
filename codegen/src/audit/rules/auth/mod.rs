//! Who may call, and what proves it: authentication, authorization, schemes, scopes (`AUTH-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder; `in_use` is none, and what they share.

mod anonymous_alternative;
mod api_key_alone;
mod api_key_in_cookie;
mod api_key_in_url;
mod cleartext_oauth_url;
mod credential_parameter;
mod http_basic;
mod implicit_flow;
mod in_use;
mod insecure_http_scheme;
mod invalid_scope;
mod issuer_as_audience;
mod malformed_issuer;
mod missing_algorithms;
mod missing_auth_decision;
mod missing_scope;
mod missing_token_profile;
mod no_refresh_url;
mod no_revocation;
mod password_grant;
mod public_without_reason;
mod relative_oauth_url;
mod rs256_signature;
mod shared_admin_access;
mod token_in_form;
mod unbound_token;
mod unregistered_http_scheme;
mod unused_scheme;
mod unused_scope;
mod weaker_alternative;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &anonymous_alternative::RULE,
    &api_key_alone::RULE,
    &api_key_in_cookie::RULE,
    &api_key_in_url::RULE,
    &cleartext_oauth_url::RULE,
    &credential_parameter::RULE,
    &http_basic::RULE,
    &implicit_flow::RULE,
    &insecure_http_scheme::RULE,
    &invalid_scope::RULE,
    &issuer_as_audience::RULE,
    &malformed_issuer::RULE,
    &missing_algorithms::RULE,
    &missing_auth_decision::RULE,
    &missing_scope::RULE,
    &missing_token_profile::RULE,
    &no_refresh_url::RULE,
    &no_revocation::RULE,
    &password_grant::RULE,
    &public_without_reason::RULE,
    &relative_oauth_url::RULE,
    &rs256_signature::RULE,
    &shared_admin_access::RULE,
    &token_in_form::RULE,
    &unbound_token::RULE,
    &unregistered_http_scheme::RULE,
    &unused_scheme::RULE,
    &unused_scope::RULE,
    &weaker_alternative::RULE,
];
