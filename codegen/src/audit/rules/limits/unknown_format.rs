//! Formats that no registry has, which assert nothing.
//!
//! **Invariant:** every format of a string that is not checked is found.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Format, Kind};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unknown-format", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("unknown-format.md"),
    covers: &["LIM-10"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types() {
        let Kind::Text(text) = &visit.ty.kind else { continue };
        let Some(format) = &text.format else { continue };
        let Format::Unknown(name) = &format.value else { continue };
        let message =
            format!("the format `{name}` is not known and checks nothing: {}", visit.place);
        findings.add(
            Diagnostic::error(RULE.lint.name, format.span, message)
                .label("not in the format registry")
                .help("write what it means as `pattern`, `enum` or `maxLength`")
                .help("or name a format that is known, such as `uuid`, `date-time` or `decimal`"),
        );
    }
}
