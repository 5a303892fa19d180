//! Digests of messages by algorithms that are broken, or by whichever the sender likes.
//!
//! **Invariant:** a header is found once, however many operations share it.

use std::collections::HashSet;

use super::probes::accepts;
use crate::audit::leaves::leaves;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, Literal, ParameterIn, TypeId};
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("weak-digest", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("weak-digest.md"),
    covers: &["FIN-05"],
    check,
};

/// RFC 9530 §5 calls these deprecated: a valid value of each.
const WEAK: [&str; 6] = [
    "md5=:XrY7u+Ae7tCTyyK7j1rNww==:",
    "sha=:OvMJNEEhvbaLLXCTfdT5kL6s9xE=:",
    "unixsum=:AGE=:",
    "unixcksum=:7zXpLw==:",
    "adler=:A5sCbQ==:",
    "crc32c=:4waSgw==:",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        let (name, span) = (&parameter.name.value, parameter.name.span);
        if parameter.location == ParameterIn::Header && seen.insert(span) {
            look(api, name, span, Some(parameter.ty), findings);
        }
    }
    for response in subject.operations().flat_map(|operation| &operation.responses) {
        for (name, _) in response.response.headers.iter() {
            if seen.insert(name.span) {
                look(api, name.value, name.span, None, findings);
            }
        }
    }
}

/// `ty` is the type of what callers send; what this server sends it chooses itself.
fn look(api: &Api, name: &str, span: Span, ty: Option<TypeId>, findings: &mut Findings<'_>) {
    let is_any = |names: &[&str]| names.iter().any(|one| name.eq_ignore_ascii_case(one));
    if is_any(&["Digest", "Want-Digest"]) {
        let message = format!("`{name}` is obsolete");
        findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label("MD5 and SHA-1 are among its algorithms")
                .help("write `Content-Digest` or `Repr-Digest` (RFC 9530)"),
        );
    } else if is_any(&["Content-Digest", "Repr-Digest"]) && ty.is_some_and(|ty| is_weak(api, ty)) {
        let message = format!("`{name}` may be made by an algorithm that is broken");
        findings.add(
            Diagnostic::error(RULE.lint.name, span, message)
                .label("MD5 is accepted, or SHA-1, or a checksum")
                .help("write `pattern: '^sha-(256|512)=:[A-Za-z0-9+/]{43,86}={1,2}:$'`"),
        );
    }
}

fn is_weak(api: &Api, ty: TypeId) -> bool {
    leaves(api, ty).iter().any(|leaf| {
        if let Kind::Enumeration(enumeration) = &leaf.ty.kind {
            return enumeration.values.iter().any(|value| match value {
                Literal::String(text) => WEAK.iter().any(|weak| is_same_algorithm(text, weak)),
                Literal::Integer(_) | Literal::Boolean(_) => false,
            });
        }
        let Kind::Text(text) = &leaf.ty.kind else { return false };
        WEAK.iter().any(|weak| accepts(text, weak))
    })
}

/// Keys of dictionaries are in lower case (RFC 9651 §3.2).
fn is_same_algorithm(text: &str, weak: &str) -> bool {
    let name = |text: &str| text.split('=').next().unwrap_or_default().to_owned();
    name(text) == name(weak)
}
