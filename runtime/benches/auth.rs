//! What authentication costs: one call with a cached token, and one with a token that was not seen
//! before, against the same call of a public operation and against the bare signature. In process,
//! one thread.
//!
//! Run `cargo bench -p portcullis --bench auth`: it counts instructions with `valgrind` where that
//! is installed, otherwise it takes the medians of times in turn, and prints ratios.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::wildcard_imports,
    reason = "a benchmark prints, and stops where it cannot run"
)]

use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, ParsedPublicKey,
};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;
use http_body_util::BodyExt as _;
use portcullis::__private::v0_1::*;
use portcullis::audit::JsonLines;
use portcullis::{Jwks, Jwt, handler};
use serde_json::json;
use tower::ServiceExt as _;

const BODY: &str =
    r#"{"amount":1250,"currency":"GBP","reference":"INV-2024-0001","lines":[{"sku":"A","qty":2}]}"#;
const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "https://api.example";

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

/// The same operation twice, but for who may call.
macro_rules! operation {
    ($marker:ident, $handler:ident, $path:literal, $access:expr, $evidence:ty) => {
        #[derive(Debug)]
        struct $marker;
        impl Operation for $marker {
            const POLICY: Policy = Policy {
                id: $path,
                method: Method::POST,
                path: $path,
                access: $access,
                rate: &[Rate::new(1_000_000_000, 1)],
                body_limit: 16 * KIB,
                audit: Audit::Always,
                invalid: StatusCode::UNPROCESSABLE_ENTITY,
            };
            type Request = Request;
            type Response = Response;
            type Error = Error;
            type Evidence = $evidence;
        }

        #[handler($marker)]
        async fn $handler(request: Request) -> Result<Response, Error> {
            Ok(Response::Created(request.body))
        }
    };
}

const ACCESS: Access = Access::any_of(&[&[oauth2("oauth2", &["payments:write"])]]);
operation!(Secured, secured, "/payments", ACCESS, Authorized<Self>);
operation!(Open, open, "/anybody1", Access::PUBLIC, Public<Self>);

/// What signs and verifies. ES256 needs randomness, whose making costs another number of
/// instructions each time; work that needs one token only has one of Ed25519 with a fixed key.
struct Keys {
    fixed: Ed25519KeyPair,
    key: Option<(EcdsaKeyPair, ParsedPublicKey)>,
}

impl Keys {
    fn new(several: bool) -> Keys {
        let fixed = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let key = several.then(|| {
            let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
            let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.public_key()).unwrap();
            (key, public)
        });
        Keys { fixed, key }
    }

    fn jwks(&self) -> Jwks {
        let x = URL_SAFE_NO_PAD.encode(self.fixed.public_key());
        let mut keys = vec![json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "a" })];
        if let Some((key, _)) = &self.key {
            let point = key.public_key().as_ref();
            let coordinate = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 32]);
            let (x, y) = (coordinate(1), coordinate(33));
            keys.push(json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "b" }));
        }
        Jwks::from_json(&json!({ "keys": keys }).to_string()).unwrap()
    }

    fn token(&self, number: usize) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let (alg, kid) = if self.key.is_some() { ("ES256", "b") } else { ("EdDSA", "a") };
        let header = json!({ "typ": "at+jwt", "alg": alg, "kid": kid }).to_string();
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "client_id": "app", "iat": now,
            "exp": now + 3600, "jti": format!("0190a6d2-{number:08}"), "scope": "payments:write",
        });
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", encode(&header), encode(&claims.to_string()));
        let signature = match &self.key {
            Some((key, _)) => {
                let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
                URL_SAFE_NO_PAD.encode(signature.as_ref())
            }
            None => URL_SAFE_NO_PAD.encode(self.fixed.sign(signed.as_bytes()).as_ref()),
        };
        format!("{signed}.{signature}")
    }

    /// What the signature alone costs, with the key parsed ahead.
    fn verify(&self, token: &str) {
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let (_, public) = self.key.as_ref().unwrap();
        public.verify_sig(signed.as_bytes(), &signature).unwrap();
    }

    fn app(&self) -> axum::Router {
        let info = SchemeInfo::new("oauth2", SchemeKind::Bearer);
        Router::new(())
            .bearer(info, Jwt::new(self.jwks()).issuer(ISSUER).audience(AUDIENCE))
            .audit(JsonLines::to(std::io::sink()))
            .address_limit(Rate::new(1_000_000_000, 1))
            .route::<Secured>()
            .route::<Open>()
            .build()
    }
}

async fn call(app: &axum::Router, path: &str, token: &str) {
    let request = http::Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, BODY.len())
        .body(Body::from(BODY))
        .unwrap();
    let answer = app.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.into_body().collect().await.unwrap();
}

const WORK: [&str; 4] = ["public", "cached", "cold", "signature"];

/// Does one kind of work so many times, after everything is warm.
fn work(kind: &str, times: usize) -> Duration {
    // Only what needs another token every time makes them: signing costs far more than a call.
    let several = matches!(kind, "cold" | "signature" | "sign");
    let keys = Keys::new(several);
    let app = keys.app();
    let made = if several { times } else { 0 };
    let tokens: Vec<String> = (0..=made).map(|number| keys.token(number)).collect();
    let kept = &tokens[made];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        call(&app, "/payments", kept).await;
        let start = Instant::now();
        for number in 0..times {
            let token = tokens.get(number).unwrap_or(kept);
            match kind {
                "public" => call(&app, "/anybody1", token).await,
                "cached" => call(&app, "/payments", kept).await,
                "cold" => call(&app, "/payments", token).await,
                "signature" => keys.verify(token),
                _ => {}
            }
        }
        start.elapsed()
    })
}

/// Instructions of one piece of work: the difference of two runs, so that what is made ahead does
/// not count.
fn instructions(kind: &str) -> Option<f64> {
    let few = counted(kind, 200)?;
    let many = counted(kind, 1200)?;
    Some((many - few) / 1000.0)
}

fn counted(kind: &str, times: usize) -> Option<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().ok()?)
        .args(["--work", kind, &times.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn nanoseconds() -> [f64; 4] {
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..21 {
        for (kind, times) in WORK.iter().zip(&mut times) {
            times.push(work(kind, 1000).as_nanos() as f64 / 1000.0);
        }
    }
    times.map(median)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, kind, times] = arguments.as_slice()
        && flag == "--work"
    {
        work(kind, times.parse().unwrap());
        return;
    }
    // What signs a token each time is told apart by a run that only signs.
    let counted: Option<Vec<f64>> = instructions("sign").and_then(|sign| {
        let signs = |kind: &str| if matches!(kind, "cold" | "signature") { sign } else { 0.0 };
        WORK.iter().map(|kind| instructions(kind).map(|count| count - signs(kind))).collect()
    });
    let (unit, [public, cached, cold, signature]) = match counted.as_deref() {
        Some(&[public, cached, cold, signature]) => {
            ("instructions", [public, cached, cold, signature])
        }
        _ => ("ns", nanoseconds()),
    };
    println!(
        "public {public:.0} {unit}, cached {cached:.0}, cold {cold:.0}, signature {signature:.0}"
    );
    println!("cached / public {:.3}", cached / public);
    println!("(cold - public) / signature {:.3}", (cold - public) / signature);
}
