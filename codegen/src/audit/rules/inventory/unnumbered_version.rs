//! Versions that nobody can put in an order.
//!
//! **Invariant:** a version is a number, a list of numbers or a date, with anything behind it.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unnumbered-version", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unnumbered-version.md"),
    covers: &["INV-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let version = &subject.document.document.info.version;
    let number = version.value.strip_prefix(['v', 'V']).unwrap_or(&version.value);
    if number.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    let message = format!("`{}` says nothing of what is older and what is newer", version.value);
    findings.add(
        Diagnostic::error(RULE.lint.name, version.span, message)
            .label("no number")
            .help("write a semantic version, such as `1.4.0`, or a date"),
    );
}
