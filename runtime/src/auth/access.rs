//! THE decision: whether a request may call an operation, an OR of ANDs.
//!
//! **Invariant:** a request gets through only if every credential that it presents for the
//! operation was verified, and some alternative has all of its credentials with all of that
//! alternative's scopes. What cannot be told refuses, whatever else holds.

use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderValue;
use http::request::Parts;
use smallvec::SmallVec;

use super::challenge::{TokenAnswer, TokenError, challenges};
use super::credentials::{
    Carrier, Credential, Credentials, Peer, Presented, Repeated, first_token_scheme,
};
use super::fault::Fault;
use super::gate::{Gate, Need};
use super::grant::Grant;
use super::presentation::TokenScheme;
use super::principal::Principal;
use super::refusal::{Refusal, RefusalKind};
use super::scheme::{Scheme, Verifier};
use crate::policy::{SchemeKind, holders};

/// Authenticates a request and decides whether it may call the operation of this gate.
pub(crate) async fn authenticate(
    gate: &Gate,
    parts: &Parts,
    peer: &Peer,
    now: SystemTime,
) -> Result<Grant, Box<Refusal>> {
    if gate.public {
        return Ok(Grant::public());
    }
    let Some(schemes) = &gate.schemes else {
        return unavailable("a scheme of the operation has no verifier", Vec::new());
    };
    let refused = |Repeated| Box::new(repeated(schemes, parts));
    let request = Credentials::of(parts, peer).map_err(refused)?;
    let mut checks = read(schemes, &request).map_err(refused)?;
    verify(&mut checks, &request, now).await?;
    refuse_invalid(&checks)?;
    decide(gate, &checks)
}

/// A scheme, what the request presents for it, and what came of that.
struct Check<'a> {
    scheme: &'a Scheme,
    presented: Presented<'a>,
    outcome: Outcome,
}

/// Most operations name one scheme; a list of one needs no allocation.
type Checks<'a> = SmallVec<[Check<'a>; 1]>;

impl Check<'_> {
    /// How an access token is presented, if one is.
    fn token_scheme(&self) -> TokenScheme {
        match &self.presented {
            Presented::Credential(Credential::Token(scheme, _)) => *scheme,
            _ => TokenScheme::Bearer,
        }
    }
}

enum Outcome {
    Absent,
    Verified(Arc<Principal>),
    Rejected(Box<Rejected>),
}

/// Why a credential was not accepted.
struct Rejected {
    reason: &'static str,
    error: TokenError,
    nonce: Option<HeaderValue>,
}

impl Rejected {
    fn invalid(reason: &'static str) -> Outcome {
        Rejected::as_token(reason, TokenError::InvalidToken, None)
    }

    fn as_token(reason: &'static str, error: TokenError, nonce: Option<HeaderValue>) -> Outcome {
        Outcome::Rejected(Box::new(Rejected { reason, error, nonce }))
    }
}

/// What the request presents for each of the schemes.
#[inline]
fn read<'a>(schemes: &'a [Arc<Scheme>], request: &Credentials<'a>) -> Result<Checks<'a>, Repeated> {
    let mut checks = Checks::new();
    for scheme in schemes {
        let presented = request.presented(scheme.info.kind)?;
        checks.push(Check { scheme, presented, outcome: Outcome::Absent });
    }
    Ok(checks)
}

fn repeated(schemes: &[Arc<Scheme>], parts: &Parts) -> Refusal {
    let answer =
        TokenAnswer { scheme: first_token_scheme(parts), error: TokenError::InvalidRequest };
    let bearers = schemes.iter().filter(|scheme| scheme.info.kind == SchemeKind::Bearer);
    Refusal {
        kind: RefusalKind::InvalidRequest,
        challenges: bearers.flat_map(|scheme| challenges(scheme, Some(answer))).collect(),
        nonce: None,
        principals: Vec::new(),
        reason: "a credential is presented more than once",
    }
}

/// Verifies everything that is presented, so that the answer does not depend on an order.
async fn verify<'a>(
    checks: &mut Checks<'a>,
    request: &Credentials<'a>,
    now: SystemTime,
) -> Result<(), Box<Refusal>> {
    let mut fault = false;
    for check in checks.iter_mut() {
        check.outcome = match &check.presented {
            Presented::Nothing => Outcome::Absent,
            Presented::Malformed(reason) => Rejected::invalid(reason),
            Presented::Credential(credential) => {
                match verify_one(&check.scheme.verifier, credential, request, now).await {
                    Ok(principal) => Outcome::Verified(principal),
                    Err(failure) => {
                        fault |= failure == Fault::Unavailable;
                        rejected(failure)
                    }
                }
            }
        };
    }
    if fault {
        return unavailable("a verifier is not available", verified(checks));
    }
    Ok(())
}

fn rejected(fault: Fault) -> Outcome {
    match fault {
        Fault::Invalid(reason) => Rejected::invalid(reason),
        Fault::InvalidProof(reason) => Rejected::as_token(reason, TokenError::InvalidProof, None),
        Fault::UseNonce(nonce) => {
            let reason = "the proof does not hold a current nonce";
            Rejected::as_token(reason, TokenError::UseNonce, Some(nonce))
        }
        Fault::Unavailable => Rejected::invalid("cannot be told"),
    }
}

