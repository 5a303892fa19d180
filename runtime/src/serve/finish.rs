//! From an outcome to the answer: encoding, headers, record.
//!
//! **Invariant:** every answer has its request id and the [protection](crate::protection); every 401 a
//! challenge, every 405 `Allow`, every 415 `Accept`, every 429 and 503 `Retry-After`.

use std::fmt::Write as _;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::exchange::Exchange;
use super::{Outcome, guard};
use crate::audit::{Decision, card_numbers};
use crate::error::{Code, Envelope, Rejection, RenderRejection as _};
use crate::params::body::accepted;
use crate::protection;
use crate::reply::{Content, Internal, Media, Reply};
use crate::request_id;
use crate::router::Core;
use crate::stream::Watched;

/// Seconds after which a client may try again where nothing more exact is known.
const TRY_AGAIN: HeaderValue = HeaderValue::from_static("5");
/// The texts of an error's causes are followed so far.
const MOST_CAUSES: usize = 8;

/// What an answer is made of.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    code: Option<&'static str>,
    error: Option<String>,
}

/// Writes the answer and leaves the record.
pub(super) fn finish(
    shared: &Core,
    mut exchange: Exchange<'_>,
    outcome: Outcome,
) -> Response<Body> {
    let mut answer = match outcome {
        Outcome::Reply(reply) => of_reply(shared, &mut exchange, reply),
        Outcome::Rejection(rejection) => of_rejection(shared, &exchange, rejection),
        Outcome::Panic(text) => of_fault(shared, &mut exchange, Code::InternalError, text),
    };
    add_headers(&exchange, answer.status, &mut answer.headers);
    exchange.record(Some(answer.status.as_u16()), answer.code, answer.error.as_deref());
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}

fn of_reply(shared: &Core, exchange: &mut Exchange<'_>, reply: Reply) -> Answer {
    let mut headers = HeaderMap::with_capacity(12);
    let body = match reply.content {
        Content::Empty => Body::empty(),
        Content::Body(media, body) => match choose(exchange, reply.status, &media) {
            Some(chosen) => {
                if exchange.is_negotiated(&media) {
                    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
                }
                headers.insert(header::CONTENT_TYPE, chosen);
                match body.into_parts() {
                    Ok(bytes) => Body::from(bytes),
                    Err(pieces) => {
                        let watch = exchange.watch(reply.status);
                        Body::from_stream(Watched::new(pieces, watch))
                    }
                }
            }
            None => return of_rejection(shared, exchange, Rejection::new(Code::NotAcceptable)),
        },
        Content::Declared(code) => {
            let rejection = Rejection::declared(reply.status, code);
            let add = |no: Rejection, (name, value)| no.header(name, value);
            return of_rejection(shared, exchange, reply.headers.into_iter().fold(rejection, add));
        }
        Content::Internal(error) => {
            if let Some(error) = error.upload_error() {
                exchange.decision = Decision::Invalid;
                return of_rejection(shared, exchange, error.rejection());
            }
            let code =
                if error.is_not_implemented() { Code::NotImplemented } else { Code::InternalError };
            return of_fault(shared, exchange, code, text_of(&error));
        }
        Content::Panic(text) => return of_fault(shared, exchange, Code::InternalError, text),
    };
    for (name, value) in reply.headers {
        headers.append(name, value);
    }
    Answer { status: reply.status, headers, body, code: None, error: None }
}

/// The media type of a reply: the one that the client likes best. `None`: it takes none of them.
fn choose(exchange: &Exchange<'_>, status: StatusCode, media: &Media) -> Option<HeaderValue> {
    let accept = &exchange.context.accept;
    let (chosen, is_taken) = match media {
        Media::Chosen(media) => {
            (media.clone(), media.to_str().is_ok_and(|text| accept.quality(text) > 0))
        }
        Media::Offered(offers) => {
            let preferred = accept.preferred(offers);
            let chosen = match preferred.or_else(|| offers.first().copied())? {
                "application/json" => HeaderValue::from_static("application/json"),
                other => HeaderValue::from_str(other).ok()?,
            };
            (chosen, preferred.is_some())
        }
    };
    // An error is better told in a type that was not asked for than not at all, and what was done
    // is not undone: RFC 9110 §12.5.1 and §15.5.7.
    let may_refuse = status.is_success() && exchange.is_safe();
    (is_taken || !may_refuse).then_some(chosen)
}

/// A fault: its text goes to the log and nowhere else, and there without card numbers.
fn of_fault(shared: &Core, exchange: &mut Exchange<'_>, code: Code, text: String) -> Answer {
    exchange.decision = Decision::Failed;
    let text = card_numbers::mask(text);
    Answer { error: Some(text), ..of_rejection(shared, exchange, Rejection::new(code)) }
}

fn of_rejection(shared: &Core, exchange: &Exchange<'_>, mut rejection: Rejection) -> Answer {
    let mut headers = HeaderMap::with_capacity(12);
    for (name, value) in rejection.take_headers() {
        headers.append(name, value);
    }
    let id = exchange.context.request_id().as_str();
    // A renderer of the application's own that panics is replaced.
    let (media, body) = guard::quietly(|| shared.settings.render.render(&rejection, id))
        .unwrap_or_else(|| Envelope.render(&rejection, id));
    headers.insert(header::CONTENT_TYPE, media);
    let body = Body::from(body);
    Answer { status: rejection.status(), headers, body, code: Some(rejection.code()), error: None }
}

fn add_headers(exchange: &Exchange<'_>, status: StatusCode, headers: &mut HeaderMap) {
    headers.insert(request_id::HEADER, exchange.context.request_id().header());
    protection::add(headers);
    if let Some(cors) = exchange.cors {
        cors.write(exchange.origin.as_ref(), headers);
    }
    if let (Some(standing), Some(route)) = (exchange.standing, exchange.route) {
        route.rate_headers.write(standing, headers);
    }
    let owed = match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Some((header::RETRY_AFTER, TRY_AGAIN))
        }
        // A handler's own; those of the request path come with their own challenges.
        StatusCode::UNAUTHORIZED => {
            Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\"")))
        }
        StatusCode::METHOD_NOT_ALLOWED => exchange
            .route
            .and_then(|route| HeaderValue::from_str(route.policy.method.as_str()).ok())
            .map(|allow| (header::ALLOW, allow)),
        StatusCode::UNSUPPORTED_MEDIA_TYPE if !headers.contains_key(header::ACCEPT_ENCODING) => {
            let media = exchange.route.and_then(|route| accepted(route.body));
            media.map(|media| (header::ACCEPT, media))
        }
        _ => None,
    };
    if let Some((name, value)) = owed {
        headers.entry(name).or_insert(value);
    }
}

/// An error and its causes, for the log.
fn text_of(error: &Internal) -> String {
    let text = guard::quietly(|| {
        let mut text = error.error().to_string();
        let mut cause = error.error().source();
        for _ in 0..MOST_CAUSES {
            let Some(error) = cause else { break };
            // Writing to a string cannot fail.
            let _ = write!(text, ": {error}");
            cause = error.source();
        }
        text
    });
    text.unwrap_or_else(|| "an error whose text cannot be written".to_owned())
}
