//! Interfaces that move money (`FIN-*`).
//!
//! **Invariant:** [`ALL`] has every rule of this folder.

mod float_money;
mod headers;
mod loose_currency;
mod loose_pan;
mod names;
mod no_dpop_nonce;
mod no_idempotency_errors;
mod no_idempotency_key;
mod no_interaction_id;
mod probes;
mod unsigned_payment;
mod weak_digest;

use crate::audit::Rule;

pub(in crate::audit) const ALL: &[&Rule] = &[
    &float_money::RULE,
    &loose_currency::RULE,
    &loose_pan::RULE,
    &no_dpop_nonce::RULE,
    &no_idempotency_errors::RULE,
    &no_idempotency_key::RULE,
    &no_interaction_id::RULE,
    &unsigned_payment::RULE,
    &weak_digest::RULE,
];
