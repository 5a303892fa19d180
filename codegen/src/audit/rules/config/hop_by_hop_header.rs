//! Headers of requests that belong to the connection.
//!
//! **Invariant:** such a header is found whatever its case.

use super::headers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("hop-by-hop-header", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("hop-by-hop-header.md"),
    covers: &["CONF-27"],
    check,
};

/// RFC 9110 §7.6.1, and what frames and routes a message (§7.2, §8.6, §10.1.1; RFC 9112 §6).
const NAMES: &[&str] = &[
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for name in headers::of_requests(subject) {
        if !NAMES.contains(&name.value.to_ascii_lowercase().as_str()) {
            continue;
        }
        let message = format!("the header `{}` belongs to the connection", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("each proxy removes it, or sets it anew")
                .help("remove it: the server reads it before any operation is chosen"),
        );
    }
}
