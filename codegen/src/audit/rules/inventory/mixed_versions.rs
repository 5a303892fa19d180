//! Several versions of an interface in one document.
//!
//! **Invariant:** of the versions that paths name, each one beside the first is found once.

use std::collections::BTreeSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("mixed-versions", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("mixed-versions.md"),
    covers: &["INV-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = BTreeSet::new();
    let mut first: Option<Spanned<&str>> = None;
    for operation in &subject.document.operations {
        let path = operation.path;
        let Some(version) = version(path.value) else { continue };
        if !seen.insert(version) {
            continue;
        }
        let Some(first) = first else {
            first = Some(path);
            continue;
        };
        let message = format!("the document has another version of the interface, `v{version}`");
        findings.add(
            Diagnostic::error(RULE.lint.name, path.span, message)
                .label(format!("version {version}"))
                .also(first.span, "the first version")
                .help("describe each version in a document of its own, and say until when the old one lasts"),
        );
    }
}

/// The number of the first segment that is a version: `/v1/payments`.
fn version(path: &str) -> Option<u32> {
    path.split('/').find_map(|segment| {
        let digits = segment.strip_prefix(['v', 'V'])?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    })
}
