//! Rate limits by which one caller shuts out another.
//!
//! **Invariant:** every rate limit is found once that counts callers together, unless one beside it counts
//! each by itself. Callers who need not say who they are can only be told apart by address.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::RatePer;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("shared-rate-limit", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("shared-rate-limit.md"),
    covers: &["LIM-23"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in &subject.api.operations {
        // Of a caller who is asked for nothing, the address is all that is known.
        let is_public = operation.access.is_open();
        let rates = &operation.policy.rates;
        let tells_apart = rates.iter().any(|rate| match rate.per {
            RatePer::Client => true,
            RatePer::Address => is_public,
            RatePer::Operation => false,
        });
        let Some(first) = rates.first().filter(|_| !tells_apart) else { continue };
        if !seen.insert(first.limit.span) {
            continue;
        }
        let message =
            format!("callers of operation `{}` use up each other's calls", operation.id.value);
        let label = match first.per {
            RatePer::Operation => "all callers are counted together",
            RatePer::Address | RatePer::Client => "callers behind one address are counted together",
        };
        let help = if is_public { "`per: address`" } else { "`per: client`" };
        findings.add(
            Diagnostic::error(RULE.lint.name, first.limit.span, message)
                .label(label)
                .help(format!("add a limit with {help} beside it")),
        );
    }
}
