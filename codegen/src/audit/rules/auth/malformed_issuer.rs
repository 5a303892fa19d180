//! Issuers that no authorization server can be.
//!
//! **Invariant:** every issuer of a scheme in use is found unless it is an `https:` URL with a host and
//! without query and fragment (RFC 8414 §2).

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("malformed-issuer", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("malformed-issuer.md"),
    covers: &["AUTH-30"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::token_schemes(subject) {
        let Some(issuer) = &scheme.enforced.issuer else { continue };
        let Some(why) = fault(&issuer.value) else { continue };
        let message = format!("`{}` cannot be an issuer", issuer.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, issuer.span, message)
                .label(why)
                .help("write it as the tokens' `iss` does: `https://id.example.com`"),
        );
    }
}

/// What is wrong with an issuer.
fn fault(issuer: &str) -> Option<&'static str> {
    // Compared as text with `iss`: a scheme in capitals is another issuer.
    let Some(rest) = issuer.strip_prefix("https://") else { return Some("not an `https://` URL") };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.starts_with(':') {
        Some("no host")
    } else if host.contains('@') {
        Some("names a user")
    } else if rest.contains(['?', '#']) {
        Some("has a query or a fragment")
    } else if issuer.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Some("has a space")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn issuers() {
        for good in
            ["https://id.example.com", "https://id.example.com/", "https://[::1]:8443/realms/a"]
        {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "http://id.example.com",
            "HTTPS://id.example.com",
            "id.example.com",
            "https://",
            "https:///realms",
            "https://:8443/realms",
            "https://user@id.example.com",
            "https://id.example.com?tenant=1",
            "https://id.example.com/#a",
            " https://id.example.com",
            "https://id.example.com ",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
