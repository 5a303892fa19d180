//! [`Router`]: the operations of a document with their handlers and verifiers, ready to serve.
//!
//! **Invariant:** a router is only built when every template can be told from every other and
//! every scheme that an operation needs has its verifier.

mod route;
mod template;
mod trie;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::audit::{JsonLines, Sink};
use crate::auth::{
    ApiKeyVerifier, BasicVerifier, BearerVerifier, CertificateVerifier, ConfigError, HttpVerifier,
    SchemeInfo, Schemes,
};
use crate::error::{Envelope, ProblemJson, RenderRejection};
use crate::operation::{Handle, Operation};
use crate::params::body::Patience;
use crate::policy::{Rate, UnknownQuery};
use crate::rate::{AddressLimit, Limiter};
pub(crate) use route::{Found, Route, Routes};
pub(crate) use trie::Spans;

/// Calls a second that are taken from one address, unless the router is told otherwise.
const ADDRESS_LIMIT: Rate = Rate::per_second(1000);

/// The operations of a document with their handlers and verifiers. Generated code makes one.
pub struct Router<S> {
    state: S,
    schemes: Schemes,
    routes: Vec<Route>,
    problems: Vec<String>,
    settings: Settings,
}

/// What an application may set.
pub(crate) struct Settings {
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) render: Box<dyn RenderRejection>,
    pub(crate) address_limit: Option<AddressLimit>,
    pub(crate) patience: Patience,
    pub(crate) unknown_query: UnknownQuery,
}

/// Everything that serves: shared by all calls.
pub(crate) struct Core {
    pub(crate) routes: Routes,
    pub(crate) limiter: Limiter,
    pub(crate) settings: Settings,
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// A router without operations.
    ///
    /// Audit records go to standard output, errors are written as envelopes, and one address may
    /// make 1,000 calls a second. The address is the one of the connection, which [`crate::serve`]
    /// tells; served by something else without `ConnectInfo<SocketAddr>`, all clients are one.
    pub fn new(state: S) -> Router<S> {
        Router {
            state,
            schemes: Schemes::new(),
            routes: Vec::new(),
            problems: Vec::new(),
            settings: Settings {
                sink: Arc::new(JsonLines::stdout()),
                render: Box::new(Envelope),
                address_limit: Some(AddressLimit::new(&ADDRESS_LIMIT)),
                patience: Patience::default(),
                unknown_query: UnknownQuery::Refuse,
            },
        }
    }

    fn note(&mut self, result: Result<(), ConfigError>) {
        if let Err(error) = result {
            self.problems.push(error.to_string());
        }
    }

    /// Adds a scheme of access tokens.
    #[must_use]
    pub fn bearer(mut self, scheme: SchemeInfo, verifier: impl BearerVerifier) -> Router<S> {
        let result = self.schemes.add_bearer(scheme, verifier);
        self.note(result);
        self
    }

    /// Adds a scheme of API keys.
    #[must_use]
    pub fn api_key(mut self, scheme: SchemeInfo, verifier: impl ApiKeyVerifier) -> Router<S> {
        let result = self.schemes.add_api_key(scheme, verifier);
        self.note(result);
        self
    }

    /// Adds a scheme of users and passwords.
    #[must_use]
    pub fn basic(mut self, scheme: SchemeInfo, verifier: impl BasicVerifier) -> Router<S> {
        let result = self.schemes.add_basic(scheme, verifier);
        self.note(result);
        self
    }

    /// Adds a scheme with another name in `Authorization`.
    #[must_use]
    pub fn http(mut self, scheme: SchemeInfo, verifier: impl HttpVerifier) -> Router<S> {
        let result = self.schemes.add_http(scheme, verifier);
        self.note(result);
        self
    }

    /// Adds a scheme of client certificates.
    #[must_use]
    pub fn mutual_tls(
        mut self,
        scheme: SchemeInfo,
        verifier: impl CertificateVerifier,
    ) -> Router<S> {
        let result = self.schemes.add_mutual_tls(scheme, verifier);
        self.note(result);
        self
    }

    /// Adds an operation with its handler.
    #[must_use]
    pub fn route<Op: Handle<S> + Operation>(mut self) -> Router<S> {
        match Route::new::<Op, S>(self.routes.len(), self.state.clone()) {
            Ok(route) => self.routes.push(route),
            Err(problem) => self.problems.push(problem),
        }
        self
    }

    /// Writes errors as RFC 9457 problem details.
    #[must_use]
    pub fn problem_json(self) -> Router<S> {
        self.errors(ProblemJson)
    }

    /// Writes errors in another way, such as the document's own schema.
    #[must_use]
    pub fn errors(mut self, render: impl RenderRejection) -> Router<S> {
        self.settings.render = Box::new(render);
        self
    }

    /// What happens to query parameters that the document does not have. They are refused
    /// otherwise.
    #[must_use]
    pub fn unknown_query(mut self, unknown_query: UnknownQuery) -> Router<S> {
        self.settings.unknown_query = unknown_query;
        self
    }

    /// Sends audit records elsewhere than to standard output.
    #[must_use]
    pub fn audit(mut self, sink: impl Sink) -> Router<S> {
        self.settings.sink = Arc::new(sink);
        self
    }

    /// Takes so many calls from one address, over all operations, before anything else is looked
    /// at. Calls whose address is not known are counted together.
    #[must_use]
    pub fn address_limit(mut self, rate: Rate) -> Router<S> {
        self.settings.address_limit = Some(AddressLimit::new(&rate));
        self
    }

    /// Takes any number of calls from one address.
    #[must_use]
    pub fn no_address_limit(mut self) -> Router<S> {
        self.settings.address_limit = None;
        self
    }

    /// Gives up a body whose next piece, or whose end, takes longer. 10 and 30 seconds otherwise.
    #[must_use]
    pub fn body_timeouts(mut self, next_piece: Duration, whole: Duration) -> Router<S> {
        self.settings.patience = Patience { frame: next_piece, whole };
        self
    }

    /// The service.
    ///
    /// # Panics
    ///
    /// When the configuration cannot be served; [`Router::try_build`] tells instead.
    pub fn build(self) -> axum::Router {
        match self.try_build() {
            Ok(router) => router,
            #[allow(clippy::panic, reason = "before anything is served, by the caller's choice")]
            Err(error) => panic!("{error}"),
        }
    }

    /// The service, or all that is wrong with the configuration.
    pub fn try_build(mut self) -> Result<axum::Router, ConfigError> {
        let mut problems = self.problems;
        for route in &mut self.routes {
            route.gate = self.schemes.gate(&route.policy.access);
            if let Err(error) = self.schemes.check(&route.policy.access) {
                problems.push(format!("operation `{}`: {error}", route.policy.id));
            }
        }
        let routes = Routes::new(self.routes, &mut problems);
        if !problems.is_empty() {
            return Err(ConfigError::new(problems.join("; ")));
        }
        let core = Core { routes, limiter: Limiter::new(), settings: self.settings };
        Ok(axum::Router::new().fallback_service(crate::serve::Service::new(Arc::new(core))))
    }
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.routes.iter().map(|route| route.policy.id);
        f.debug_struct("Router")
            .field("operations", &ids.collect::<Vec<_>>())
            .field("schemes", &self.schemes)
            .finish_non_exhaustive()
    }
}
