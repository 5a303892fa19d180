//! The receiver of a document's webhooks: `api!` with an overlay and a profile, called like any
//! other server.

use portcullis::{Authorized, Public, State};

use crate::client::{Request, post};
use crate::server::Server;

portcullis::api! {
    mod events = "tests/fixtures/webhooks/openapi.yaml",
    profile = "strict",
    overlay = "tests/fixtures/webhooks/rules.overlay.yaml";
}

use events::webhooks::operations::{AccountClosed, Ping};
use events::webhooks::{self, account_closed, ping};

const CLOSED: &str = r#"{"account":"GB1"}"#;

#[derive(Clone)]
struct Receiver;

#[portcullis::handler(AccountClosed)]
async fn closed(
    State(Receiver): State<Receiver>,
    _caller: Authorized<AccountClosed>,
    request: account_closed::Request,
) -> Result<account_closed::Response, account_closed::Error> {
    assert!(request.body.account.starts_with(|c: char| c.is_ascii_uppercase()));
    Ok(account_closed::Response::NoContent)
}

#[portcullis::handler(Ping)]
async fn ping(
    State(Receiver): State<Receiver>,
    _caller: Public<Ping>,
    _request: ping::Request,
) -> Result<ping::Response, ping::Error> {
    Ok(ping::Response::NoContent)
}

async fn start() -> Server {
    Server::serving(|login, _, audit| {
        webhooks::router(Receiver, webhooks::Security { login }).audit(audit).build()
    })
    .await
}

fn event(server: &Server, body: &str) -> Request {
    post("/account.closed").bearer(&server.token(&["events"])).json(body)
}

#[tokio::test]
async fn an_event_with_a_good_token_is_taken() {
    let server = start().await;
    let answer = server.call(event(&server, CLOSED)).await;
    assert_eq!((answer.status, answer.body.as_slice()), (204, &b""[..]));
}

#[tokio::test]
async fn an_event_without_a_token_or_its_scope_is_refused() {
    let server = start().await;
    let nobody = server.call(post("/account.closed").json(CLOSED)).await;
    assert_eq!((nobody.status, nobody.code().as_str()), (401, "UNAUTHORIZED"));
    let other = post("/account.closed").bearer(&server.token(&["accounts"])).json(CLOSED);
    let other = server.call(other).await;
    assert_eq!((other.status, other.code().as_str()), (403, "INSUFFICIENT_SCOPE"));
    assert_eq!(server.record_of(&other)["operation"], "accountClosed");
}

#[tokio::test]
async fn an_event_is_held_to_its_schema() {
    let server = start().await;
    let wrong = server.call(event(&server, r#"{"account":"gb1"}"#)).await;
    assert_eq!((wrong.status, wrong.details()), (400, vec!["body /account pattern".to_owned()]));
    let more = server.call(event(&server, r#"{"account":"GB1","more":1}"#)).await;
    assert_eq!(more.status, 400);
}

#[tokio::test]
async fn what_the_overlay_says_is_enforced() {
    let server = start().await;
    // 64 bytes.
    let long = format!(r#"{{"account":"GB1","note":"{}"}}"#, "a".repeat(40));
    let great = server.call(event(&server, &long)).await;
    assert_eq!((great.status, great.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    // Two an hour.
    let second = server.call(event(&server, CLOSED)).await;
    assert_eq!(second.status, 204);
    let third = server.call(event(&server, CLOSED)).await;
    assert_eq!((third.status, third.code().as_str()), (429, "RATE_LIMITED"));
    // What was taken is not recorded: `audit: denied`.
    let records = server.records();
    assert!(
        records.iter().all(|record| record["request_id"] != second.request_id()),
        "{records:?}"
    );
    // Its reason is in the overlay.
    assert_eq!(server.call(post("/ping")).await.status, 204);
}

#[tokio::test]
async fn what_is_no_webhook_is_not_there() {
    let server = start().await;
    for path in ["/account.opened", "/account", "/", "/accounts", "/account.closed/"] {
        let answer = server.call(post(path).bearer(&server.token(&["events"])).json(CLOSED)).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "NOT_FOUND"), "{path}");
    }
    let answer = server.call(crate::client::get("/account.closed")).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
}
