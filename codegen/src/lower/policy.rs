//! `x-portcullis` of an operation, defaults filled in.

use crate::ir::{Audit, Policy, Rate, RatePer};
use crate::openapi::RateLimit;
use crate::resolve::PolicyDecisions;

/// The largest body where nobody decided.
const BODY_LIMIT: u64 = 1024 * 1024;

/// The policy of an operation; `writes` when its method is not safe.
pub(super) fn policy(decisions: &PolicyDecisions<'_>, writes: bool) -> Policy {
    let limits = decisions.rate_limits.map(|limits| limits.value.as_slice()).unwrap_or_default();
    Policy {
        rates: rates(limits),
        body_limit: decisions.body_limit.map_or(BODY_LIMIT, |limit| limit.value),
        audit: match decisions.audit {
            Some(audit) => audit.value,
            None if writes => Audit::Always,
            None => Audit::Denied,
        },
    }
}

fn rates(limits: &[RateLimit]) -> Vec<Rate> {
    let mut rates: Vec<Rate> = Vec::with_capacity(limits.len());
    for limit in limits {
        let wanted = match &limit.name {
            Some(name) => name.value.clone(),
            None if limits.len() == 1 => "default".to_owned(),
            None => format!("{}s", limit.window.value),
        };
        let mut name = wanted.clone();
        let mut number = 2;
        while rates.iter().any(|rate| rate.name == name) {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        rates.push(Rate {
            name,
            limit: limit.limit,
            window: limit.window.value,
            per: limit.per.map_or(RatePer::Client, |per| per.value),
        });
    }
    rates
}
