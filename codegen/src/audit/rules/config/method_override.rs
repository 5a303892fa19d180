//! Headers that let a caller choose another method than that of the request line.
//!
//! **Invariant:** such a header parameter is found whatever its case.

use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ParameterIn;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("method-override", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("method-override.md"),
    covers: &["CONF-30"],
    check,
};

/// Without case, `-` and `_`.
const NAMES: [&str; 3] = ["xhttpmethod", "xhttpmethodoverride", "xmethodoverride"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in subject.operations() {
        for parameter in &operation.parameters {
            let is_header = parameter.location.value == ParameterIn::Header;
            let name = &parameter.name;
            if !is_header || !NAMES.contains(&folded(&name.value).as_str()) {
                continue;
            }
            let message = format!(
                "operation `{}` lets its caller choose another method by `{}`",
                operation.name(),
                name.value
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label("scopes, limits and logs are those of the method in the request line")
                    .help("declare an operation for each method"),
            );
        }
    }
}
