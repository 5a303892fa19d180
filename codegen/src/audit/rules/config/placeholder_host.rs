//! Servers that are nobody's.
//!
//! **Invariant:** hosts that are reserved for documentation are found; the machine of whoever reads the
//! document is found where no other server is named.

use super::servers;
use crate::address;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("placeholder-host", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("placeholder-host.md"),
    covers: &["CONF-04"],
    check,
};

/// RFC 2606 sections 2 and 3, RFC 6761 section 6.
const RESERVED: [&str; 6] =
    ["example", "example.com", "example.net", "example.org", "invalid", "test"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let all = servers::all(subject);
    let hosts: Vec<_> = all
        .iter()
        .filter_map(|server| {
            let usual = servers::expansions(server).into_iter().next()?;
            Some((server, address::host(&usual.url)?))
        })
        .collect();
    // A relative URL names a server as well: the one that has the document.
    let is_only_local =
        hosts.len() == all.len() && hosts.iter().all(|(_, host)| address::is_local(host));
    for (server, host) in &hosts {
        let is_local = is_only_local && address::is_local(host);
        if !is_local && !is_reserved(host) {
            continue;
        }
        let label = if is_local { "the reader's own machine" } else { "reserved for examples" };
        let message = format!("nobody serves the interface at `{host}`");
        findings.add(
            Diagnostic::error(RULE.lint.name, server.url.span, message)
                .label(label)
                .help("name the host at which the interface is served"),
        );
    }
}

fn is_reserved(host: &str) -> bool {
    let within = |name: &str| {
        host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    RESERVED.iter().any(|name| within(name))
}
