//! Servers of which nobody can tell whether calls to them count.
//!
//! **Invariant:** every absolute server is found unless its URL, name or description has a word for an
//! environment. A relative one is where the document is, and this machine is nobody's production.

use super::servers;
use crate::address::is_loopback;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::Server;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unnamed-environment", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unnamed-environment.md"),
    covers: &["INV-02"],
    check,
};

/// In lower case, as documents call them; a few of other languages.
const ENVIRONMENTS: &[&str] = &[
    "acc",
    "acceptance",
    "beta",
    "canary",
    "demo",
    "dev",
    "development",
    "env",
    "environment",
    "homologação",
    "int",
    "integration",
    "live",
    "local",
    "mock",
    "playground",
    "pre",
    "preprod",
    "preproduction",
    "preview",
    "prod",
    "producción",
    "production",
    "produktion",
    "produção",
    "qa",
    "sandbox",
    "stage",
    "staging",
    "test",
    "testing",
    "trial",
    "uat",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for server in servers::all(subject) {
        let Some(behind) = servers::behind_scheme(server) else { continue };
        if is_loopback(behind) || names_environment(server, behind) {
            continue;
        }
        let url = &server.url;
        let message = format!("nothing says which environment the server `{}` is", url.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, url.span, message)
                .label("production, or something to try things out")
                .help("name it: `description: Production`"),
        );
    }
}

fn names_environment(server: &Server, url: &str) -> bool {
    let written = [&server.description, &server.name].into_iter().flatten();
    written.map(|text| text.value.as_str()).chain([url]).any(|text| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| ENVIRONMENTS.contains(&word.to_lowercase().as_str()))
    })
}
