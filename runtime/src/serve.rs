//! THE request path. Read [`steps`] from top to bottom.
//!
//! **Invariant:** a handler runs only after every step before it; nothing of a body is read before
//! the caller is authorized; whatever happens, a panic included, the client gets one constant
//! answer with its request id, and the call leaves its record.

mod exchange;
mod finish;
mod guard;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};

use self::exchange::Exchange;
use crate::audit::Decision;
use crate::auth::{self, Grant, Peer, Refusal, RefusalKind};
use crate::cors;
use crate::error::{Code, Rejection};
use crate::media::Accept;
use crate::params::body::Received;
use crate::params::{self, Input};
use crate::rate::Subject;
use crate::reply::Reply;
use crate::router::{Core, Found, Route, Spans};

/// How a call ended before it is written down.
enum Outcome {
    Reply(Reply),
    Rejection(Rejection),
    Panic(String),
}

/// Answers one request.
async fn call(core: &Core, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut exchange = Exchange::begin(core, &parts, address(&parts));
    let outcome = match guard::catch(steps(core, &mut exchange, &parts, body)).await {
        Ok(Ok(reply)) => Outcome::Reply(reply),
        Ok(Err(rejection)) => Outcome::Rejection(rejection),
        Err(panic) => Outcome::Panic(panic),
    };
    finish::finish(core, exchange, outcome)
}

/// The steps between the request and its outcome. The request id is given before them; the
/// answer is encoded, given its headers and recorded after them.
async fn steps<'c>(
    core: &'c Core,
    exchange: &mut Exchange<'c>,
    parts: &Parts,
    body: Body,
) -> Result<Reply, Rejection> {
    limit_address(core, exchange, parts)?;
    if let Some(reply) = preflight(core, exchange, parts) {
        return Ok(reply);
    }
    let spans = find_route(core, exchange, parts)?;
    let route = exchange.route.ok_or_else(|| Rejection::new(Code::NotFound))?;
    let grant = authorize(route, exchange, parts).await?;
    limit_rate(core, route, exchange)?;
    exchange.decision = Decision::Invalid;
    negotiate(route, exchange, parts)?;
    let body = read_body(core, route, parts, body).await?;
    let input =
        Input::new(parts, &spans, &route.names, body).unknown_query(core.settings.unknown_query);
    let context = exchange.context.clone();
    let reply = handle(route, grant, input, exchange, &context).await?;
    exchange.decision = Decision::Allowed;
    Ok(reply)
}

/// The other end of the connection, where the server tells it.
fn address(parts: &Parts) -> Option<IpAddr> {
    let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    info.map(|ConnectInfo(address)| address.ip().to_canonical())
}

/// The coarse limit per address, before anything that costs more.
fn limit_address<'c>(
    core: &'c Core,
    exchange: &mut Exchange<'c>,
    parts: &Parts,
) -> Result<(), Rejection> {
    let Some(limit) = &core.settings.address_limit else { return Ok(()) };
    let admitted = core.limiter.admit_address(limit, exchange.context.address(), exchange.started);
    admitted.map_err(|seconds| {
        // A record of each would let a flood fill the disk.
        exchange.quiet = true;
        // A page is told as well when it may try again.
        if exchange.origin.is_some() {
            let found = core.routes.find(&parts.method, parts.uri.path(), parts.uri.query());
            exchange.cors = match found {
                Found::Route(route, _) => route.cors.as_ref(),
                Found::OtherMethods(_) | Found::Nothing => None,
            };
        }
        Rejection::new(Code::RateLimited).header(header::RETRY_AFTER, HeaderValue::from(seconds))
    })
}

/// The answer to a browser that asks whether a page of a listed origin may call a declared method
/// (Fetch, "CORS-preflight fetch"). No credentials come with the question, and nothing but the document answers it.
///
/// It goes before an operation of the method OPTIONS: no page can send such a request by itself. A
/// question that has no answer here is a request like any other.
fn preflight<'c>(core: &'c Core, exchange: &mut Exchange<'c>, parts: &Parts) -> Option<Reply> {
    if parts.method != http::Method::OPTIONS {
        return None;
    }
    let method = cors::asked_method(&parts.headers)?;
    let found = core.routes.find(&method, parts.uri.path(), parts.uri.query());
    let Found::Route(route, _) = found else { return None };
    let method = route.policy.method.as_str();
    let headers = route.cors.as_ref()?.preflight(exchange.origin.as_ref()?, method)?;
    exchange.asked_about(route);
    exchange.decision = Decision::Allowed;
    Some(Reply { headers, ..Reply::empty(StatusCode::NO_CONTENT) })
}

