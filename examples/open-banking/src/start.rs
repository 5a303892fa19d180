//! The server with its certificates and keys.
//!
//! **Invariant:** what a release build serves with is named by its environment; nothing is made up.

use std::error::Error;
use std::sync::Arc;

use open_banking::interaction::Interaction;
use open_banking::ledger::Ledger;
use open_banking::{AppState, app, security};
use portcullis::Jwks;
use portcullis::audit::JsonLines;
use portcullis::auth::MemoryRevocations;
use portcullis::server::{ClientCertificates, Server, Tls};

/// How many revoked tokens are remembered.
const REVOCATIONS: usize = 100_000;

pub(crate) async fn start() -> Result<(), Box<dyn Error>> {
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8443".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    let (keys, tls) = credentials(listener.local_addr()?.port())?;
    let revocations = Arc::new(MemoryRevocations::new(REVOCATIONS));
    let state =
        AppState { ledger: Arc::new(Ledger::default()), authorise_at_once: cfg!(debug_assertions) };
    // The audit log and the interactions go to standard output, one JSON object a line.
    let app = app(state, security(keys, &revocations), JsonLines::stdout(), log)?;
    Server::new(app).tls(tls).serve(listener).await?;
    Ok(())
}

/// Neither an UUID nor a request id has a character that JSON would escape.
fn log(interaction: &Interaction<'_>) {
    let Interaction { id, request_id, status } = interaction;
    say(&format!(r#"{{"interaction_id":"{id}","request_id":"{request_id}","status":{status}}}"#));
}

/// The bank's, from files.
#[cfg(not(debug_assertions))]
fn credentials(port: u16) -> Result<(Jwks, Tls), Box<dyn Error>> {
    let file = |name: &str| std::env::var(name).map_err(|_| format!("{name} names no file"));
    let keys = Jwks::from_file(file("OPEN_BANKING_JWKS")?)?;
    let tls = Tls::from_files(file("OPEN_BANKING_CERTIFICATES")?, file("OPEN_BANKING_KEY")?)
        .client_certificates(ClientCertificates::Requested)
        .client_authorities_file(file("OPEN_BANKING_CLIENT_AUTHORITIES")?)
        .build()?;
    say(&format!("listening on port {port}"));
    Ok((keys, tls))
}

/// New ones at every start.
#[cfg(debug_assertions)]
fn credentials(port: u16) -> Result<(Jwks, Tls), Box<dyn Error>> {
    use open_banking::development::{Development, write_files};

    let development = Development::new()?;
    let (server, client) = (development.server()?, development.client("demo")?);
    let tls = Tls::from_pem(server.certificate(), server.key())
        .client_certificates(ClientCertificates::Requested)
        .client_authorities(development.authority())
        .build()?;
    let directory = write_files(&[
        ("ca.pem", &development.authority()),
        ("client.pem", &client.certificate()),
        ("client-key.pem", &client.key()),
    ])?;
    let directory = directory.display();
    let of_client = development.token("demo", "demo", &["payments"], &client);
    let of_customer = development.token("demo", "customer", &["payments"], &client);
    say(&format!(
        r#"Open Banking listens on https://localhost:{port}, with a development authority and issuer. Set these for an hour:

DIR={directory}
TPP={of_client}
PSU={of_customer}
PAYMENT='{{"InstructionIdentification":"I1","EndToEndIdentification":"E1","InstructedAmount":{{"Amount":"12.50","Currency":"GBP"}},"CreditorAccount":{{"SchemeName":"UK.OBIE.SortCodeAccountNumber","Identification":"08080021325698","Name":"ACME"}}}}'
call() {{ curl -i --cacert $DIR/ca.pem --cert $DIR/client.pem --key $DIR/client-key.pem "$@"; echo; }}

Ask for a consent (here it is authorised at once), and pay with its ConsentId:

call https://localhost:{port}/domestic-payment-consents -H "Authorization: Bearer $TPP" -H 'x-idempotency-key: c1' \
     -H 'Content-Type: application/json' -d "{{\"Data\":{{\"Initiation\":$PAYMENT}},\"Risk\":{{}}}}"
CONSENT=…
call https://localhost:{port}/domestic-payment-consents/$CONSENT/funds-confirmation -H "Authorization: Bearer $PSU"
call https://localhost:{port}/domestic-payments -H "Authorization: Bearer $PSU" -H 'x-idempotency-key: p1' \
     -H 'Content-Type: application/json' -d "{{\"Data\":{{\"ConsentId\":\"$CONSENT\",\"Initiation\":$PAYMENT}},\"Risk\":{{}}}}"

The token is worth nothing without its certificate:

curl -i --cacert $DIR/ca.pem https://localhost:{port}/domestic-payment-consents/$CONSENT -H "Authorization: Bearer $TPP"

The audit log follows.
"#
    ));
    Ok((development.keys()?, tls))
}

#[expect(clippy::print_stdout, reason = "what the server tells the person who started it")]
fn say(text: &str) {
    println!("{text}");
}
