//! A bank's server on a real socket, and a client for it.
//!
//! **Invariant:** every answer has one interaction id, and is logged under it: checked for every call of every test.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use open_banking::development::{Development, Identity};
use open_banking::ledger::Ledger;
use open_banking::{AppState, app, security};
use portcullis::audit::{Record, Sink};
use portcullis::auth::MemoryRevocations;
use portcullis::server::{ClientCertificates, Server, Tls};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;
use uuid::Uuid;

struct NoAudit;

impl Sink for NoAudit {
    fn record(&self, _: &Record<'_>) {}
}

/// A running server.
pub(crate) struct Bank {
    pub(crate) development: Development,
    /// The certificate that `TPP` and `PSU` are bound to.
    pub(crate) client: Identity,
    pub(crate) revocations: Arc<MemoryRevocations>,
    port: u16,
    log: Arc<Mutex<Vec<(Uuid, u16)>>>,
    /// The server ends with it.
    _runtime: tokio::runtime::Runtime,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) interaction: Uuid,
    pub(crate) body: Value,
}

impl Answer {
    /// The only error's code and path.
    pub(crate) fn error(&self) -> (&str, &str) {
        let errors = self.body["Errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{}", self.body);
        let text = |name| errors[0].get(name).and_then(Value::as_str).unwrap_or_default();
        (text("ErrorCode"), text("Path"))
    }
}

impl Bank {
    pub(crate) fn start(authorise_at_once: bool) -> Bank {
        let development = Development::new().unwrap();
        let server = development.server().unwrap();
        let tls = Tls::from_pem(server.certificate(), server.key())
            .client_certificates(ClientCertificates::Requested)
            .client_authorities(development.authority())
            .build()
            .unwrap();
        let revocations = Arc::new(MemoryRevocations::new(100));
        let log = Arc::new(Mutex::new(Vec::new()));
        let state = AppState { ledger: Arc::new(Ledger::default()), authorise_at_once };
        let security = security(development.keys().unwrap(), &revocations);
        let kept = Arc::clone(&log);
        let app = app(state, security, NoAudit, move |interaction| {
            kept.lock().unwrap().push((interaction.id, interaction.status));
        });
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        runtime.spawn(Server::new(app.unwrap()).tls(tls).serve(listener));
        let client = development.client("tpp").unwrap();
        Bank { development, client, revocations, port, log, _runtime: runtime }
    }

    /// A token that the client got for itself.
    pub(crate) fn tpp(&self) -> String {
        self.development.token("tpp", "tpp", &["payments"], &self.client)
    }

    /// A token that a customer agreed to.
    pub(crate) fn psu(&self) -> String {
        self.development.token("tpp", "customer", &["payments"], &self.client)
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Answer {
        self.send(Some(&self.client), &format!("GET {path}"), token, "", "")
    }

    pub(crate) fn post(&self, path: &str, token: &str, key: &str, body: &Value) -> Answer {
        let headers = format!("x-idempotency-key: {key}\r\nContent-Type: application/json\r\n");
        let line = format!("POST {path}");
        self.send(Some(&self.client), &line, token, &headers, &body.to_string())
    }

    pub(crate) fn send(
        &self,
        shows: Option<&Identity>,
        line: &str,
        token: &str,
        headers: &str,
        body: &str,
    ) -> Answer {
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             {headers}Content-Length: {length}\r\n\r\n{body}"
        );
        let mut stream = self.connect(shows);
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // How the connection ends does not matter: the answer says how long it is.
        let _ = stream.read_to_end(&mut bytes);
        let answer = answer(&String::from_utf8(bytes).unwrap());
        let logged = self.log.lock().unwrap().last().copied();
        assert_eq!(logged, Some((answer.interaction, answer.status)));
        answer
    }

    fn connect(&self, shows: Option<&Identity>) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        let authority = self.development.authority_der().to_vec();
        roots.add(CertificateDer::from(authority)).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match shows {
            Some(identity) => {
                let chain = vec![CertificateDer::from(identity.certificate_der().to_vec())];
                let key = PrivatePkcs8KeyDer::from(identity.key_der()).into();
                builder.with_client_auth_cert(chain, key).unwrap()
            }
            None => builder.with_no_client_auth(),
        };
        let name = "localhost".try_into().unwrap();
        let session = ClientConnection::new(Arc::new(config), name).unwrap();
        StreamOwned::new(session, TcpStream::connect(("127.0.0.1", self.port)).unwrap())
    }
}

fn answer(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut ids = head.lines().filter_map(|line| line.strip_prefix("x-fapi-interaction-id: "));
    let interaction = ids.next().unwrap().parse().unwrap();
    assert_eq!(ids.next(), None);
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        interaction,
        body: serde_json::from_str(body).unwrap(),
    }
}
