//! Who may call: calls with nothing, with all of an alternative, with parts of it.
//!
//! What must come of each is OpenAPI's rule for `security`, written down here once more: it shares no code with
//! the decision that it is held against but what scopes mean to each other.
//!
//! **Invariant:** the expectation depends on the policy and on what is presented alone.

use super::data::Operation;
use super::server::granted;
use crate::policy::{Access, Requirement, SchemeKind, holders};

/// What is presented for a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Something that no verifier accepts.
    Garbage,
    /// Something valid, with these scopes.
    Valid(Vec<&'static str>),
}

/// How far a call must come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Authorized,
    /// Credentials are missing.
    Unauthenticated,
    /// A credential does not hold.
    Invalid,
    WithoutScope,
}

/// A call, by what it presents.
#[derive(Clone, Debug)]
pub(super) struct AccessCase {
    pub(super) name: String,
    pub(super) shown: Vec<(Requirement, Shown)>,
    pub(super) outcome: Outcome,
}

/// All calls that show who may call.
pub(super) fn cases(operation: &Operation) -> Vec<AccessCase> {
    let access = &operation.policy.access;
    let mut cases = vec![case(access, "no credential".to_owned(), Vec::new())];
    for requirement in schemes(access) {
        // No certificate can be made up that a handshake lets through.
        if requirement.kind != SchemeKind::MutualTls {
            let name = format!("`{}` that is not valid", requirement.scheme);
            cases.push(case(access, name, vec![(requirement, Shown::Garbage)]));
        }
    }
    for alternative in access.alternatives() {
        let all: Vec<(Requirement, Shown)> = alternative
            .iter()
            .map(|requirement| (*requirement, Shown::Valid(granted(requirement))))
            .collect();
        let names: Vec<String> = alternative.iter().map(named).collect();
        let names = names.join(" and ");
        if !all.is_empty() {
            cases.push(case(access, names.clone(), all.clone()));
        }
        for (index, requirement) in alternative.iter().enumerate() {
            if all.len() > 1 {
                let mut others = all.clone();
                others.remove(index);
                let name = format!("{names}, without `{}`", requirement.scheme);
                cases.push(case(access, name, others));
            }
            for (scopes, without) in lacking(operation, requirement) {
                let mut lacking = all.clone();
                if let Some((_, shown)) = lacking.get_mut(index) {
                    *shown = Shown::Valid(scopes);
                }
                let name = format!("{names}, `{}` without {without}", requirement.scheme);
                cases.push(case(access, name, lacking));
            }
        }
    }
    cases
}

fn named(requirement: &Requirement) -> String {
    match requirement.scopes {
        [] => format!("`{}`", requirement.scheme),
        scopes => format!("`{}` ({})", requirement.scheme, scopes.join(" ")),
    }
}

/// The schemes that the alternatives name, each once.
fn schemes(access: &Access) -> Vec<Requirement> {
    let mut schemes: Vec<Requirement> = Vec::new();
    for requirement in access.alternatives().iter().copied().flatten() {
        if !schemes.iter().any(|other| other.scheme == requirement.scheme) {
            schemes.push(*requirement);
        }
    }
    schemes
}

/// Sets of scopes that do not fulfil the requirement: none, and for each scope all that the scheme declares but
/// those that hold it.
fn lacking(operation: &Operation, requirement: &Requirement) -> Vec<(Vec<&'static str>, String)> {
    if requirement.scopes.is_empty() {
        return Vec::new();
    }
    let declared = operation.scopes.iter().find(|(scheme, _)| *scheme == requirement.scheme);
    let mut known: Vec<&'static str> =
        declared.map(|(_, scopes)| scopes.to_vec()).unwrap_or_default();
    known.extend(
        granted(requirement).into_iter().filter(|scope| !known.contains(scope)).collect::<Vec<_>>(),
    );
    // A name for one of several stands in no token.
    known.retain(|scope| holders(requirement.rules, scope).contains(scope));
    let mut sets = vec![(Vec::new(), "scopes".to_owned())];
    for needed in requirement.scopes {
        let holders = holders(requirement.rules, needed);
        let others: Vec<&'static str> =
            known.iter().filter(|scope| !holders.contains(scope)).copied().collect();
        if !others.is_empty() {
            sets.push((others, format!("`{needed}`")));
        }
    }
    sets
}

