//! Who may call, and what proves it: authentication, authorization, schemes, scopes (`AUTH-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod anonymous_alternative;
mod api_key_in_url;
mod credential_parameter;
mod http_basic;
mod missing_auth_decision;
mod public_without_reason;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &anonymous_alternative::RULE,
    &api_key_in_url::RULE,
    &credential_parameter::RULE,
    &http_basic::RULE,
    &missing_auth_decision::RULE,
    &public_without_reason::RULE,
];
