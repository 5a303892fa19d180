//! THE decision: whether a request may call an operation, an OR of ANDs.
//!
//! **Invariant:** a request gets through only if every credential that it presents for the
//! operation was verified, and some alternative has all of its credentials with all of that
//! alternative's scopes. What cannot be told refuses, whatever else holds.

use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderValue;
use http::request::Parts;

use super::challenge::{BearerError, challenge};
use super::credentials::{
    Carrier, Credential, Peer, Presented, authorization_is_repeated, presented,
};
use super::fault::Fault;
use super::grant::Grant;
use super::principal::Principal;
use super::refusal::{Refusal, RefusalKind};
use super::scheme::{Scheme, Schemes, Verifier};
use crate::policy::{Access, Requirement, SchemeKind};

/// Authenticates a request and decides whether it may call an operation with this access.
pub(crate) async fn authenticate(
    access: &Access,
    schemes: &Schemes,
    parts: &Parts,
    peer: &Peer,
    now: SystemTime,
) -> Result<Grant, Refusal> {
    if access.is_public() {
        return Ok(Grant::public());
    }
    let schemes = schemes_of(access, schemes)?;
    let found = read(&schemes, parts, peer)?;
    let checks = verify(found, now).await?;
    refuse_invalid(&checks)?;
    decide(access, &checks)
}

/// What came of a scheme's credential.
struct Check<'a> {
    scheme: &'a Scheme,
    outcome: Outcome,
}

enum Outcome {
    Absent,
    Verified(Arc<Principal>),
    Rejected(&'static str),
}

/// The schemes that the alternatives name, each once.
fn schemes_of<'a>(access: &Access, schemes: &'a Schemes) -> Result<Vec<&'a Scheme>, Refusal> {
    let mut named: Vec<&Scheme> = Vec::new();
    for requirement in access.alternatives().iter().copied().flatten() {
        let Some(scheme) = schemes.find(requirement) else {
            return Err(unavailable("a scheme of the operation has no verifier", Vec::new()));
        };
        if !named.iter().any(|other| other.info.name == scheme.info.name) {
            named.push(scheme);
        }
    }
    Ok(named)
}

/// What the request presents for each of the schemes.
fn read<'a>(
    schemes: &[&'a Scheme],
    parts: &'a Parts,
    peer: &'a Peer,
) -> Result<Vec<(&'a Scheme, Presented<'a>)>, Refusal> {
    let repeated = || {
        let bearers = schemes.iter().filter(|scheme| scheme.info.kind == SchemeKind::Bearer);
        Refusal {
            kind: RefusalKind::InvalidRequest,
            challenges: bearers
                .map(|scheme| challenge(&scheme.info, Some(BearerError::InvalidRequest)))
                .collect(),
            principals: Vec::new(),
            reason: "a credential is presented more than once",
        }
    };
    if authorization_is_repeated(parts) {
        return Err(repeated());
    }
    schemes
        .iter()
        .map(|&scheme| match presented(scheme.info.kind, parts, peer) {
            Ok(presented) => Ok((scheme, presented)),
            Err(_) => Err(repeated()),
        })
        .collect()
}

/// Verifies everything that is presented, so that the answer does not depend on an order.
async fn verify<'a>(
    found: Vec<(&'a Scheme, Presented<'a>)>,
    now: SystemTime,
) -> Result<Vec<Check<'a>>, Refusal> {
    let mut checks = Vec::with_capacity(found.len());
    let mut fault = false;
    for (scheme, presented) in found {
        let outcome = match presented {
            Presented::Nothing => Outcome::Absent,
            Presented::Malformed(reason) => Outcome::Rejected(reason),
            Presented::Credential(credential) => {
                match verify_one(&scheme.verifier, &credential, now).await {
                    Ok(principal) => Outcome::Verified(principal),
                    Err(Fault::Invalid(reason)) => Outcome::Rejected(reason),
                    Err(Fault::Unavailable) => {
                        fault = true;
                        Outcome::Rejected("cannot be told")
                    }
                }
            }
        };
        checks.push(Check { scheme, outcome });
    }
    if fault {
        return Err(unavailable("a verifier is not available", verified(&checks)));
    }
    Ok(checks)
}

async fn verify_one(
    verifier: &Verifier,
    credential: &Credential<'_>,
    now: SystemTime,
) -> Result<Arc<Principal>, Fault> {
    match (verifier, credential) {
        (Verifier::Bearer(verifier), Credential::Token(token)) => verifier.verify(token, now).await,
        (Verifier::ApiKey(verifier), Credential::Key(key)) => verifier.verify(key, now).await,
        (Verifier::Basic(verifier), Credential::Password { user, password }) => {
            verifier.verify(user, password, now).await
        }
        (Verifier::Certificate(verifier), Credential::Certificates(chain)) => {
            verifier.verify(chain, now).await
        }
        (Verifier::Http(verifier), Credential::Http(text)) => verifier.verify(text, now).await,
        // `Schemes` never lets these differ; if they did, it could not be told.
        (
            Verifier::Bearer(_)
            | Verifier::ApiKey(_)
            | Verifier::Basic(_)
            | Verifier::Certificate(_)
            | Verifier::Http(_),
            _,
        ) => Err(Fault::Unavailable),
    }
}

