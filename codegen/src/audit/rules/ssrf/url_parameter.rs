//! Parameters by which a caller names the address of another server.
//!
//! **Invariant:** a parameter is found once, however many operations share it.

use std::collections::HashSet;

use super::addresses::is_free_address;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("url-parameter", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("url-parameter.md"),
    covers: &["SSRF-01"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        let name = &parameter.name;
        if !is_free_address(api, &name.value, parameter.ty) || !seen.insert(name.span) {
            continue;
        }
        let message = format!("parameter `{}` may be the address of any server", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("chosen by the caller")
                .help("list what is allowed: an `enum`, or a pattern that spells out the host")
                .help("or check the address before it is followed, and acknowledge that: `allow`"),
        );
    }
}
