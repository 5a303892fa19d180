//! Documents that do not say where the interface is.
//!
//! **Invariant:** a document that serves nothing under paths has no server to name.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-server", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-server.md"),
    covers: &["CONF-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = subject.document;
    let Some(first) = document.operations.iter().find(|one| one.servers.is_empty()) else { return };
    let message = format!("the document names no server of operation `{}`", first.name());
    findings.add(
        Diagnostic::error(RULE.lint.name, document.document.info.title.span, message)
            .label("no `servers`")
            .note("without it the server is `/`, wherever the document happens to be served")
            .help("add `servers: [{ url: … }]` with the URL of the interface"),
    );
}