/// The operation of the method and the raw path. The answer does not depend on credentials.
fn find_route<'c>(
    core: &'c Core,
    exchange: &mut Exchange<'c>,
    parts: &Parts,
) -> Result<Spans, Rejection> {
    match core.routes.find(&parts.method, parts.uri.path(), parts.uri.query()) {
        Found::Route(route, spans) => {
            exchange.route = Some(route);
            exchange.cors = route.cors.as_ref();
            Ok(spans)
        }
        Found::OtherMethods(allow) => {
            Err(Rejection::new(Code::MethodNotAllowed).header(header::ALLOW, allow.clone()))
        }
        Found::Nothing => Err(Rejection::new(Code::NotFound)),
    }
}

/// Who calls, and whether the document lets them.
async fn authorize(
    route: &Route,
    exchange: &mut Exchange<'_>,
    parts: &Parts,
) -> Result<Grant, Rejection> {
    let mut peer = parts.extensions.get::<Peer>().cloned().unwrap_or_default();
    peer.address = exchange.context.address();
    match auth::authenticate(&route.gate, parts, &peer, exchange.time).await {
        Ok(grant) => {
            exchange.granted(route, &grant);
            Ok(grant)
        }
        Err(refusal) => Err(refuse(exchange, *refusal)),
    }
}

fn refuse(exchange: &mut Exchange<'_>, refusal: Refusal) -> Rejection {
    let code = match refusal.kind {
        RefusalKind::InvalidRequest => Code::InvalidRequest,
        RefusalKind::Unauthenticated => Code::Unauthorized,
        RefusalKind::InvalidCredential => Code::InvalidToken,
        RefusalKind::InsufficientScope => Code::InsufficientScope,
        RefusalKind::Unavailable => {
            exchange.decision = Decision::Failed;
            Code::ServiceUnavailable
        }
    };
    exchange.reason = Some(refusal.reason);
    exchange.principals = refusal.principals.into_iter().map(|who| (None, who)).collect();
    let mut rejection = Rejection::new(code);
    for challenge in refusal.challenges {
        rejection = rejection.header(header::WWW_AUTHENTICATE, challenge);
    }
    match refusal.nonce {
        Some(nonce) => rejection.header(HeaderName::from_static("dpop-nonce"), nonce),
        None => rejection,
    }
}

/// All rates of the operation, by the caller's verified identity and not by its credential.
fn limit_rate(core: &Core, route: &Route, exchange: &mut Exchange<'_>) -> Result<(), Rejection> {
    let caller = match exchange.principals.as_slice() {
        [] => None,
        callers => Some(core.limiter.identity(Callers(callers))),
    };
    let subject = Subject { caller, address: exchange.context.address() };
    exchange.standing = core.limiter.admit(&route.plan, subject, exchange.started);
    match exchange.standing {
        Some(standing) if !standing.admitted => Err(Rejection::new(Code::RateLimited)),
        _ => Ok(()),
    }
}

/// The identities of a call: each means something within its scheme only.
struct Callers<'a>(&'a [exchange::Caller]);

impl std::hash::Hash for Callers<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for (scheme, principal) in self.0 {
            (scheme, principal.identity()).hash(state);
        }
    }
}

/// What the client takes as an answer. A list that no success could satisfy is refused: RFC 9110
/// §12.5.1. One that is malformed is disregarded, as §12.1 allows: old clients send such by default,
/// and nothing of what they may see depends on it.
fn negotiate(route: &Route, exchange: &mut Exchange<'_>, parts: &Parts) -> Result<(), Rejection> {
    let accept = Accept::of(&parts.headers, route.offers).unwrap_or_default();
    if !route.offers.is_empty() && accept.preferred(route.offers).is_none() {
        return Err(Rejection::new(Code::NotAcceptable));
    }
    exchange.context.accept = accept;
    Ok(())
}

/// The whole body, under its limits. An operation that declares none never reads one.
async fn read_body(
    core: &Core,
    route: &Route,
    parts: &Parts,
    body: Body,
) -> Result<Option<Received>, Rejection> {
    if route.body.is_empty() {
        return Ok(None);
    }
    params::body::read(route.body, route.body_limit, core.settings.patience, &parts.headers, body)
        .await
}

/// Decodes the request and runs the handler. A panic of either is a fault like any other.
async fn handle<'a>(
    route: &'a Route,
    grant: Grant,
    input: Input<'a>,
    exchange: &mut Exchange<'_>,
    context: &'a crate::RequestContext,
) -> Result<Reply, Rejection> {
    match guard::catch(route.handler.run(grant, input, &route.credentials, context)).await {
        Ok(result) => result,
        Err(panic) => {
            exchange.decision = Decision::Failed;
            Ok(Reply::panicked(panic))
        }
    }
}

/// The request path as a service.
#[derive(Clone)]
pub(crate) struct Service {
    core: Arc<Core>,
}

impl Service {
    pub(crate) fn new(core: Arc<Core>) -> Service {
        Service { core }
    }
}

impl tower::Service<Request<Body>> for Service {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let core = Arc::clone(&self.core);
        Box::pin(async move { Ok(call(&core, request).await) })
    }
}
