//! Schemes that nothing requires.
//!
//! **Invariant:** every declared scheme is found that neither the root, nor an operation, nor a webhook
//! nor a callback names.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unused-scheme", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unused-scheme.md"),
    covers: &["AUTH-34"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = subject.document;
    let root = document.document.security.iter().flat_map(|list| &list.value);
    let mut named: HashSet<&str> =
        root.flat_map(|one| &one.schemes).map(|one| one.scheme.value.as_str()).collect();
    let callbacks = subject.operations().flat_map(|operation| &operation.callbacks);
    let all = subject.operations().chain(callbacks.map(|callback| &callback.operation));
    for alternative in all.flat_map(|operation| &operation.security.alternatives) {
        named.extend(alternative.requirements.iter().map(|one| one.name.value));
    }
    for (name, _) in document.schemes.iter().filter(|(name, _)| !named.contains(name.value)) {
        let message = format!("nothing requires the scheme `{}`", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("declared, and never required")
                .help("require it where it is meant, or remove it"),
        );
    }
}
