//! Whole requests through a generated router: targets, headers, cookies, forms.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use tower::ServiceExt as _;

use portcullis::{Public, not_implemented};

#[allow(missing_docs, reason = "generated")]
mod module {
    portcullis::api! { pub mod api = "openapi.yaml", profile = "lenient"; }
}
use module::api::operations::{GetThing, PutForm};
use module::api::{Security, get_thing, put_form, router};

#[derive(Clone)]
struct State;

#[portcullis::handler(GetThing)]
async fn get(
    _: Public<GetThing>,
    _: get_thing::Request,
) -> Result<get_thing::Response, get_thing::Error> {
    Err(not_implemented().into())
}

#[portcullis::handler(PutForm)]
async fn put(
    _: Public<PutForm>,
    _: put_form::Request,
) -> Result<put_form::Response, put_form::Error> {
    Err(not_implemented().into())
}

thread_local! {
    static SERVER: (axum::Router, tokio::runtime::Runtime) = (
        router(State, Security).build(),
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime"),
    );
}

/// `target`, then `header: value` a line, an empty line, and the body.
pub fn run(bytes: &[u8]) {
    let mut lines = bytes.splitn(2, |byte| *byte == b'\n');
    let target = lines.next().unwrap_or_default();
    let mut rest = lines.next().unwrap_or_default();
    let form = target.starts_with(b"/form");
    let method = if form { Method::PUT } else { Method::GET };
    let mut request = Request::builder().method(method).uri(target);
    if form {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    while !rest.is_empty() {
        let mut lines = rest.splitn(2, |byte| *byte == b'\n');
        let line = lines.next().unwrap_or_default();
        rest = lines.next().unwrap_or_default();
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        request = request.header(name, value);
    }
    // What hyper would have refused.
    let Ok(request) = request.body(Body::from(rest.to_vec())) else { return };
    SERVER.with(|(router, runtime)| {
        let answer = runtime.block_on(router.clone().oneshot(request)).expect("an answer");
        // A panic is caught by the server and answered so.
        assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    });
}
