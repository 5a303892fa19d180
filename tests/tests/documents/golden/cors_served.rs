//! The fixture `cors` over a socket: what browsers are told, and that nobody else is.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use portcullis::__private::v0_1::{Authorized, BearerVerifier, Public, Rate, SchemeInfo};
use portcullis::audit::JsonLines;
use portcullis::auth::{ApiKeyVerifier, ConfigError, Fault, Presentation, Principal, Verified};

use super::cors::operations::{
    AskThings, CreateThing, DropThings, GetOpen, GetWidget, ListThings, PutWidget,
};
use super::cors::{
    self, Security, ask_things, create_thing, drop_things, get_open, get_widget, list_things,
    put_widget,
};
use super::served::{Answer, Server};

const APP: &str = "Origin: https://app.example.com\r\n";
const PARTNER: &str = "Origin: https://partner.example\r\n";
const GOOD: &str = "Authorization: Bearer good\r\n";

#[portcullis::handler(ListThings)]
async fn list(_: Authorized<ListThings>) -> Result<list_things::Response, list_things::Error> {
    Err(std::io::Error::other("broken").into())
}

#[portcullis::handler(CreateThing)]
async fn create(_: Authorized<CreateThing>) -> Result<create_thing::Response, create_thing::Error> {
    Ok(create_thing::Response::NoContent)
}

#[portcullis::handler(DropThings)]
async fn drop_all(_: Authorized<DropThings>) -> Result<drop_things::Response, drop_things::Error> {
    Ok(drop_things::Response::NoContent)
}

#[portcullis::handler(AskThings)]
async fn ask(_: Public<AskThings>) -> Result<ask_things::Response, ask_things::Error> {
    Ok(ask_things::Response::NoContent)
}

#[portcullis::handler(GetWidget)]
async fn widget(_: Authorized<GetWidget>) -> Result<get_widget::Response, get_widget::Error> {
    Ok(get_widget::Response::NoContent)
}

#[portcullis::handler(PutWidget)]
async fn put(_: Authorized<PutWidget>) -> Result<put_widget::Response, put_widget::Error> {
    Ok(put_widget::Response::NoContent)
}

#[portcullis::handler(GetOpen)]
async fn open(_: Public<GetOpen>) -> Result<get_open::Response, get_open::Error> {
    Ok(get_open::Response::NoContent)
}

struct Tokens;

fn known(text: &str) -> Result<Arc<Principal>, Fault> {
    match text {
        "good" => Ok(Arc::new(Principal::new("ada").with_scopes(["read"]))),
        _ => Err(Fault::Invalid("unknown")),
    }
}

impl ApiKeyVerifier for Tokens {
    fn verify<'a>(&'a self, key: &'a str, _: SystemTime) -> Verified<'a> {
        Box::pin(async move { known(key) })
    }
}

impl BearerVerifier for Tokens {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Ok(())
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        Box::pin(async move { known(presented.token()?) })
    }
}

/// What was written to the audit log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn start(log: Log, limit: Option<Rate>) -> Server {
    let router = cors::router((), Security { login: Tokens, key: Tokens });
    let router = router.audit(JsonLines::to(log));
    Server::start(match limit {
        Some(limit) => router.address_limit(limit),
        None => router,
    })
}

fn serve() -> Server {
    start(Log::default(), None)
}

fn preflight(server: &Server, path: &str, origin: &str, method: &str) -> Answer {
    let headers = format!("{origin}Access-Control-Request-Method: {method}\r\n");
    server.send(&format!("OPTIONS {path}"), &headers)
}

/// That an answer says nothing to pages of other origins.
#[track_caller]
fn is_closed(answer: &Answer) {
    let told = answer.headers.iter().find(|(name, _)| name.starts_with("access-control-"));
    assert_eq!(told, None, "{answer:?}");
}