async fn verify_one(
    verifier: &Verifier,
    credential: &Credential<'_>,
    request: &Credentials<'_>,
    now: SystemTime,
) -> Result<Arc<Principal>, Fault> {
    match (verifier, credential) {
        (Verifier::Bearer(verifier), Credential::Token(scheme, token)) => {
            // A token under `DPoP` is worth nothing without its proof.
            let known = match scheme {
                TokenScheme::Bearer => verifier.known(token, now),
                TokenScheme::Dpop => None,
            };
            match known {
                Some(principal) => Ok(principal),
                None => verifier.verify(request.presentation(*scheme, token), now).await,
            }
        }
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
#[inline]
fn refuse_invalid(checks: &[Check<'_>]) -> Result<(), Box<Refusal>> {
    let accepted = |carrier| {
        checks.iter().any(|check| {
            matches!(check.outcome, Outcome::Verified(_))
                && Carrier::of(check.scheme.info.kind) == carrier
        })
    };
    let invalid = checks.iter().find_map(|check| match &check.outcome {
        Outcome::Rejected(rejected) if !accepted(Carrier::of(check.scheme.info.kind)) => {
            Some(rejected)
        }
        Outcome::Rejected(_) | Outcome::Absent | Outcome::Verified(_) => None,
    });
    let Some(rejected) = invalid else { return Ok(()) };
    Err(Box::new(Refusal {
        kind: RefusalKind::InvalidCredential,
        challenges: checks.iter().flat_map(challenges_of).collect(),
        nonce: rejected.nonce.clone(),
        principals: verified(checks),
        reason: rejected.reason,
    }))
}

/// RFC 6750 §3.1: an error code only where a token was presented.
fn challenges_of(check: &Check<'_>) -> Vec<HeaderValue> {
    let answer = match &check.outcome {
        Outcome::Rejected(rejected) => {
            Some(TokenAnswer { scheme: check.token_scheme(), error: rejected.error })
        }
        Outcome::Absent | Outcome::Verified(_) => None,
    };
    challenges(check.scheme, answer)
}

/// How far an alternative holds.
enum Holds {
    /// Every credential, every scope.
    Fully(SmallVec<[Arc<Principal>; 2]>),
    /// Every credential, but a scope is missing.
    WithoutScope,
    /// A credential is missing.
    No,
}

/// The first alternative that holds.
#[inline]
fn decide(gate: &Gate, checks: &[Check<'_>]) -> Result<Grant, Box<Refusal>> {
    let mut lacks_scope: Vec<&Need> = Vec::new();
    for (index, alternative) in gate.alternatives.iter().enumerate() {
        match holds(alternative, checks) {
            Holds::Fully(principals) => return Ok(Grant::of(index, principals)),
            Holds::WithoutScope => lacks_scope.extend(alternative),
            Holds::No => {}
        }
    }
    // No alternatives at all let nobody through: no credential would help.
    if lacks_scope.is_empty() && !gate.alternatives.is_empty() {
        return Err(Box::new(unauthenticated(checks)));
    }
    let lacking = checks
        .iter()
        .enumerate()
        .filter(|(_, check)| check.scheme.info.kind == SchemeKind::Bearer)
        .filter(|(place, _)| lacks_scope.iter().any(|lack| lack.place == *place))
        .flat_map(|(_, check)| {
            let answer =
                TokenAnswer { scheme: check.token_scheme(), error: TokenError::InsufficientScope };
            challenges(check.scheme, Some(answer))
        });
    Err(Box::new(Refusal {
        kind: RefusalKind::InsufficientScope,
        challenges: lacking.collect(),
        nonce: None,
        principals: verified(checks),
        reason: "no alternative has all of its scopes",
    }))
}

/// Scopes count for their own alternative and for the principal of their own scheme only.
#[inline]
fn holds(alternative: &[Need], checks: &[Check<'_>]) -> Holds {
    let mut principals = SmallVec::new();
    let mut scoped = true;
    for Need { requirement, place } in alternative {
        let check = checks.get(*place);
        let Some(Outcome::Verified(principal)) = check.map(|check| &check.outcome) else {
            return Holds::No;
        };
        scoped &= requirement.scopes.iter().all(|scope| {
            holders(requirement.rules, scope).iter().any(|granted| principal.has_scope(granted))
        });
        principals.push(Arc::clone(principal));
    }
    if scoped { Holds::Fully(principals) } else { Holds::WithoutScope }
}

/// The challenges of the schemes whose credentials are missing.
fn unauthenticated(checks: &[Check<'_>]) -> Refusal {
    let missing = checks.iter().filter(|check| !matches!(check.outcome, Outcome::Verified(_)));
    Refusal {
        kind: RefusalKind::Unauthenticated,
        challenges: missing.flat_map(|check| challenges(check.scheme, None)).collect(),
        nonce: None,
        principals: verified(checks),
        reason: "credentials are missing",
    }
}

fn unavailable<T>(
    reason: &'static str,
    principals: Vec<Arc<Principal>>,
) -> Result<T, Box<Refusal>> {
    let kind = RefusalKind::Unavailable;
    Err(Box::new(Refusal { kind, challenges: Vec::new(), nonce: None, principals, reason }))
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
