//! [`Route`]: an operation with its handler, prepared for calls; and [`Routes`]: all of them.
//!
//! **Invariant:** what a route enforces is the document's policy, tightened by the handler and
//! never loosened.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use http::{HeaderValue, Method, StatusCode};

use super::template::Template;
use super::trie::{Spans, Trie};
use crate::auth::{Evidence as _, Gate, Grant};
use crate::context::RequestContext;
use crate::cors::Opened;
use crate::decode::Location;
use crate::error::Rejection;
use crate::operation::{Handle, Operation};
use crate::params::percent::{Plus, decode};
use crate::params::query::Pairs;
use crate::params::{BodySpec, FromRequest, Input};
use crate::policy::{Access, Audit, Policy, Rate, SchemeKind};
use crate::rate::{Plan, RateHeaders};
use crate::reply::{IntoReply, Reply};

/// What a handler becomes.
pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<Reply, Rejection>> + Send + 'a>>;

/// Decodes a request and runs its handler.
pub(crate) trait Run: Send + Sync {
    /// `Err`: the request is invalid and the handler did not run.
    fn run<'a>(
        &'a self,
        grant: Grant,
        input: Input<'a>,
        credentials: &'a [Cow<'static, str>],
        context: &'a RequestContext,
    ) -> Running<'a>;
}

/// The handler of one operation with its state.
struct Handler<Op, S> {
    state: S,
    invalid: StatusCode,
    operation: PhantomData<fn() -> Op>,
}

impl<Op: Handle<S>, S: Send + Sync> Run for Handler<Op, S> {
    fn run<'a>(
        &'a self,
        grant: Grant,
        input: Input<'a>,
        credentials: &'a [Cow<'static, str>],
        context: &'a RequestContext,
    ) -> Running<'a> {
        Box::pin(async move {
            let request = input.read::<Op::Request>(self.invalid, credentials)?;
            let evidence = <Op as Operation>::Evidence::from_grant(grant);
            Ok(match Op::handle(&self.state, evidence, request, context).await {
                Ok(response) => response.into_reply(),
                Err(error) => error.into_reply(),
            })
        })
    }
}

/// An operation with its handler, prepared for calls.
pub(crate) struct Route {
    pub(crate) policy: Policy,
    /// Who may call; closed until the schemes are known.
    pub(crate) gate: Gate,
    pub(crate) body_limit: usize,
    pub(crate) audit: Audit,
    /// The media types of the body; none: no body is read.
    pub(crate) body: &'static [BodySpec],
    /// The media types of every success, where each has one.
    pub(crate) offers: &'static [&'static str],
    /// Which pages of other origins may call.
    pub(crate) cors: Option<Opened>,
    pub(crate) plan: Plan,
    pub(crate) rate_headers: RateHeaders,
    /// The path parameters, in the order of the template.
    pub(crate) names: Vec<&'static str>,
    /// The pairs that the query must have, where several operations share a path.
    fixed: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// The query parameters that are no part of the request: credentials, and what `fixed` says.
    pub(crate) credentials: Vec<Cow<'static, str>>,
    pub(crate) handler: Box<dyn Run>,
}

impl Route {
    pub(crate) fn new<Op: Handle<S>, S: Send + Sync + 'static>(
        number: usize,
        state: S,
    ) -> Result<Route, String> {
        let policy = Op::POLICY;
        let problem = |what: &dyn std::fmt::Display| format!("operation `{}`: {what}", policy.id);
        let tighten = Op::TIGHTEN;
        if !tighten.rate_holds(policy.rate)
            || !tighten.body_limit_holds(policy.body_limit)
            || !tighten.audit_holds(policy.audit)
        {
            return Err(problem(&"its handler loosens the document's policy"));
        }
        let template = Template::parse(policy.path)
            .map_err(|e| problem(&format_args!("path `{}`: {e}", policy.path)))?;
        for parameter in <Op::Request as FromRequest>::PARAMETERS {
            if parameter.location == Location::Path && !template.names.contains(&parameter.name) {
                let name = parameter.name;
                return Err(problem(&format_args!("its path has no parameter `{name}`")));
            }
        }
        let rates: Vec<Rate> = policy.rate.iter().copied().chain(tighten.rate).collect();
        let rate_headers = RateHeaders::new(&rates)
            .ok_or_else(|| problem(&"the name of a rate cannot stand in a header"))?;
        let cors = Opened::new(&Op::CORS).map_err(|what| problem(&what))?;
        Ok(Route {
            cors,
            gate: Gate::closed(),
            body_limit: tighten.body_limit.unwrap_or(policy.body_limit),
            audit: tighten.audit.unwrap_or(policy.audit),
            body: <Op::Request as FromRequest>::BODY,
            offers: <Op::Response as IntoReply>::OFFERS,
            plan: Plan::new(u32::try_from(number).unwrap_or(u32::MAX), &rates),
            rate_headers,
            names: template.names,
            credentials: credentials(&policy.access)
                .into_iter()
                .map(Cow::Borrowed)
                .chain(template.query.iter().map(|(name, _)| name.clone()))
                .collect(),
            fixed: template.query,
            handler: Box::new(Handler::<Op, S> {
                state,
                invalid: policy.invalid,
                operation: PhantomData,
            }),
            policy,
        })
    }
}