#[test]
fn a_preflight_is_answered_by_the_document() {
    let server = serve();
    let answer = preflight(&server, "/things", APP, "POST");
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(answer.one("access-control-allow-origin"), Some("https://app.example.com"));
    assert_eq!(answer.one("access-control-allow-methods"), Some("POST"));
    let headers = "authorization, dpop, content-type, x-note";
    assert_eq!(answer.one("access-control-allow-headers"), Some(headers));
    assert_eq!(answer.one("access-control-max-age"), Some("600"));
    assert_eq!(answer.one("access-control-allow-credentials"), None);
    let vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    assert_eq!(answer.one("vary"), Some(vary));
    assert!(answer.one("x-request-id").is_some());
    assert_eq!(answer.one("x-ratelimit-limit"), None, "it is no call of the operation");
    // The other origin of the list, and what an inner decision says.
    let local = "Origin: http://localhost:3000\r\n";
    let answer = preflight(&server, "/things", local, "GET");
    assert_eq!(answer.one("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(answer.one("access-control-allow-headers"), Some("authorization, dpop"));
    let answer = preflight(&server, "/widget", PARTNER, "GET");
    assert_eq!(answer.one("access-control-allow-origin"), Some("https://partner.example"));
    assert_eq!(answer.one("access-control-allow-credentials"), Some("true"));
    assert_eq!(answer.one("access-control-allow-headers"), Some("x-widget"));
    assert_eq!(answer.one("access-control-max-age"), Some("3600"));
    let answer = preflight(&server, "/open", "Origin: https://elsewhere.example\r\n", "GET");
    assert_eq!((answer.status, answer.one("access-control-allow-origin")), (204, Some("*")));
    // Nothing of the question is repeated.
    let asked = format!("{APP}Access-Control-Request-Headers: x-evil\r\n");
    assert!(!format!("{:?}", preflight(&server, "/things", &asked, "GET")).contains("evil"));
}

#[test]
fn what_the_document_does_not_open_is_closed() {
    let server = serve();
    let asks = |path: &str, origin: &str, method: &str, status: u16| {
        let answer = preflight(&server, path, origin, method);
        assert_eq!(answer.status, status, "{path} {origin} {method}: {answer:?}");
        is_closed(&answer);
    };
    for origin in [
        "",
        "Origin: null\r\n",
        "Origin: *\r\n",
        "Origin: https://app.example.com.evil.example\r\n",
        "Origin: https://evil.app.example.com\r\n",
        "Origin: http://app.example.com\r\n",
        "Origin: https://app.example.com:8443\r\n",
        "Origin: HTTPS://APP.EXAMPLE.COM\r\n",
        "Origin: https://app.example.com, https://evil.example\r\n",
        "Origin: https://app.example.com\r\nOrigin: https://app.example.com\r\n",
    ] {
        asks("/widget", origin, "GET", 405);
        // The document's own operation of the method takes the call.
        asks("/things", origin, "GET", 204);
    }
    // An origin of another operation, and methods that are off, not listed or not declared.
    asks("/widget", APP, "GET", 405);
    asks("/widget", PARTNER, "PUT", 405);
    asks("/widget", PARTNER, "DELETE", 405);
    asks("/widget", PARTNER, "get", 405);
    asks("/widget", PARTNER, "GET\r\nAccess-Control-Request-Method: GET", 405);
    asks("/things", APP, "DELETE", 204);
    asks("/nothing", APP, "GET", 404);
    let without_method = server.send("OPTIONS /widget", PARTNER);
    assert_eq!(without_method.status, 405);
    // Calls that are no preflight.
    for (line, headers) in [
        ("DELETE /things", format!("{APP}{GOOD}")),
        ("OPTIONS /things", APP.to_owned()),
        ("PUT /widget", format!("{PARTNER}X-Api-Key: good\r\n")),
        ("GET /widget", format!("{APP}X-Api-Key: good\r\n")),
    ] {
        let answer = server.send(line, &headers);
        assert_eq!(answer.status, 204, "{line}: {answer:?}");
        is_closed(&answer);
    }
}

#[test]
fn every_answer_of_an_open_operation_can_be_read() {
    let server = serve();
    let reads = |line: &str, headers: &str, status: u16| {
        let answer = server.send(line, headers);
        assert_eq!(answer.status, status, "{line}: {answer:?}");
        assert_eq!(answer.one("access-control-allow-origin"), Some("https://app.example.com"));
        assert_eq!(answer.all("vary"), ["Origin"]);
        answer
    };
    let good = format!("{APP}{GOOD}");
    let answer = reads("POST /things", &good, 204);
    assert_eq!(
        answer.one("access-control-expose-headers"),
        Some(
            "x-request-id, retry-after, ratelimit, ratelimit-policy, x-ratelimit-limit, \
             x-ratelimit-remaining, x-ratelimit-reset, www-authenticate, dpop-nonce"
        )
    );
    reads("POST /things", &good, 204);
    reads("POST /things", &good, 429);
    reads("POST /things", APP, 401);
    reads("POST /things", &format!("{APP}Authorization: Bearer bad\r\n"), 401);
    reads("GET /things?a=1", &good, 400);
    let broken = reads("GET /things", &good, 500);
    let exposed = broken.one("access-control-expose-headers").unwrap();
    assert!(exposed.ends_with(", x-total"), "{exposed}");
    // The origin decides what the answer says, so also the answer to nobody depends on it.
    for origin in ["", "Origin: https://evil.example\r\n"] {
        let answer = server.send("GET /things", &format!("{origin}{GOOD}"));
        assert_eq!((answer.status, answer.all("vary")), (500, vec!["Origin"]));
        is_closed(&answer);
    }
    let partner = server.send("GET /widget", &format!("{PARTNER}X-Api-Key: good\r\n"));
    assert_eq!(partner.one("access-control-allow-credentials"), Some("true"));
    assert_eq!(partner.one("access-control-expose-headers"), Some("x-widget-id"));
    let open = server.send("GET /open", "Origin: null\r\n");
    assert_eq!(open.one("access-control-allow-origin"), Some("*"));
    assert_eq!(open.one("access-control-expose-headers"), None);
    assert!(open.all("vary").is_empty());
}

#[test]
fn a_preflight_counts_against_the_address() {
    let server = start(Log::default(), Some(Rate::per_hour(2)));
    assert_eq!(preflight(&server, "/things", APP, "GET").status, 204);
    assert_eq!(preflight(&server, "/things", APP, "GET").status, 204);
    assert_eq!(preflight(&server, "/things", APP, "GET").status, 429);
    let answer = server.send("GET /things", &format!("{APP}{GOOD}"));
    assert_eq!(answer.status, 429);
    assert_eq!(answer.one("access-control-allow-origin"), Some("https://app.example.com"));
    assert!(answer.one("retry-after").is_some());
}

#[test]
fn a_preflight_is_recorded_where_every_call_is() {
    let log = Log::default();
    let server = start(log.clone(), None);
    preflight(&server, "/things", APP, "GET");
    assert!(log.0.lock().unwrap().is_empty(), "reading is recorded where it is refused");
    preflight(&server, "/things", APP, "POST");
    let record: serde_json::Value = serde_json::from_slice(&log.0.lock().unwrap()).unwrap();
    assert_eq!((&record["method"], &record["path"]), (&"OPTIONS".into(), &"/things".into()));
    assert_eq!((&record["decision"], &record["status"]), (&"allowed".into(), &204.into()));
    assert!(record["operation"].is_null());
}
