//! Servers of which nobody said for whom they are.
//!
//! **Invariant:** every server is found unless it has `x-internal`, or `info` has `x-audience`.

use super::servers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("undeclared-exposure", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("undeclared-exposure.md"),
    covers: &["INV-01"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    if subject.document.document.info.audience.is_some() {
        return;
    }
    for server in servers::all(subject).into_iter().filter(|server| server.internal.is_none()) {
        let url = &server.url;
        let message = format!("nothing says for whom the server `{}` is", url.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, url.span, message)
                .label("neither public nor internal")
                .help("write `x-internal: false` beside it, or `true`"),
        );
    }
}
