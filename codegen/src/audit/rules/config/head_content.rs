//! Content of answers to HEAD.
//!
//! **Invariant:** each response is found once. Errors are answers as well.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Method;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("head-content", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("head-content.md"),
    covers: &["CONF-19"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    let heads = subject.operations().filter(|one| one.method.value == Method::Head);
    for operation in heads {
        for found in &operation.responses {
            let Some((key, _)) = found.response.content.iter().next() else { continue };
            // What operations of other methods share is right for them.
            if found.component.is_some() || !seen.insert(key.span) {
                continue;
            }
            let message = format!(
                "operation `{}` describes content of its answer `{}` to HEAD",
                operation.name(),
                found.key.value
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, key.span, message)
                    .label("never sent (RFC 9110 §9.3.2)")
                    .help("remove `content`; the headers say what there is"),
            );
        }
    }
}
