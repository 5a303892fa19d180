//! The server under test.
//!
//! **Invariant:** it serves as long as its [`Api`] lives.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use portcullis::audit::JsonLines;
use portcullis::auth::{ApiKeyVerifier, BearerVerifier};
use portcullis::server::{ClientCertificates, Server, Tls};
use portcullis::{ApiKeys, Authorized, Operation};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::client::{Answer, Call};
use crate::environment::state;

portcullis::api! { pub(crate) mod document = "openapi.yaml"; }

use document::operations::{CreatePayment, GetPartner, ListAccounts};
use document::schemas::Caller;
use document::{create_payment, get_partner, list_accounts};

/// What a call is answered by that cannot be decided.
pub(crate) const UNAVAILABLE: (u16, &str) = (503, "SERVICE_UNAVAILABLE");

fn subject<Op: Operation>(caller: &Authorized<Op>) -> String {
    caller.principal().map(|caller| caller.subject().to_owned()).unwrap_or_default()
}

#[portcullis::handler(ListAccounts)]
async fn list(
    caller: Authorized<ListAccounts>,
) -> Result<list_accounts::Response, list_accounts::Error> {
    Ok(list_accounts::Response::Ok(Caller { subject: subject(&caller).try_into()? }))
}

#[portcullis::handler(CreatePayment)]
async fn create(
    caller: Authorized<CreatePayment>,
) -> Result<create_payment::Response, create_payment::Error> {
    Ok(create_payment::Response::Ok(Caller { subject: subject(&caller).try_into()? }))
}

#[portcullis::handler(GetPartner)]
async fn partner(
    caller: Authorized<GetPartner>,
) -> Result<get_partner::Response, get_partner::Error> {
    Ok(get_partner::Response::Ok(Caller { subject: subject(&caller).try_into()? }))
}

/// The keys of a partner that no test knows.
fn nobodys_keys() -> ApiKeys {
    let key = ApiKeys::generate("live_test").expect("randomness");
    let hash = ApiKeys::hash(&key);
    ApiKeys::from_toml(&format!("[[key]]\nid = \"nobody\"\nhash = \"{hash}\"\n")).expect("a key")
}

/// A place for a server whose address has to be known before it is made.
pub(crate) struct Place {
    listener: TcpListener,
    pub(crate) address: String,
    tls: Option<Tls>,
}

impl Place {
    pub(crate) async fn find() -> Place {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        Place { listener, address, tls: None }
    }

    /// One where client certificates are asked for, and may be of anybody (RFC 8705 §6.2).
    pub(crate) async fn find_tls() -> Place {
        let place = Place::find().await;
        let tls = Tls::from_files(state("server.pem"), state("server.key"))
            .client_certificates(ClientCertificates::Requested)
            .build()
            .expect("a certificate and its key");
        let address = place.address.replace("http://", "https://");
        Place { address, tls: Some(tls), ..place }
    }

    pub(crate) fn serve(self, oauth2: impl BearerVerifier) -> Api {
        self.serve_as(oauth2, |server| server)
    }

    /// With settings.
    pub(crate) fn serve_as(
        self,
        oauth2: impl BearerVerifier,
        configure: impl FnOnce(Server) -> Server,
    ) -> Api {
        self.launch(oauth2, nobodys_keys(), configure)
    }

    /// With API keys.
    pub(crate) fn serve_partners(
        self,
        oauth2: impl BearerVerifier,
        partner: impl ApiKeyVerifier,
    ) -> Api {
        self.launch(oauth2, partner, |server| server)
    }

    fn launch(
        self,
        oauth2: impl BearerVerifier,
        partner: impl ApiKeyVerifier,
        configure: impl FnOnce(Server) -> Server,
    ) -> Api {
        let log = Log::default();
        let app = document::router((), document::Security { oauth2, partner })
            .audit(JsonLines::to(log.clone()))
            .build();
        let mut server = configure(Server::new(app));
        if let Some(tls) = self.tls {
            server = server.tls(tls);
        }
        let task = tokio::spawn(async move {
            server.serve(self.listener).await.expect("it serves");
        });
        Api { address: self.address, log, task }
    }
}

/// The audit log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A running server.
pub(crate) struct Api {
    pub(crate) address: String,
    log: Log,
    task: JoinHandle<()>,
}

impl Api {
    pub(crate) async fn start(oauth2: impl BearerVerifier) -> Api {
        Place::find().await.serve(oauth2)
    }

    /// `GET /accounts`, which asks for the scope `accounts:read`.
    pub(crate) fn accounts(&self) -> Call {
        Call::get(&format!("{}/accounts", self.address))
    }

    /// `POST /payments`, which asks for the scope `payments:write`.
    pub(crate) fn payments(&self) -> Call {
        Call::post(&format!("{}/payments", self.address))
    }

    /// `GET /partner`, which asks for an API key.
    pub(crate) fn partner(&self, key: &str) -> Call {
        Call::get(&format!("{}/partner", self.address)).header("x-api-key", key)
    }

    /// The call is accepted, and its caller is this client.
    pub(crate) async fn accepts(&self, call: Call, client: &str) {
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.json()["subject"], client);
    }

    /// The call is refused for its token, and for this reason in the log; the client is told
    /// nothing more, whatever is wrong.
    pub(crate) async fn refuses(&self, call: Call, reason: &str) -> Answer {
        self.refuses_as(call, (401, "INVALID_TOKEN"), reason).await
    }

    /// The call is refused by this status and code, and for this reason in the log.
    pub(crate) async fn refuses_as(
        &self,
        call: Call,
        refusal: (u16, &str),
        reason: &str,
    ) -> Answer {
        let answer = call.send().await;
        let (status, code) = answer.refusal();
        assert_eq!((status, code.as_str()), refusal, "{reason}: {answer:?}");
        let record = self.record_of(&answer);
        assert_eq!(record["caller"], Value::Null, "nobody was let in");
        let logged = record["reason"].as_str().unwrap_or_default();
        assert!(logged.starts_with(reason), "{logged} is not {reason}");
        answer
    }

    fn record_of(&self, answer: &Answer) -> Value {
        let id = answer.headers("x-request-id").concat();
        let log = String::from_utf8(self.log.0.lock().unwrap().clone()).expect("UTF-8");
        let mut records = log.lines().map(|line| -> Value { serde_json::from_str(line).unwrap() });
        records.find(|record| record["request_id"] == *id).expect("a record of the call")
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.task.abort();
    }
}
