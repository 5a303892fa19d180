//! Scopes that open nothing.
//!
//! **Invariant:** every declared scope is found that no operation and no callback requires, neither by its name nor
//! by one that it implies. Where nothing requires any scope of a scheme, that is another mistake.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Scheme;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unused-scope", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unused-scope.md"),
    covers: &["AUTH-12"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut required = vec![HashSet::new(); api.schemes.len()];
    let callbacks = subject.operations().flat_map(|operation| &operation.callbacks);
    let all = subject.operations().chain(callbacks.map(|callback| &callback.operation));
    for requirement in
        all.flat_map(|one| &one.security.alternatives).flat_map(|one| &one.requirements)
    {
        let is_own = |scheme: &Scheme| scheme.name.value == requirement.name.value;
        let at = api.schemes.iter().position(is_own);
        let Some(scopes) = at.and_then(|at| required.get_mut(at)) else { continue };
        scopes.extend(requirement.scopes.iter().map(|scope| scope.value.as_str()));
    }
    for (scheme, required) in api.schemes.iter().zip(&required) {
        if required.is_empty() {
            continue;
        }
        for scope in scheme.scopes.iter().filter(|scope| !opens(&scope.name, scheme, required)) {
            let name = &scope.name;
            let message = format!("no operation requires the scope `{}`", name.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label(format!("declared by scheme `{}`", scheme.name.value))
                    .help("require it where it is meant, or remove it"),
            );
        }
    }
}

/// Whether a token with the scope is good for anything: what it is for, or what it implies, is required.
fn opens(scope: &str, scheme: &Scheme, required: &HashSet<&str>) -> bool {
    let implies = |held: &str| {
        let rule = scheme.scope_rules.iter().find(|rule| rule.scope == held);
        rule.is_some_and(|rule| rule.held_by.iter().any(|holder| holder == scope))
    };
    required.contains(scope) || required.iter().any(|held| implies(held))
}
