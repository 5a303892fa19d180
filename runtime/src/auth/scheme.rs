//! [`Schemes`]: the document's security schemes, each with its verifier.
//!
//! **Invariant:** a scheme is here once, under its own kind, with a verifier that took what the
//! document says about it.

use std::fmt;
use std::sync::Arc;

use super::fault::ConfigError;
use super::gate::Gate;
use super::verifier::{
    ApiKeyVerifier, BasicVerifier, BearerVerifier, CertificateVerifier, HttpVerifier, SchemeInfo,
};
use crate::policy::{Access, Requirement, SchemeKind};

/// The document's security schemes, each with its verifier.
#[derive(Default)]
pub struct Schemes {
    entries: Vec<Arc<Scheme>>,
}

/// A scheme and its verifier.
pub(super) struct Scheme {
    pub(super) info: SchemeInfo,
    pub(super) verifier: Verifier,
}

/// A verifier of any kind.
pub(super) enum Verifier {
    Bearer(Box<dyn BearerVerifier>),
    ApiKey(Box<dyn ApiKeyVerifier>),
    Basic(Box<dyn BasicVerifier>),
    Certificate(Box<dyn CertificateVerifier>),
    Http(Box<dyn HttpVerifier>),
}

impl Verifier {
    fn bind(&mut self, info: &SchemeInfo) -> Result<(), ConfigError> {
        match self {
            Verifier::Bearer(verifier) => verifier.bind(info),
            Verifier::ApiKey(verifier) => verifier.bind(info),
            Verifier::Basic(verifier) => verifier.bind(info),
            Verifier::Certificate(verifier) => verifier.bind(info),
            Verifier::Http(verifier) => verifier.bind(info),
        }
    }

    fn takes(&self, kind: SchemeKind) -> bool {
        match kind {
            SchemeKind::Bearer => matches!(self, Verifier::Bearer(_)),
            SchemeKind::Basic => matches!(self, Verifier::Basic(_)),
            SchemeKind::Http(_) => matches!(self, Verifier::Http(_)),
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => matches!(self, Verifier::ApiKey(_)),
            SchemeKind::MutualTls => matches!(self, Verifier::Certificate(_)),
        }
    }
}

impl Schemes {
    /// No schemes.
    pub fn new() -> Schemes {
        Schemes::default()
    }

    /// Adds a scheme of access tokens.
    pub fn add_bearer(
        &mut self,
        info: SchemeInfo,
        verifier: impl BearerVerifier,
    ) -> Result<(), ConfigError> {
        self.add(info, Verifier::Bearer(Box::new(verifier)))
    }

    /// Adds a scheme of API keys.
    pub fn add_api_key(
        &mut self,
        info: SchemeInfo,
        verifier: impl ApiKeyVerifier,
    ) -> Result<(), ConfigError> {
        self.add(info, Verifier::ApiKey(Box::new(verifier)))
    }

    /// Adds a scheme of users and passwords.
    pub fn add_basic(
        &mut self,
        info: SchemeInfo,
        verifier: impl BasicVerifier,
    ) -> Result<(), ConfigError> {
        self.add(info, Verifier::Basic(Box::new(verifier)))
    }

    /// Adds a scheme of client certificates.
    pub fn add_mutual_tls(
        &mut self,
        info: SchemeInfo,
        verifier: impl CertificateVerifier,
    ) -> Result<(), ConfigError> {
        self.add(info, Verifier::Certificate(Box::new(verifier)))
    }

    /// Adds a scheme with another name in `Authorization`.
    pub fn add_http(
        &mut self,
        info: SchemeInfo,
        verifier: impl HttpVerifier,
    ) -> Result<(), ConfigError> {
        self.add(info, Verifier::Http(Box::new(verifier)))
    }

    fn add(&mut self, info: SchemeInfo, mut verifier: Verifier) -> Result<(), ConfigError> {
        if self.entries.iter().any(|entry| entry.info.name == info.name) {
            return Err(ConfigError::new(format!("scheme `{}` is given twice", info.name)));
        }
        if !verifier.takes(info.kind) {
            return Err(ConfigError::new(format!(
                "scheme `{}` takes another kind of credential than its verifier",
                info.name
            )));
        }
        verifier.bind(&info)?;
        self.entries.push(Arc::new(Scheme { info, verifier }));
        Ok(())
    }

    /// Checks, before serving starts, that every scheme which an operation needs is here.
    pub fn check(&self, access: &Access) -> Result<(), ConfigError> {
        for requirement in access.alternatives().iter().copied().flatten() {
            if self.find(requirement).is_none() {
                return Err(ConfigError::new(format!(
                    "scheme `{}` has no verifier of the kind that an operation needs",
                    requirement.scheme
                )));
            }
        }
        Ok(())
    }

    /// An operation's access with these schemes.
    pub(crate) fn gate(&self, access: &Access) -> Gate {
        Gate::new(access, self)
    }

    /// The scheme of a requirement, if it is of the requirement's kind.
    pub(super) fn find(&self, requirement: &Requirement) -> Option<&Arc<Scheme>> {
        self.entries.iter().find(|entry| {
            entry.info.name == requirement.scheme && entry.info.kind == requirement.kind
        })
    }
}

impl fmt::Debug for Schemes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|entry| entry.info.name)).finish()
    }
}
