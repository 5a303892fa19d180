//! Paths that end in a slash.
//!
//! **Invariant:** `/` itself is none of them.

use super::paths;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("trailing-slash", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("trailing-slash.md"),
    covers: &["CONF-21"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for path in paths::all(subject) {
        let end = path.value.find(['?', '#']).unwrap_or(path.value.len());
        let sent = path.value.get(..end).unwrap_or_default();
        let bare = sent.trim_end_matches('/');
        if bare.is_empty() || bare == sent {
            continue;
        }
        let message = format!("the path `{}` ends in a slash", path.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, path.span, message)
                .label("some clients and proxies remove it, and some add one")
                .help(format!("write `{bare}`")),
        );
    }
}
