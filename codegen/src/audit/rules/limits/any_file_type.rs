//! Uploaded files of any type.
//!
//! **Invariant:** every part of a form that is a file and whose media types are not named is found. How large
//! it may be, and how many there are, is bounded elsewhere: `body-limit`, `maxItems`.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::PartKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("any-file-type", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("any-file-type.md"),
    covers: &["LIM-22"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in &subject.api.operations {
        let media = operation.body.iter().flat_map(|body| &body.media);
        for part in media.flat_map(|media| &media.parts) {
            let PartKind::File(types) = &part.kind else { continue };
            let is_named = !types.is_empty() && types.iter().all(|name| !is_anything(name));
            let name = &part.property.name;
            if is_named || !seen.insert(name.span) {
                continue;
            }
            let message = format!(
                "operation `{}` takes files of any type as `{}`",
                operation.id.value, name.value
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label("programs and pages as well")
                    .help(format!(
                        "name the types beside `schema`: `encoding: {{ {}: {{ contentType: 'image/png, image/jpeg' }} }}`",
                        name.value
                    )),
            );
        }
    }
}

/// Whether a media type says nothing of what the bytes are.
fn is_anything(name: &str) -> bool {
    matches!(name, "*/*" | "application/*" | "application/octet-stream")
}
