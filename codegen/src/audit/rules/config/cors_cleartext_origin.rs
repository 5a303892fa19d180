//! Origins whose pages come without TLS.
//!
//! **Invariant:** every origin is found that is not `https` unless its host is this very machine, once
//! however many operations inherit it.

use std::collections::HashSet;

use crate::address;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("cors-cleartext-origin", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("cors-cleartext-origin.md"),
    covers: &["CONF-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    let origins = api.operations.iter().flat_map(|operation| &operation.cors);
    for origin in origins.flat_map(|cors| &cors.origins) {
        let Some((scheme, _)) = origin.value.split_once("://") else { continue };
        let is_local = address::host(&origin.value).is_some_and(|host| address::is_local(&host));
        if scheme != "https" && !is_local && seen.insert(origin.span) {
            let message = format!("pages of `{}` are not protected by TLS", origin.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, origin.span, message)
                    .label("not https")
                    .help("write `https://`, and serve the page by it"),
            );
        }
    }
}
