//! Bodies of requests that no schema describes.
//!
//! **Invariant:** media types that are read (JSON, forms, parts) are found; what is passed on as bytes
//! needs no schema.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("untyped-body", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("untyped-body.md"),
    covers: &["CONF-24"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in subject.operations() {
        let content = operation.request_body.into_iter().flat_map(|body| body.content.iter());
        for (key, media_type) in content {
            let is_typed = media_type.schema.is_some() || media_type.item_schema.is_some();
            if is_typed || !is_read(key.value) || !seen.insert(key.span) {
                continue;
            }
            let message =
                format!("no schema describes the body of operation `{}`", operation.name());
            findings.add(
                Diagnostic::error(RULE.lint.name, key.span, message)
                    .label("any value is accepted")
                    .help("add `schema`"),
            );
        }
    }
}

/// Whether there is something within that a schema could describe.
fn is_read(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/x-www-form-urlencoded"
        || essence.ends_with("/json")
        || essence.ends_with("+json")
        || essence.starts_with("multipart/")
}
