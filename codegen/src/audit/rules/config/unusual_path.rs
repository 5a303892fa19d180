//! Paths that clients, proxies and servers read differently.
//!
//! **Invariant:** only fixed text counts. Empty and dot segments, and characters that cannot be sent, are
//! errors of an earlier phase.

use super::paths;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unusual-path", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unusual-path.md"),
    covers: &["CONF-21"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for path in paths::all(subject) {
        let text = paths::without_names(path.value);
        let Some((_, label, help)) = SIGNS.iter().find(|(sign, _, _)| text.contains(*sign)) else {
            continue;
        };
        let message = format!("the path `{}` is not read alike everywhere", path.value);
        findings
            .add(Diagnostic::error(RULE.lint.name, path.span, message).label(*label).help(*help));
    }
}

/// What stands in such a path, what is wrong with it, and what to write.
const SIGNS: [(char, &str, &str); 4] = [
    (
        '%',
        "a percent-escape: whether it is decoded before paths are compared differs",
        "write the path without escapes, with letters and digits",
    ),
    ('\\', "a backslash: some read it as a slash", "write `/`"),
    (
        ';',
        "a `;`: some servers cut a segment there, so that rules see another path",
        "send what follows in the query",
    ),
    (
        '?',
        "a query: proxies choose by the path alone",
        "describe the query with `in: query`, and tell operations apart by their paths",
    ),
];