/// A presented credential that no scheme of its carrier accepts refuses the request, whatever
/// alternative would let it through without.
fn refuse_invalid(checks: &[Check<'_>]) -> Result<(), Refusal> {
    let accepted = |carrier| {
        checks.iter().any(|check| {
            matches!(check.outcome, Outcome::Verified(_))
                && Carrier::of(check.scheme.info.kind) == carrier
        })
    };
    let invalid = checks.iter().find_map(|check| match check.outcome {
        Outcome::Rejected(reason) if !accepted(Carrier::of(check.scheme.info.kind)) => Some(reason),
        Outcome::Rejected(_) | Outcome::Absent | Outcome::Verified(_) => None,
    });
    let Some(reason) = invalid else { return Ok(()) };
    Err(Refusal {
        kind: RefusalKind::InvalidCredential,
        challenges: checks.iter().map(challenge_of).collect(),
        principals: verified(checks),
        reason,
    })
}

/// RFC 6750 §3.1: an error code only where a token was presented.
fn challenge_of(check: &Check<'_>) -> HeaderValue {
    let error = match check.outcome {
        Outcome::Rejected(_) => Some(BearerError::InvalidToken),
        Outcome::Absent | Outcome::Verified(_) => None,
    };
    challenge(&check.scheme.info, error)
}

/// How far an alternative holds.
enum Holds {
    /// Every credential, every scope.
    Fully(Vec<Arc<Principal>>),
    /// Every credential, but a scope is missing.
    WithoutScope,
    /// A credential is missing.
    No,
}

/// The first alternative that holds.
fn decide(access: &Access, checks: &[Check<'_>]) -> Result<Grant, Refusal> {
    let mut lacks_scope: Vec<&Requirement> = Vec::new();
    for (index, alternative) in access.alternatives().iter().enumerate() {
        match holds(alternative, checks) {
            Holds::Fully(principals) => return Ok(Grant::of(index, principals)),
            Holds::WithoutScope => lacks_scope.extend(*alternative),
            Holds::No => {}
        }
    }
    // No alternatives at all let nobody through: no credential would help.
    if lacks_scope.is_empty() && !access.alternatives().is_empty() {
        return Err(unauthenticated(checks));
    }
    let challenges = checks
        .iter()
        .filter(|check| check.scheme.info.kind == SchemeKind::Bearer)
        .filter(|check| lacks_scope.iter().any(|lack| lack.scheme == check.scheme.info.name))
        .map(|check| challenge(&check.scheme.info, Some(BearerError::InsufficientScope)));
    Err(Refusal {
        kind: RefusalKind::InsufficientScope,
        challenges: challenges.collect(),
        principals: verified(checks),
        reason: "no alternative has all of its scopes",
    })
}

/// Scopes count for their own alternative and for the principal of their own scheme only.
fn holds(alternative: &[Requirement], checks: &[Check<'_>]) -> Holds {
    let mut principals = Vec::with_capacity(alternative.len());
    let mut scoped = true;
    for requirement in alternative {
        let check = checks.iter().find(|check| check.scheme.info.name == requirement.scheme);
        let Some(Outcome::Verified(principal)) = check.map(|check| &check.outcome) else {
            return Holds::No;
        };
        scoped &= requirement.scopes.iter().all(|scope| principal.has_scope(scope));
        principals.push(Arc::clone(principal));
    }
    if scoped { Holds::Fully(principals) } else { Holds::WithoutScope }
}

/// The challenges of the schemes whose credentials are missing.
fn unauthenticated(checks: &[Check<'_>]) -> Refusal {
    let missing = checks.iter().filter(|check| !matches!(check.outcome, Outcome::Verified(_)));
    Refusal {
        kind: RefusalKind::Unauthenticated,
        challenges: missing.map(|check| challenge(&check.scheme.info, None)).collect(),
        principals: verified(checks),
        reason: "credentials are missing",
    }
}

fn unavailable(reason: &'static str, principals: Vec<Arc<Principal>>) -> Refusal {
    Refusal { kind: RefusalKind::Unavailable, challenges: Vec::new(), principals, reason }
}

fn verified(checks: &[Check<'_>]) -> Vec<Arc<Principal>> {
    let principals = checks.iter().filter_map(|check| match &check.outcome {
        Outcome::Verified(principal) => Some(Arc::clone(principal)),
        Outcome::Absent | Outcome::Rejected(_) => None,
    });
    principals.collect()
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
