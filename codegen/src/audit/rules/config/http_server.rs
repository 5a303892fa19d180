//! Servers without TLS.
//!
//! **Invariant:** every URL is found that is `http:`, or becomes so by a value of its variables, unless its
//! host is this very machine; each server once.

use super::servers::{self, Expansion};
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

/// Whether credentials sent to the server cross a network in clear text.
pub(in crate::audit::rules) fn is_cleartext(url: &str) -> bool {
    let Some((scheme, _)) = url.trim().split_once("://") else { return false };
    let is_http = ["http", "ws"].iter().any(|cleartext| scheme.eq_ignore_ascii_case(cleartext));
    is_http && !servers::host(url).is_some_and(|host| servers::is_local(&host))
}

#[cfg(test)]
mod tests {
    use super::is_cleartext;

    #[test]
    fn only_this_machine_may_be_called_in_clear_text() {
        for (url, expected) in [
            ("http://api.example.com", true),
            ("HTTP://api.example.com/v1", true),
            ("http://localhost@api.example.com", true),
            ("http://localhost.example.com", true),
            ("http://127.0.0.1.example.com", true),
            ("http://{host}/v1", true),
            (" http://api.example.com", true),
            ("\nhttp://localhost", false),
            ("ws://api.example.com", true),
            ("http://localhost:8080/v1", false),
            ("http://api.localhost", false),
            ("http://127.0.0.1", false),
            ("http://[::1]:8080", false),
            ("https://api.example.com", false),
            ("/v1", false),
            ("//api.example.com", false),
        ] {
            assert_eq!(is_cleartext(url), expected, "{url}");
        }
    }
}
