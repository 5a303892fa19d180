//! [`Suite`]: the server under test, and credentials for it.
//!
//! **Invariant:** a scheme without credentials makes tests say so; it makes none of them pass.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;

use super::call::Answer;
use super::refusal::{self, Refusal};
use crate::dev::Issuer;

/// Whom a credential is wanted for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Wanted<'a> {
    /// The scheme's name in the document.
    pub scheme: &'a str,
    /// The scopes, or of other schemes roles, that its holder must have, and no others.
    pub scopes: &'a [&'a str],
    /// The client that must hold it: another one for most calls, so that what is counted by client stays apart. A
    /// scheme whose credentials have fixed holders need not look at it.
    pub client: &'a str,
    /// The method of the call.
    pub method: &'a str,
    /// Path and query of the call.
    pub target: &'a str,
}

/// How a credential is presented.
#[derive(Clone)]
pub struct Presented(pub(super) Form);

#[derive(Clone)]
pub(super) enum Form {
    /// As the scheme says: a token, a key, or what follows the name of an authentication scheme.
    Value(String),
    /// In these headers.
    Headers(Vec<(String, String)>),
}

impl Presented {
    /// A value that goes where the scheme says: behind `Authorization: Bearer`, into the key's header, query
    /// parameter or cookie. For HTTP Basic it is `user:password` in base64.
    pub fn value(value: impl Into<String>) -> Presented {
        Presented(Form::Value(value.into()))
    }

    /// Headers: for client certificates that a proxy forwards, for proofs, and for whatever else a scheme needs.
    pub fn headers<N: Into<String>, V: Into<String>>(
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Presented {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into()));
        Presented(Form::Headers(headers.collect()))
    }
}

impl fmt::Debug for Presented {
    /// Without the credential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented").finish_non_exhaustive()
    }
}

type Maker = Arc<dyn Fn(&Wanted<'_>) -> Option<Presented> + Send + Sync>;
type Reader = Arc<dyn Fn(&Answer) -> Option<Refusal> + Send + Sync>;

/// A server under test, and how its callers get credentials.
#[derive(Clone)]
pub struct Suite {
    pub(super) app: axum::Router,
    makers: HashMap<String, Vec<Maker>>,
    read: Reader,
}

impl Suite {
    /// A server without credentials for anybody.
    pub fn new(app: axum::Router) -> Suite {
        Suite { app, makers: HashMap::new(), read: Arc::new(refusal::read) }
    }

    /// The access tokens of a scheme are minted by a development issuer, whose verifier the server has
    /// ([`Issuer::verifier`]).
    #[must_use]
    pub fn issuer(self, scheme: &str, issuer: Issuer) -> Suite {
        self.credential(scheme, move |wanted| {
            let token = issuer.token().subject(wanted.client).client(wanted.client);
            let token = token.scopes(wanted.scopes).expires_in(Duration::from_secs(3600));
            Some(Presented::value(token.mint()))
        })
    }

    /// A key, token or other fixed value of a scheme, whose holder has these scopes and no others. Give one for each
    /// set of scopes that the document demands of the scheme, and one without.
    #[must_use]
    pub fn key(self, scheme: &str, value: impl Into<String>, scopes: &[&str]) -> Suite {
        let value = value.into();
        let mut own: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        own.sort_unstable();
        self.credential(scheme, move |wanted| {
            let mut scopes = wanted.scopes.to_vec();
            scopes.sort_unstable();
            (own == scopes).then(|| Presented::value(value.clone()))
        })
    }

    /// A user of an HTTP Basic scheme, who has these roles and no others.
    #[must_use]
    pub fn password(self, scheme: &str, user: &str, password: &str, roles: &[&str]) -> Suite {
        let value = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        self.key(scheme, value, roles)
    }

    /// Whatever a scheme takes. `None` where there is no such credential: the next one that was given for the
    /// scheme is asked, and at last the call is told as one that was not tried.
    #[must_use]
    pub fn credential(
        mut self,
        scheme: &str,
        make: impl Fn(&Wanted<'_>) -> Option<Presented> + Send + Sync + 'static,
    ) -> Suite {
        self.makers.entry(scheme.to_owned()).or_default().push(Arc::new(make));
        self
    }

    /// How refusals are read where the server writes them in a format of its own
    /// ([`crate::Router::errors`]): `None` for what is no refusal of Portcullis. Without it the two formats of
    /// Portcullis are read.
    #[must_use]
    pub fn refusals(
        mut self,
        read: impl Fn(&Answer) -> Option<Refusal> + Send + Sync + 'static,
    ) -> Suite {
        self.read = Arc::new(read);
        self
    }

    pub(super) fn present(&self, wanted: &Wanted<'_>) -> Option<Presented> {
        self.makers.get(wanted.scheme)?.iter().find_map(|make| make(wanted))
    }

    pub(super) fn refusal(&self, answer: &Answer) -> Option<Refusal> {
        (self.read)(answer)
    }
}

impl fmt::Debug for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suite").field("schemes", &self.makers.keys()).finish_non_exhaustive()
    }
}
