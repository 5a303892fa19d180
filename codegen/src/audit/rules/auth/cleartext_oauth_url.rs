//! Tokens that cross a network in clear text on their way to the client.
//!
//! **Invariant:** every `http:` URL of a scheme in use is found, whatever its case, unless its host is
//! this very machine.

use super::in_use;
use crate::address::is_cleartext;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("cleartext-oauth-url", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("cleartext-oauth-url.md"),
    covers: &["AUTH-25"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (keyword, url) in in_use::urls(subject).filter(|(_, url)| is_cleartext(&url.value)) {
        let message = format!("`{keyword}` is called without encryption");
        findings.add(
            Diagnostic::error(RULE.lint.name, url.span, message)
                .label("not TLS")
                .help("write `https://`; RFC 6749 section 3.1 requires TLS"),
        );
    }
}
