//! Places to get tokens that depend on where the document was read.
//!
//! **Invariant:** every URL of a scheme in use is found that is neither absolute `https:` nor `http:`,
//! which is `cleartext-oauth-url`'s.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("relative-oauth-url", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("relative-oauth-url.md"),
    covers: &["AUTH-25"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (keyword, url) in in_use::urls(subject).filter(|(_, url)| !is_absolute(&url.value)) {
        let message = format!("`{keyword}` does not say which server it means");
        findings.add(
            Diagnostic::error(RULE.lint.name, url.span, message)
                .label("not an absolute URL")
                .help("write the whole URL: `https://…`"),
        );
    }
}

/// Whether a URL names its scheme, HTTP with or without TLS, and a host.
fn is_absolute(url: &str) -> bool {
    let Some((scheme, rest)) = url.trim().split_once("://") else { return false };
    let known = ["https", "http"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    known && !rest.is_empty() && !rest.starts_with(['/', '?', '#'])
}

#[cfg(test)]
mod tests {
    use super::is_absolute;

    #[test]
    fn absolute_urls_name_a_host() {
        for (url, expected) in [
            ("https://id.example.com/token", true),
            ("HTTPS://id.example.com", true),
            ("http://id.example.com", true),
            ("/token", false),
            ("//id.example.com/token", false),
            ("id.example.com/token", false),
            ("https:///token", false),
            ("ftp://id.example.com", false),
            ("", false),
        ] {
            assert_eq!(is_absolute(url), expected, "{url}");
        }
    }
}
