//! Weak credentials that open what strong ones protect.
//!
//! **Invariant:** every alternative without token or certificate is found once where another alternative
//! of the same list has one. The empty one is a finding of other rules.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::SecuritySchemeKind;
use crate::resolve::SecurityAlternative;
use crate::sentence::enumerate;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("weaker-alternative", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("weaker-alternative.md"),
    covers: &["AUTH-33"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in subject.operations() {
        let alternatives = &operation.security.alternatives;
        let Some(strong) = alternatives.iter().find(|one| is_strong(one)) else { continue };
        for weak in alternatives.iter().filter(|one| !one.requirements.is_empty()) {
            if is_strong(weak) || !seen.insert(weak.span) {
                continue;
            }
            let names = enumerate(weak.requirements.iter().map(|one| one.name.value));
            let message = format!("{names} will do where others need a token or a certificate");
            findings.add(
                Diagnostic::error(RULE.lint.name, weak.span, message)
                    .label(format!("neither token nor certificate, in `{}`", operation.name()))
                    .also(strong.span, "the stronger alternative")
                    .help("remove it, or move it to operations that it is good enough for"),
            );
        }
    }
}

/// Whether an alternative needs an access token or a client certificate.
fn is_strong(alternative: &SecurityAlternative<'_>) -> bool {
    alternative.requirements.iter().any(|requirement| match &requirement.scheme.kind {
        SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. }
        | SecuritySchemeKind::MutualTls => true,
        SecuritySchemeKind::Http { scheme, bearer_format: _ } => {
            ["bearer", "dpop", "gnap"].iter().any(|name| scheme.value.eq_ignore_ascii_case(name))
        }
        SecuritySchemeKind::ApiKey { .. } => false,
    })
}
