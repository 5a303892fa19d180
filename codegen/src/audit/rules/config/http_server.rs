//! Servers without TLS.
//!
//! **Invariant:** every URL is found that is `http:`, or becomes so by a value of its variables, unless its
//! host is this very machine; each server once.

use super::servers::{self, Expansion};
use crate::address::is_cleartext;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("http-server", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("http-server.md"),
    covers: &["CONF-01", "AUTH-20"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for server in servers::all(subject) {
        let all = servers::expansions(server);
        let mut cleartext = all.iter().filter(|expansion| is_cleartext(&expansion.url));
        let Some(Expansion { url, span }) = cleartext.next() else { continue };
        let message = format!("server `{url}` is called without encryption");
        let mut finding = Diagnostic::error(RULE.lint.name, *span, message).label("not TLS");
        // Once the usual URL is cleartext, other values are so because of it.
        if *span != server.url.span {
            for other in cleartext.filter(|other| other.span != *span) {
                finding = finding.also(other.span, "not TLS either");
            }
        }
        findings.add(
            finding
                .help("write `https://`, or a URL relative to where the document is served")
                .repair(with_tls(&server.url)),
        );
    }
}

/// The URL with TLS, where it is written out and has no port: another protocol may have another one.
fn with_tls(url: &Spanned<String>) -> Option<Repair> {
    let (scheme, behind) = url.value.split_once("://")?;
    let authority = behind.split(['/', '?', '#']).next()?;
    let is_plain = scheme.eq_ignore_ascii_case("http") && !authority.contains([':', '{', '@']);
    is_plain.then(|| Repair::replace(url.span, format!("https://{behind}")))
}
