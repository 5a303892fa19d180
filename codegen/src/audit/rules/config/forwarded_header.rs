//! Headers of requests by which proxies say who is behind them.
//!
//! **Invariant:** such a header is found whatever its case.

use super::headers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("forwarded-header", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("forwarded-header.md"),
    covers: &["CONF-27"],
    check,
};

/// RFC 7239, RFC 9440, and the names that proxies had before.
const NAMES: &[&str] = &[
    "cf-connecting-ip",
    "client-cert",
    "client-cert-chain",
    "fastly-client-ip",
    "forwarded",
    "ssl-client-cert",
    "true-client-ip",
    "x-client-cert",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-rewrite-url",
    "x-ssl-client-cert",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for name in headers::of_requests(subject) {
        let lower = name.value.to_ascii_lowercase();
        if !lower.starts_with("x-forwarded-") && !NAMES.contains(&lower.as_str()) {
            continue;
        }
        let message = format!("callers may set `{}`, which is for proxies", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("whoever calls writes what a proxy would say")
                .help(
                    "remove it, and list the proxies that are believed where the server is started",
                ),
        );
    }
}
