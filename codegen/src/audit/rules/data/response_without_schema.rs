//! Contents of responses that no schema describes.
//!
//! **Invariant:** a media type that is text has a schema, or is found once.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Status;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("response-without-schema", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("response-without-schema.md"),
    covers: &["PROP-16"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in subject.operations() {
        for response in &operation.responses {
            for (name, media_type) in response.response.content.iter() {
                let is_described = media_type.schema.is_some() || media_type.item_schema.is_some();
                // What such a response has, nobody sees: `ignored-response-content`.
                let is_empty = matches!(response.status, Status::Code(204 | 205 | 304));
                if is_empty || is_described || !is_text(name.value) || !seen.insert(name.span) {
                    continue;
                }
                let message = format!(
                    "response `{}` of operation `{}` does not say what its `{}` is",
                    response.key.value,
                    operation.name(),
                    name.value
                );
                findings.add(
                    Diagnostic::error(RULE.lint.name, name.span, message)
                        .label("no `schema`: whatever the handler writes goes out")
                        .help("write a `schema`; of a text: `schema: { type: string }`"),
                );
            }
        }
    }
}

/// Whether it has a structure that a schema can describe. Images and archives need none (3.1 §4.8.14.3).
fn is_text(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = name.split_once('/').unwrap_or(("", &name));
    let format = subtype.rsplit('+').next().unwrap_or(subtype);
    kind == "text"
        || ["json", "xml", "yaml", "x-www-form-urlencoded", "x-ndjson", "json-seq"]
            .contains(&format)
}
