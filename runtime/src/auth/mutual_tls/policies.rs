//! [`CertificatePolicies`]: client certificates by named policies.
//!
//! **Invariant:** a certificate is accepted by exactly the policy that its principal names as
//! issuer, with what that policy grants and nothing of another.

use std::collections::HashSet;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::SystemTime;

use super::super::digest::{Sha256, sha256};
use super::super::fault::{ConfigError, Fault};
use super::super::principal::Principal;
use super::super::verifier::{CertificateVerifier, Verified};
use super::authority::Authority;
use super::certificate::Certificate;
use super::constraint::CertificateConstraint;
use super::thumbprints;

/// Verifies client certificates by policies. They are tried in order; the first one that accepts
/// the certificate makes the principal:
///
/// * its issuer is the policy's name,
/// * its subject is the certificate's, as RFC 4514 writes it; where it has none, `URI:…`, `DNS:…`
///   or `x5t#S256:…`,
/// * its scopes are the policy's, its token id and claim `x5t#S256` the certificate's thumbprint,
///   its claim `serial` the serial number, and it expires with the certificate.
pub struct CertificatePolicies {
    policies: Vec<CertificatePolicy>,
}

/// A policy: whose certificates are accepted, and what they may do.
pub struct CertificatePolicy {
    name: String,
    trust: Trust,
    constraints: Vec<CertificateConstraint>,
    scopes: Vec<String>,
}

enum Trust {
    Authority(Authority),
    Thumbprints(HashSet<Sha256>),
}

impl CertificatePolicies {
    /// These policies, whose names are different.
    pub fn new(
        policies: impl IntoIterator<Item = CertificatePolicy>,
    ) -> Result<CertificatePolicies, ConfigError> {
        let policies: Vec<_> = policies.into_iter().collect();
        let names: HashSet<&str> = policies.iter().map(|policy| policy.name.as_str()).collect();
        if policies.is_empty() || names.len() != policies.len() || names.contains("") {
            return Err(ConfigError::new("there is no policy, or two of a name, or one without"));
        }
        Ok(CertificatePolicies { policies })
    }

    fn find(&self, chain: &[Vec<u8>], now: SystemTime) -> Result<Arc<Principal>, Fault> {
        let mut faults = Vec::new();
        for policy in &self.policies {
            match policy.verify(chain, now) {
                Ok(principal) => return Ok(Arc::new(principal)),
                Err(fault) => faults.push(fault),
            }
        }
        // One of them could not tell: perhaps it would have accepted it.
        if faults.contains(&Fault::Unavailable) {
            return Err(Fault::Unavailable);
        }
        Err(match faults.as_slice() {
            [only] => only.clone(),
            _ => Fault::Invalid("no policy accepts the certificate"),
        })
    }
}

impl CertificatePolicy {
    /// Accepts certificates for client authentication under these roots (PEM). Their chains are
    /// verified as of the call's time.
    pub fn authority(name: &str, roots: &[u8]) -> Result<CertificatePolicy, ConfigError> {
        Ok(CertificatePolicy::new(name, Trust::Authority(Authority::from_pem(roots)?)))
    }

    /// Accepts these certificates: the SHA-256 of their DER in hexadecimal digits, with colons
    /// between the bytes or without. They may sign themselves; their dates are heeded.
    pub fn thumbprints<'t>(
        name: &str,
        thumbprints: impl IntoIterator<Item = &'t str>,
    ) -> Result<CertificatePolicy, ConfigError> {
        let parsed: Option<HashSet<_>> = thumbprints.into_iter().map(thumbprints::parse).collect();
        let known = parsed
            .ok_or_else(|| ConfigError::new("a thumbprint is not 32 bytes in hexadecimal"))?;
        Ok(CertificatePolicy::new(name, Trust::Thumbprints(known)))
    }

    fn new(name: &str, trust: Trust) -> CertificatePolicy {
        let name = name.to_owned();
        CertificatePolicy { name, trust, constraints: Vec::new(), scopes: Vec::new() }
    }

    /// Heeds these revocation lists (PEM), one of each authority of the chains. A certificate for
    /// which no list answers, or an expired one, is not let through: calls are answered by 503.
    /// A policy of thumbprints has no lists.
    pub fn revocations(mut self, lists: &[u8]) -> Result<CertificatePolicy, ConfigError> {
        match &mut self.trust {
            Trust::Authority(authority) => authority.add_revocations(lists)?,
            Trust::Thumbprints(_) => {
                return Err(ConfigError::new("thumbprints are not revoked by lists"));
            }
        }
        Ok(self)
    }

    /// Accepts only certificates that say this as well; every constraint must hold.
    #[must_use]
    pub fn require(mut self, constraint: CertificateConstraint) -> CertificatePolicy {
        self.constraints.push(constraint);
        self
    }

    /// Gives these scopes.
    #[must_use]
    pub fn scopes<S: Into<String>>(
        mut self,
        scopes: impl IntoIterator<Item = S>,
    ) -> CertificatePolicy {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    fn verify(&self, chain: &[Vec<u8>], now: SystemTime) -> Result<Principal, Fault> {
        let own = chain.first().ok_or(Fault::Invalid("there is no certificate"))?;
        match &self.trust {
            Trust::Authority(authority) => authority.verify(chain, now)?,
            // Certificates are public: nothing is learnt from how long this takes.
            Trust::Thumbprints(known) if known.contains(&sha256(own)) => {}
            Trust::Thumbprints(_) => return Err(Fault::Invalid("the certificate is not known")),
        }
        let certificate = Certificate::read(own)?;
        certificate.check_time(now)?;
        if !self.constraints.iter().all(|constraint| constraint.holds(&certificate)) {
            return Err(Fault::Invalid("the certificate does not say what the policy demands"));
        }
        Ok(certificate.principal(&self.name, &self.scopes))
    }
}

impl CertificateVerifier for CertificatePolicies {
    fn verify<'a>(&'a self, chain: &'a [Vec<u8>], now: SystemTime) -> Verified<'a> {
        Box::pin(ready(self.find(chain, now)))
    }
}

impl fmt::Debug for CertificatePolicies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.policies).finish()
    }
}

impl fmt::Debug for CertificatePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificatePolicy")
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
