//! Bodies of requests whose media type the caller chooses.
//!
//! **Invariant:** ranges of files (`image/*`, `audio/*`, `video/*`, `font/*`, `model/*`) are meant; all others are found,
//! each body once.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("any-media-type", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("any-media-type.md"),
    covers: &["CONF-16"],
    check,
};

/// Types that have files alone.
const FILES: [&str; 5] = ["audio", "font", "image", "model", "video"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in subject.operations() {
        let content = operation.request_body.into_iter().flat_map(|body| body.content.iter());
        for (key, _) in content {
            let essence = key.value.split(';').next().unwrap_or_default().trim();
            let Some(kind) = essence.strip_suffix("/*") else { continue };
            let is_file = FILES.iter().any(|file| kind.eq_ignore_ascii_case(file));
            if is_file || !seen.insert(key.span) {
                continue;
            }
            let message = format!("operation `{}` takes a body of any type", operation.name());
            findings.add(
                Diagnostic::error(RULE.lint.name, key.span, message)
                    .label("the caller chooses how it is read")
                    .help("list the media types that are meant, such as `application/json`"),
            );
        }
    }
}
