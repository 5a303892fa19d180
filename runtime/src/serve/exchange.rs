//! [`Exchange`]: what is known of a call while it is answered, and the record that it leaves.
//!
//! **Invariant:** a call whose client goes away leaves its record as well.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use smallvec::SmallVec;

use super::guard;
use crate::audit::{self, Decision, Record};
use crate::auth::{Grant, Principal};
use crate::context::RequestContext;
use crate::cors::{self, Opened};
use crate::policy::Audit;
use crate::rate::Standing;
use crate::reply::Media;
use crate::request_id::RequestId;
use crate::router::{Core, Route};
use crate::stream::Watch;

/// A verified identity and the scheme that verified it, where that is known.
pub(super) type Caller = (Option<&'static str>, Arc<Principal>);

/// What is known of a call.
pub(super) struct Exchange<'c> {
    core: &'c Core,
    pub(super) context: RequestContext,
    pub(super) started: Instant,
    pub(super) time: SystemTime,
    method: Method,
    pub(super) route: Option<&'c Route>,
    /// The operation that a preflight asks about.
    asked: Option<&'c Route>,
    pub(super) origin: Option<HeaderValue>,
    /// What the answer says to pages of other origins.
    pub(super) cors: Option<&'c Opened>,
    pub(super) principals: SmallVec<[Caller; 2]>,
    alternative: Option<usize>,
    pub(super) standing: Option<Standing>,
    pub(super) decision: Decision,
    pub(super) reason: Option<&'static str>,
    /// Leaves no record, as long as nothing fails.
    pub(super) quiet: bool,
    recorded: bool,
}

impl<'c> Exchange<'c> {
    pub(super) fn begin(core: &'c Core, parts: &Parts, address: Option<IpAddr>) -> Exchange<'c> {
        Exchange {
            core,
            context: RequestContext::new(RequestId::of(&parts.headers), address),
            started: Instant::now(),
            time: SystemTime::now(),
            method: parts.method.clone(),
            route: None,
            asked: None,
            origin: cors::origin(&parts.headers).cloned(),
            cors: None,
            principals: SmallVec::new(),
            alternative: None,
            standing: None,
            decision: Decision::Denied,
            reason: None,
            quiet: false,
            recorded: false,
        }
    }

    /// Keeps what a preflight asks about. It leaves a record where every call of the operation does.
    pub(super) fn asked_about(&mut self, route: &'c Route) {
        self.asked = Some(route);
        self.quiet = route.audit != Audit::Always;
    }

    /// Keeps who was let through, and by which alternative.
    pub(super) fn granted(&mut self, route: &Route, grant: &Grant) {
        self.alternative = grant.alternative();
        let alternatives = route.policy.access.alternatives();
        let requirements =
            grant.alternative().and_then(|index| alternatives.get(index).copied()).unwrap_or(&[]);
        for (place, principal) in grant.principals().iter().enumerate() {
            let scheme = requirements.get(place).map(|requirement| requirement.scheme);
            self.principals.push((scheme, Arc::clone(principal)));
        }
    }

    /// Whether the method asks for nothing to be done: RFC 9110 §9.2.1.
    pub(super) fn is_safe(&self) -> bool {
        // QUERY of OpenAPI 3.2 is safe as well.
        self.method.is_safe() || self.method.as_str() == "QUERY"
    }

    /// Whether another `Accept` could have had another answer: RFC 9110 §12.5.5.
    pub(super) fn is_negotiated(&self, media: &Media) -> bool {
        let several = matches!(media, Media::Offered(offers) if offers.len() > 1);
        several || self.route.is_some_and(|route| route.offers.len() > 1)
    }

    /// What is told of an answer that breaks off while it is sent.
    pub(super) fn watch(&self, status: StatusCode) -> Watch {
        let policy = self.route.map(|route| &route.policy);
        Watch {
            sink: Arc::clone(&self.core.settings.sink),
            context: self.context.clone(),
            operation: policy.map(|policy| (policy.id, policy.method.as_str(), policy.path)),
            time: self.time,
            started: self.started,
            status: status.as_u16(),
        }
    }

    /// Whether the call leaves a record: a fault always does, and so does a call that matches no
    /// operation.
    fn is_recorded(&self) -> bool {
        match self.decision {
            Decision::Failed => true,
            _ if self.quiet => false,
            Decision::Allowed => self.route.is_none_or(|route| route.audit == Audit::Always),
            _ => self.route.is_none_or(|route| route.audit != Audit::Off),
        }
    }

    /// Leaves the record.
    pub(super) fn record(&mut self, status: Option<u16>, code: Option<&str>, error: Option<&str>) {
        self.recorded = true;
        if !self.is_recorded() {
            return;
        }
        let callers: SmallVec<[audit::Caller<'_>; 2]> = self
            .principals
            .iter()
            .map(|(scheme, principal)| audit::Caller::new(*scheme, principal))
            .collect();
        let record = Record {
            time: self.time,
            request_id: self.context.request_id().as_str(),
            operation: self.route.map(|route| route.policy.id),
            method: method(&self.method, self.route),
            path: self.route.or(self.asked).map(|route| route.policy.path),
            callers: &callers,
            address: self.context.address(),
            decision: self.decision,
            alternative: self.alternative,
            status,
            code,
            reason: self.reason,
            latency: self.started.elapsed(),
            error,
        };
        // A sink that fails must not stop the call.
        guard::quietly(|| self.core.settings.sink.record(&record));
    }
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        if !self.recorded {
            self.decision = Decision::Aborted;
            self.record(None, None, None);
        }
    }
}

/// A method of the client's own making is not written down, unless the document has it.
fn method<'m>(method: &'m Method, route: Option<&'m Route>) -> &'m str {
    if let Some(route) = route {
        return route.policy.method.as_str();
    }
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "other",
    }
}
