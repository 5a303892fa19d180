//! Servers without TLS.
//!
//! **Invariant:** every `http:` URL is found unless its host is this very machine.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("http-server", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("http-server.md"),
    covers: &["CONF-01", "AUTH-20"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for server in &api.servers {
        if !is_cleartext(&server.value) {
            continue;
        }
        let message = format!("server `{}` is called without encryption", server.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, server.span, message)
                .label("not TLS")
                .help("write `https://`, or a URL relative to where the document is served"),
        );
    }
}

/// Whether credentials sent to the server cross a network in clear text.
pub(in crate::audit::rules) fn is_cleartext(url: &str) -> bool {
    let Some((scheme, rest)) = url.trim().split_once("://") else { return false };
    scheme.eq_ignore_ascii_case("http") && !is_loopback(rest)
}

/// Whether what stands behind `http://` names the machine itself (RFC 6761 §6.3, RFC 6890).
pub(in crate::audit::rules) fn is_loopback(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // `localhost@elsewhere` is elsewhere.
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host == "[::1]" || host.starts_with("[::1]:") {
        return true;
    }
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let is_loopback_v4 =
        host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    host == "localhost" || host.ends_with(".localhost") || is_loopback_v4
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