impl Route {
    /// Whether the query has every pair that the path template fixes, once and with no other value.
    fn takes(&self, query: Option<&str>) -> bool {
        if self.fixed.is_empty() {
            return true;
        }
        let pairs = query.map(Pairs::of_form).unwrap_or_default();
        self.fixed.iter().all(|(name, wanted)| {
            let mut values = pairs.values(name);
            let first = values.next().map(|raw| decode(raw, Plus::Space));
            matches!(first, Some(Ok(value)) if value == *wanted) && values.next().is_none()
        })
    }

    /// Whether requests of one are requests of the other; the paths are known to be the same.
    fn is_indistinct(&self, other: &Route) -> bool {
        let same = self.fixed.len() == other.fixed.len()
            && self.fixed.iter().all(|pair| other.fixed.contains(pair));
        same && self.policy.method == other.policy.method
    }
}

/// The query parameters that carry credentials of an operation.
fn credentials(access: &Access) -> Vec<&'static str> {
    let requirements = access.alternatives().iter().copied().flatten();
    let names = requirements.filter_map(|requirement| match requirement.kind {
        SchemeKind::ApiKeyQuery(name) => Some(name),
        _ => None,
    });
    names.collect()
}

/// The operations of one path.
struct Place {
    template: &'static str,
    routes: Vec<Route>,
    allow: HeaderValue,
}

/// All operations of a router.
pub(crate) struct Routes {
    trie: Trie,
    places: Vec<Place>,
}

/// What a request's method and path lead to.
pub(crate) enum Found<'a> {
    Route(&'a Route, Spans),
    /// The path has other methods, which are these.
    OtherMethods(&'a HeaderValue),
    Nothing,
}

impl Routes {
    pub(crate) fn new(routes: Vec<Route>, problems: &mut Vec<String>) -> Routes {
        let mut all = Routes { trie: Trie::new(), places: Vec::new() };
        for route in routes {
            let leaf = match Template::parse(route.policy.path) {
                Ok(template) => all.trie.insert(&template),
                // Refused when the route was made.
                Err(_) => continue,
            };
            if leaf == all.places.len() {
                let allow = HeaderValue::from_static("");
                all.places.push(Place { template: route.policy.path, routes: Vec::new(), allow });
            }
            let Some(place) = all.places.get_mut(leaf) else { continue };
            if place.routes.iter().any(|other| other.is_indistinct(&route)) {
                problems.push(format!(
                    "operation `{}`: {} `{}` cannot be told from `{}`",
                    route.policy.id, route.policy.method, route.policy.path, place.template
                ));
            }
            place.routes.push(route);
        }
        for place in &mut all.places {
            // More of the query decides before less.
            place.routes.sort_by_key(|route| Reverse(route.fixed.len()));
            let mut methods: Vec<&str> =
                place.routes.iter().map(|route| route.policy.method.as_str()).collect();
            methods.sort_unstable();
            methods.dedup();
            if let Ok(allow) = HeaderValue::try_from(methods.join(", ")) {
                place.allow = allow;
            }
        }
        all
    }

    pub(crate) fn find(&self, method: &Method, path: &str, query: Option<&str>) -> Found<'_> {
        let Some((leaf, spans)) = self.trie.find(path) else { return Found::Nothing };
        let Some(place) = self.places.get(leaf) else { return Found::Nothing };
        let mut own = place.routes.iter().filter(|route| route.policy.method == *method).peekable();
        if own.peek().is_none() {
            return Found::OtherMethods(&place.allow);
        }
        match own.find(|route| route.takes(query)) {
            Some(route) => Found::Route(route, spans),
            // The method is known here, but no such query.
            None => Found::Nothing,
        }
    }
}
