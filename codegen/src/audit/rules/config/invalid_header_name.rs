//! Headers that cannot be sent.
//!
//! **Invariant:** a name is a token of RFC 9110 §5.6.2.

use super::headers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::token::is_token;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("invalid-header-name", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("invalid-header-name.md"),
    covers: &["CONF-27"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let names = headers::of_requests(subject).into_iter().chain(headers::of_responses(subject));
    for name in names.filter(|name| !is_token(name.value)) {
        let message = format!("`{}` is no name of a header", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("not a token (RFC 9110 §5.6.2)")
                .help("write a name of letters, digits and `-`"),
        );
    }
}
