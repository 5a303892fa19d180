//! Operations of administrators that open with what opens ordinary ones.
//!
//! **Invariant:** an alternative of an administrative operation is found when some ordinary operation,
//! by an alternative of its own, demands at least as much. Root defaults count as everything else.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Scheme, ScopeRule};
use crate::resolve::{ResolvedOperation, SecurityAlternative, SecurityOrigin};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("shared-admin-access", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("shared-admin-access.md"),
    covers: &["AUTH-13"],
    check,
};

/// What path segments and tags of such operations are called, folded.
const NAMES: &[&str] =
    &["admin", "administration", "administrator", "admins", "internal", "management"];

/// The same, where it is a prefix of paths: behind a parameter it says something of a resource.
const PREFIX: &str = "private";

/// The schemes of an alternative and the scopes that each needs.
type Credentials<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let (special, ordinary): (Vec<_>, Vec<_>) =
        subject.document.operations.iter().partition(|operation| is_administrative(operation));
    // Many operations have the same: the first of each stands for them.
    let mut known: BTreeMap<Credentials<'_>, &ResolvedOperation<'_>> = BTreeMap::new();
    for operation in ordinary {
        for alternative in &operation.security.alternatives {
            known.entry(credentials(alternative)).or_insert(operation);
        }
    }
    for operation in special {
        for alternative in &operation.security.alternatives {
            let needed = credentials(alternative);
            // Nothing at all is the finding of other rules.
            if needed.is_empty() {
                continue;
            }
            let enough =
                known.iter().find(|(held, _)| suffice(held, &needed, &subject.api.schemes));
            let Some((_, other)) = enough else { continue };
            findings.add(found(operation, alternative, other));
        }
    }
}

fn found(
    operation: &ResolvedOperation<'_>,
    alternative: &SecurityAlternative<'_>,
    other: &ResolvedOperation<'_>,
) -> Diagnostic {
    let at = match operation.security.origin {
        SecurityOrigin::Operation => alternative.span,
        SecurityOrigin::Document | SecurityOrigin::Undecided => operation.method.span,
    };
    let message = format!(
        "whoever may call `{}` may call the administrative operation `{}`",
        other.name(),
        operation.name()
    );
    Diagnostic::error(RULE.lint.name, at, message)
        .label("demands nothing that ordinary operations do not")
        .also(other.method.span, "an ordinary operation")
        .help("require a scope, or a scheme, that only administrators have")
}

fn is_administrative(operation: &ResolvedOperation<'_>) -> bool {
    let named = |name: &str| NAMES.contains(&folded(name).as_str());
    let is_parameter = |segment: &&str| segment.contains('{');
    let segments = || operation.path.value.split('/');
    let written = operation.operation;
    segments().filter(|segment| !is_parameter(segment)).any(named)
        || segments().take_while(|s| !is_parameter(s)).any(|segment| folded(segment) == PREFIX)
        || written.tags.iter().any(|tag| named(&tag.value) || folded(&tag.value) == PREFIX)
        || written.internal.as_ref().is_some_and(|node| node.as_bool() == Some(true))
}

fn credentials<'a>(alternative: &SecurityAlternative<'a>) -> Credentials<'a> {
    let each = alternative.requirements.iter().map(|requirement| {
        let scopes = requirement.scopes.iter().map(|scope| scope.value.as_str());
        (requirement.name.value, scopes.collect())
    });
    each.collect()
}

/// Whether a caller who holds credentials can show all that is needed.
fn suffice(held: &Credentials<'_>, needed: &Credentials<'_>, schemes: &[Scheme]) -> bool {
    needed.iter().all(|(name, scopes)| {
        let Some(own) = held.get(name) else { return false };
        let scheme = schemes.iter().find(|scheme| scheme.name.value == *name);
        let rules = scheme.map_or(&[][..], |scheme| &scheme.scope_rules);
        scopes.iter().all(|scope| own.contains(scope) || is_implied(scope, own, rules))
    })
}

fn is_implied(scope: &str, own: &BTreeSet<&str>, rules: &[ScopeRule]) -> bool {
    let rule = rules.iter().find(|rule| rule.scope == scope);
    rule.is_some_and(|rule| rule.held_by.iter().any(|holder| own.contains(holder.as_str())))
}
