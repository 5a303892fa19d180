//! Body limits that let one call fill the memory.
//!
//! **Invariant:** every declared limit above [`LARGE`] of a body that is held as a whole is found once.

use std::collections::{HashMap, HashSet};

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Body, MediaTypeKind};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("large-body-limit", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("large-body-limit.md"),
    covers: &["LIM-14"],
    check,
};

/// 16 MiB. A hundred calls at a time, each of them with such a body, hold 1.6 GiB.
const LARGE: u64 = 16 * 1024 * 1024;

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let bodies: HashMap<Span, &Body> = subject
        .api
        .operations
        .iter()
        .filter_map(|operation| Some((operation.span, operation.body.as_ref()?)))
        .collect();
    let mut seen = HashSet::new();
    for operation in &subject.document.operations {
        let Some(limit) = operation.policy.body_limit.filter(|limit| limit.value > LARGE) else {
            continue;
        };
        let Some(body) = bodies.get(&operation.operation.span) else { continue };
        if !is_held(body) || !seen.insert(limit.span) {
            continue;
        }
        let message = format!("operation `{}` takes bodies as large as memory", operation.name());
        findings.add(
            Diagnostic::error(RULE.lint.name, limit.span, message)
                .label("each call may hold so much")
                .help("write the largest body that is of use")
                .help("or take it as it comes: `x-portcullis: { stream: true }` at its media type"),
        );
    }
}

/// Whether some representation is read as a whole before the handler runs.
fn is_held(body: &Body) -> bool {
    body.media.iter().any(|media| match media.kind {
        MediaTypeKind::Json
        | MediaTypeKind::Form
        | MediaTypeKind::Text
        | MediaTypeKind::Lines
        | MediaTypeKind::Events
        | MediaTypeKind::Multipart
        | MediaTypeKind::Binary => true,
        MediaTypeKind::Stream | MediaTypeKind::PartStream => false,
    })
}