fn case(access: &Access, name: String, shown: Vec<(Requirement, Shown)>) -> AccessCase {
    let outcome = outcome(access, &shown);
    AccessCase { name, shown, outcome }
}

/// OpenAPI 3.1.1 §4.8.30: one alternative with all of its schemes and all of their scopes; and no credential that
/// is presented for the operation may be invalid.
fn outcome(access: &Access, shown: &[(Requirement, Shown)]) -> Outcome {
    if access.is_public() {
        return Outcome::Authorized;
    }
    if shown.iter().any(|(_, shown)| *shown == Shown::Garbage) {
        return Outcome::Invalid;
    }
    let scopes_of = |scheme: &str| {
        shown.iter().find_map(|(requirement, shown)| match shown {
            Shown::Valid(scopes) if requirement.scheme == scheme => Some(scopes),
            Shown::Valid(_) | Shown::Garbage => None,
        })
    };
    let mut without_scope = false;
    for alternative in access.alternatives() {
        let complete = alternative.iter().all(|r| scopes_of(r.scheme).is_some());
        let scoped = alternative.iter().all(|r| {
            let scopes = scopes_of(r.scheme).map(Vec::as_slice).unwrap_or_default();
            r.scopes.iter().all(|scope| holders(r.rules, scope).iter().any(|h| scopes.contains(h)))
        });
        if complete && scoped {
            return Outcome::Authorized;
        }
        without_scope |= complete;
    }
    if without_scope || access.alternatives().is_empty() {
        Outcome::WithoutScope
    } else {
        Outcome::Unauthenticated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Policy, ScopeRule, api_key_header, oauth2};
    use crate::testing::data::Request;

    const BASE: Request = Request { target: "/", headers: &[], body: None };

    fn told(access: Access) -> Vec<(String, Outcome)> {
        let operation = Operation {
            policy: Policy { access, ..Policy::GET },
            base: BASE,
            complete: true,
            media: &[],
            scopes: &[("oauth", &["a", "b", "admin"])],
            parameters: &[],
            body: &[],
        };
        cases(&operation).into_iter().map(|case| (case.name, case.outcome)).collect()
    }

    #[test]
    fn an_and_and_an_or() {
        const ACCESS: Access = Access::any_of(&[
            &[oauth2("oauth", &["a"]), api_key_header("key", "x-key")],
            &[oauth2("oauth", &["admin"])],
        ]);
        let expected = [
            ("no credential", Outcome::Unauthenticated),
            ("`oauth` that is not valid", Outcome::Invalid),
            ("`key` that is not valid", Outcome::Invalid),
            ("`oauth` (a) and `key`", Outcome::Authorized),
            // The second alternative is complete but for its scope.
            ("`oauth` (a) and `key`, without `key`", Outcome::WithoutScope),
            ("`oauth` (a) and `key`, without `oauth`", Outcome::Unauthenticated),
        ];
        let told = told(ACCESS);
        for (name, outcome) in expected {
            assert!(told.contains(&(name.to_owned(), outcome)), "{name}: {told:#?}");
        }
        // Without `a`, but with `admin`: the other alternative.
        let without = "`oauth` (a) and `key`, `oauth` without `a`".to_owned();
        assert!(told.contains(&(without, Outcome::Authorized)), "{told:#?}");
        let without = "`oauth` (admin), `oauth` without `admin`".to_owned();
        assert!(told.contains(&(without, Outcome::WithoutScope)), "{told:#?}");
    }

    #[test]
    fn scopes_that_others_imply() {
        const RULES: &[ScopeRule] = &[ScopeRule::new("a", &["a", "admin"])];
        const ACCESS: Access = Access::any_of(&[&[oauth2("oauth", &["a"]).rules(RULES)]]);
        let operation_cases = told(ACCESS);
        // `admin` implies `a`: whoever lacks `a` lacks both.
        let without = "`oauth` (a), `oauth` without `a`".to_owned();
        assert!(
            operation_cases.contains(&(without, Outcome::WithoutScope)),
            "{operation_cases:#?}"
        );
    }

    #[test]
    fn everybody_and_nobody() {
        const OPTIONAL: Access = Access::any_of(&[&[], &[oauth2("oauth", &[])]]);
        assert_eq!(told(Access::PUBLIC), [("no credential".to_owned(), Outcome::Authorized)]);
        assert_eq!(told(OPTIONAL)[0].1, Outcome::Authorized);
        assert_eq!(told(OPTIONAL)[1].1, Outcome::Invalid);
    }
}
