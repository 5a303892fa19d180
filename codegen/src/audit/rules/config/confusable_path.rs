//! Paths that differ only by what people and proxies overlook: case, and a slash at the end.
//!
//! **Invariant:** names of parameters play no part; paths that differ by nothing else are the lint
//! `ambiguous-path`.

use std::collections::HashMap;

use super::paths;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("confusable-path", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("confusable-path.md"),
    covers: &["CONF-20"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<String, (Spanned<&str>, String)> = HashMap::new();
    for path in paths::all(subject) {
        let exact = paths::without_names(path.value);
        let folded = exact.trim_end_matches('/').to_lowercase();
        let Some((first, first_exact)) = seen.get(&folded) else {
            seen.insert(folded, (path, exact));
            continue;
        };
        if *first_exact == exact {
            continue;
        }
        let message = format!("the path `{}` is easily taken for `{}`", path.value, first.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, path.span, message)
                .label("differs by case, or by a slash at the end")
                .also(first.span, "the other path")
                .help("give the paths names that differ, or merge them"),
        );
    }
}
