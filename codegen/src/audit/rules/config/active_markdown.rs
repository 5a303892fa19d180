//! Texts that run when documentation shows them.
//!
//! **Invariant:** what stands in code spans and code blocks is shown and does not run; it is not looked at.

mod code;
mod markdown;

use super::texts;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("active-markdown", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("active-markdown.md"),
    covers: &["CONF-25"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    texts::visit(subject.document.document, |text| {
        let Some(what) = markdown::active(&text.value) else { return };
        let message = format!("a text of the documentation has {what}");
        findings.add(
            Diagnostic::error(RULE.lint.name, text.span, message)
                .label("runs in the browser of whoever reads the documentation")
                .help("remove it, or put it in backquotes where it is meant to be read"),
        );
    });
}
