//! A whole call with everything on (credential, scopes, rates, limits, strict decoding, headers,
//! audit) against a bare axum handler that decodes the same body without checks. In process: no
//! socket, one thread; the verifier answers as a cache does.
//!
//! Run `cargo bench -p portcullis --bench call`: it prints nanoseconds and the ratio of medians,
//! taken in turn.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::wildcard_imports,
    reason = "a benchmark prints, and stops where it cannot run"
)]

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use axum::body::Body;
use axum::routing::post;
use http::header;
use http_body_util::BodyExt as _;
use portcullis::__private::v0_1::*;
use portcullis::audit::JsonLines;
use portcullis::auth::{ConfigError, Fault, Presentation, Principal, Verified};
use portcullis::handler;
use tower::ServiceExt as _;

const BODY: &str =
    r#"{"amount":1250,"currency":"GBP","reference":"INV-2024-0001","lines":[{"sku":"A","qty":2}]}"#;

#[derive(Clone, Debug, Schema)]
#[schema(closed)]
struct Payment {
    amount: Int<1, 1_000_000>,
    currency: Text<3, 3>,
    reference: Text<1, 35>,
    lines: Option<List<Line, 0, 50>>,
}

#[derive(Clone, Debug, Schema)]
#[schema(closed)]
struct Line {
    sku: Text<1, 40>,
    qty: Int<1, 999>,
}

#[derive(serde::Deserialize, serde::Serialize)]
struct Plain {
    amount: i64,
    currency: String,
    reference: String,
    lines: Option<Vec<PlainLine>>,
}

#[derive(serde::Deserialize, serde::Serialize)]
struct PlainLine {
    sku: String,
    qty: i64,
}

#[derive(Debug)]
struct Create;
impl Operation for Create {
    const POLICY: Policy = Policy {
        id: "create",
        method: Method::POST,
        path: "/payments",
        access: Access::any_of(&[&[oauth2("oauth2", &["payments:write"])]]),
        rate: &[Rate::new(1_000_000_000, 1)],
        body_limit: 16 * KIB,
        audit: Audit::Always,
        invalid: StatusCode::UNPROCESSABLE_ENTITY,
    };
    type Request = Request;
    type Response = Response;
    type Error = Error;
    type Evidence = Authorized<Self>;
}

#[derive(Debug, Request)]
struct Request {
    #[request(json)]
    body: Payment,
}

#[derive(Debug, Response)]
enum Response {
    #[response(status = 201, json)]
    Created(Payment),
}

#[derive(Debug, SafeError)]
enum Error {
    #[error(internal)]
    Internal(Internal),
}

#[handler(Create)]
async fn create(request: Request) -> Result<Response, Error> {
    Ok(Response::Created(request.body))
}

struct Cached(Arc<Principal>);

impl BearerVerifier for Cached {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Ok(())
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        let known = (presented.token() == Ok("token")).then(|| Arc::clone(&self.0));
        Box::pin(async move { known.ok_or(Fault::Invalid("unknown")) })
    }
}

fn secured() -> axum::Router {
    let info = SchemeInfo::new("oauth2", SchemeKind::Bearer);
    let principal = Principal::new("ada").with_client("app").with_scopes(["payments:write"]);
    Router::new(())
        .bearer(info, Cached(Arc::new(principal)))
        .audit(JsonLines::to(std::io::sink()))
        .address_limit(Rate::new(1_000_000_000, 1))
        .route::<Create>()
        .build()
}

fn bare() -> axum::Router {
    let handler = |body: bytes::Bytes| async move {
        let plain: Plain = serde_json::from_slice(&body).unwrap();
        let json = serde_json::to_vec(&plain).unwrap();
        (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], json)
    };
    axum::Router::new().route("/payments", post(handler))
}

async fn call(app: &axum::Router) {
    let request = http::Request::post("/payments")
        .header(header::AUTHORIZATION, "Bearer token")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, BODY.len())
        .body(Body::from(BODY))
        .unwrap();
    let answer = app.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.into_body().collect().await.unwrap();
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap()
}

fn main() {
    const ROUNDS: usize = 41;
    const CALLS: u32 = 2_000;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let apps = [secured(), bare()];
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (app, times) in apps.iter().zip(&mut times) {
            let start = Instant::now();
            runtime.block_on(async {
                for _ in 0..CALLS {
                    call(app).await;
                }
            });
            times.push(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
        }
    }
    let [secured, bare] = times.map(median);
    println!("secured {secured:.0} ns, bare {bare:.0} ns, ratio {:.2}", secured / bare);
}
