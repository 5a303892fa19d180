//! `x-fapi-interaction-id`: one name of a call for the client, its customer's bank, and their logs.
//!
//! **Invariant:** every answer of the application has exactly one, a refusal as well: the client's if it sent one UUID,
//! otherwise a new one.

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header's name.
pub const HEADER: HeaderName = HeaderName::from_static("x-fapi-interaction-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is logged of an answer: the audit log has the rest under the request id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interaction<'a> {
    /// The interaction.
    pub id: Uuid,
    /// The call in the audit log.
    pub request_id: &'a str,
    /// The status of the answer.
    pub status: u16,
}

/// Adds the header to every answer of an application, and logs it.
pub fn add(
    app: axum::Router,
    log: impl Fn(&Interaction<'_>) + Clone + Send + Sync + 'static,
) -> axum::Router {
    app.layer(from_fn(move |request: Request, next: Next| {
        let log = log.clone();
        async move { answer(request, next, log).await }
    }))
}

async fn answer(mut request: Request, next: Next, log: impl Fn(&Interaction<'_>)) -> Response {
    let id = sent(request.headers()).unwrap_or_else(Uuid::new_v4);
    // A client that sends none gets a new one, and so does the handler. What is sent and is no UUID stays, and is
    // refused like any other parameter.
    if !request.headers().contains_key(&HEADER) {
        request.headers_mut().insert(HEADER, value(id));
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(HEADER, value(id));
    let request_id = response.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    log(&Interaction {
        id,
        request_id: request_id.unwrap_or_default(),
        status: response.status().as_u16(),
    });
    response
}

/// The client's, if there is exactly one in the form of RFC 4122 §3.
fn sent(headers: &HeaderMap) -> Option<Uuid> {
    let mut values = headers.get_all(&HEADER).iter();
    let (Some(only), None) = (values.next(), values.next()) else { return None };
    let text = only.to_str().ok().filter(|text| text.len() == 36)?;
    Uuid::parse_str(text).ok()
}

fn value(id: Uuid) -> HeaderValue {
    // A UUID is ASCII, so the other branch is never taken.
    HeaderValue::try_from(id.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}
