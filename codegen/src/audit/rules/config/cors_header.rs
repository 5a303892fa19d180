//! Answers that say for themselves which pages may read them.
//!
//! **Invariant:** headers `Access-Control-*` are found in any case; each response once, however many it has and
//! however many operations share it.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::sentence::enumerate;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("cors-header", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("cors-header.md"),
    covers: &["CONF-05"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    let responses = subject.document.operations.iter().flat_map(|one| &one.responses);
    for found in responses {
        let names = || found.response.headers.iter().map(|(name, _)| name);
        let own = || names().filter(|name| is_cors(name.value));
        let Some(first) = own().next().filter(|first| seen.insert(first.span)) else { continue };
        let list = enumerate(own().map(|name| name.value));
        let message = format!("a response says {list} for itself");
        findings.add(
            Diagnostic::error(RULE.lint.name, first.span, message)
                .label("set by a handler, past what the document decides")
                .help("remove it, and list the origins in `x-portcullis: { cors: … }`"),
        );
    }
}

fn is_cors(name: &str) -> bool {
    name.to_ascii_lowercase().starts_with("access-control-")
}
