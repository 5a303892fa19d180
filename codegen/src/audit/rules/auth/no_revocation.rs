//! Tokens that hold until they expire, whatever happens.
//!
//! **Invariant:** every scheme of tokens in use is found once unless the document demands a store of
//! revoked tokens for it.

use super::in_use;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Revocation;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-revocation", [Level::Allow, Level::Allow, Level::Allow]).fapi(Level::Deny),
    page: include_str!("no-revocation.md"),
    covers: &["AUTH-31"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for scheme in in_use::token_schemes(subject) {
        match scheme.enforced.revocation {
            Revocation::None => {}
            Revocation::Memory | Revocation::Shared => continue,
        }
        let name = &scheme.enforced.name;
        let message = format!("revoked tokens of scheme `{}` are taken all the same", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("no `revocation`")
                .help("write `x-portcullis: { revocation: shared }` at the scheme or the root")
                .help("or allow it, where the authorization server is asked about every token"),
        );
    }
}
