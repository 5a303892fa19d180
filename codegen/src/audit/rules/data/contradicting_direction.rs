//! Properties that are neither in requests nor in answers.
//!
//! **Invariant:** every schema that says `readOnly: true` and `writeOnly: true` is found once.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("contradicting-direction", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("contradicting-direction.md"),
    covers: &["PROP-14"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    // Such a property is in no value, so that it is looked for from the objects that declare it.
    for visit in subject.schemas() {
        for (name, property) in visit.object.properties.iter() {
            let Some(property) = subject.schema_object(property) else { continue };
            let (Some(read_only), Some(write_only)) = (&property.read_only, &property.write_only)
            else {
                continue;
            };
            if read_only.value && write_only.value && seen.insert(property.span) {
                let message =
                    format!("property `{}` is neither in requests nor in answers", name.value);
                findings.add(
                    Diagnostic::error(RULE.lint.name, write_only.span, message)
                        .label("`writeOnly`: never in an answer")
                        .also(read_only.span, "`readOnly`: never in a request")
                        .help("keep the one that is meant; OpenAPI does not allow both"),
                );
            }
        }
    }
}
