//! The payments server, started for one test, and what all of its answers owe.
//!
//! **Invariant:** every answer that [`Server::call`] returns has kept every promise that does not
//! depend on the call, and neither it nor the log holds a secret of the call.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use payments::ledger::{Ledger, MemoryLedger};
use payments::{AppState, api};
use portcullis::audit::JsonLines;
use portcullis::auth::MemoryRevocations;
use portcullis::dev::{Issuer, Token};
use portcullis::{ApiKeys, Jwt, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::client::{Answer, Connection, Request, post};

pub(crate) const ISSUER: &str = "https://auth.payments.example";
pub(crate) const AUDIENCE: &str = "https://api.payments.example";

/// What the audit log holds.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What of the router a test sets otherwise.
type Configure = fn(Router<AppState>) -> Router<AppState>;

/// A running server with its own issuer, partner's key and log.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) issuer: Issuer,
    pub(crate) partner_key: String,
    log: Log,
    task: JoinHandle<()>,
}

impl Server {
    /// The example as it is.
    pub(crate) async fn start() -> Server {
        Server::with_ledger(Arc::new(MemoryLedger::default())).await
    }

    /// The example with another ledger.
    pub(crate) async fn with_ledger(ledger: Arc<dyn Ledger>) -> Server {
        Server::launch(ledger, None).await
    }

    /// The example with other settings of the router.
    pub(crate) async fn configured(configure: Configure) -> Server {
        Server::launch(Arc::new(MemoryLedger::default()), Some(configure)).await
    }

    async fn launch(ledger: Arc<dyn Ledger>, configure: Option<Configure>) -> Server {
        Server::serving(|oauth2, partner, audit| {
            let revocations = Arc::new(MemoryRevocations::new(100));
            let state =
                AppState { ledger, revocations: Arc::clone(&revocations), issuer: ISSUER.into() };
            let oauth2 = oauth2.revocations(revocations);
            match configure {
                None => payments::app(state, oauth2, partner, audit),
                Some(configure) => {
                    let router = api::router(state, api::Security { oauth2, partner });
                    configure(router.audit(audit)).build()
                }
            }
        })
        .await
    }

    /// Whatever is made of the issuer's verifier, the partner's key and the log.
    pub(crate) async fn serving(
        app: impl FnOnce(Jwt, ApiKeys, JsonLines) -> axum::Router,
    ) -> Server {
        let issuer = Issuer::new(ISSUER, AUDIENCE);
        let partner_key = ApiKeys::generate("partner_test").unwrap();
        let hash = ApiKeys::hash(&partner_key);
        let partner =
            ApiKeys::from_toml(&format!("[[key]]\nid = \"partner-1\"\nhash = \"{hash}\"\n"))
                .unwrap();
        let log = Log::default();
        let app = app(issuer.verifier().unwrap(), partner, JsonLines::to(log.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { portcullis::serve(listener, app).await.unwrap() });
        Server { address, issuer, partner_key, log, task }
    }

    /// A good token of the client `shop` with these scopes.
    pub(crate) fn token(&self, scopes: &[&str]) -> String {
        self.token_of("shop", scopes).mint()
    }

    /// A good token that is being made.
    pub(crate) fn token_of(&self, client: &str, scopes: &[&str]) -> Token<'_> {
        self.issuer.token().client(client).subject(client).scopes(scopes)
    }

    /// A payment with a good token; the body is the test's.
    pub(crate) fn payment(&self, body: impl AsRef<[u8]>) -> Request {
        post("/payments").bearer(&self.token(&["payments:write"])).json(body)
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }

    /// Sends a request on a connection of its own; the answer has kept its general promises.
    pub(crate) async fn call(&self, request: Request) -> Answer {
        let mut connection = self.connect().await;
        connection.send(request.bytes()).await;
        let answer = connection.answer(request.is_head()).await;
        self.check(&answer, &request);
        answer
    }

    /// What every answer owes.
    fn check(&self, answer: &Answer, request: &Request) {
        check_headers(answer);
        if answer.status >= 400 && !request.is_head() {
            check_envelope(answer);
        }
        let log = self.log();
        let visible = answer.everything();
        for secret in &request.secrets {
            assert!(!visible.contains(secret.as_str()), "{secret} comes back: {visible}");
            assert!(!log.contains(secret.as_str()), "{secret} is in the log: {log}");
        }
    }

    /// The whole audit log.
    pub(crate) fn log(&self) -> String {
        String::from_utf8(self.log.0.lock().unwrap().clone()).expect("the log is UTF-8")
    }

    /// The records of the audit log.
    pub(crate) fn records(&self) -> Vec<Value> {
        let log = self.log();
        assert!(log.is_empty() || log.ends_with('\n'), "the last line has its end");
        log.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
    }

    /// The only record of a call.
    pub(crate) fn record_of(&self, answer: &Answer) -> Value {
        let id = answer.request_id();
        let own: Vec<Value> =
            self.records().into_iter().filter(|record| record["request_id"] == id).collect();
        assert_eq!(own.len(), 1, "one record of {id}: {own:?}");
        own.into_iter().next().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn check_headers(answer: &Answer) {
    let id = answer.request_id();
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    assert!((1..=64).contains(&id.len()) && id.bytes().all(good), "request id {id:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
    assert_eq!(answer.header("server"), None, "the server does not say what it is");
    let owed: &[&str] = match answer.status {
        401 => &["www-authenticate"],
        405 => &["allow"],
        415 if answer.header("accept-encoding").is_none() => &["accept"],
        429 | 503 => &["retry-after"],
        _ => &[],
    };
    for name in owed {
        assert!(!answer.headers(name).is_empty(), "{name} is missing: {answer:?}");
    }
}

/// The envelope: exactly its members, and nothing but codes, pointers and constants in them.
fn check_envelope(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
    let json = answer.json();
    let names = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    assert_eq!(names(&json), ["error"]);
    let error = &json["error"];
    let mut expected = vec!["code", "message", "request_id"];
    if !error["details"].is_null() {
        expected.push("details");
    }
    expected.sort_unstable();
    let mut members = names(error);
    members.sort_unstable();
    assert_eq!(members, expected);
    assert_eq!(error["request_id"], answer.request_id());
    let code = error["code"].as_str().unwrap();
    assert!(
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'),
        "{code}"
    );
    assert!(!error["message"].as_str().unwrap().is_empty());
}
