//! Starts the payments server.
//!
//! A build with debug assertions brings its own development issuer and prints tokens to try. A
//! release build has none: it reads the bank's keys from the files that `PAYMENTS_JWKS` and
//! `PAYMENTS_KEYS` name, and does not start without them; keyed hashes need the pepper in the file
//! that `PAYMENTS_PEPPER` names.

use std::error::Error;
use std::sync::Arc;

use payments::ledger::MemoryLedger;
use payments::{AppState, app};
use portcullis::audit::JsonLines;
use portcullis::auth::MemoryRevocations;
use portcullis::{ApiKeys, Jwt};

/// The issuer in `openapi.yaml`.
const ISSUER: &str = "https://auth.payments.example";
/// How many revoked tokens are remembered.
const REVOCATIONS: usize = 100_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    let revocations = Arc::new(MemoryRevocations::new(REVOCATIONS));
    let credentials = credentials(&format!("http://{}", listener.local_addr()?))?;
    let state = AppState {
        ledger: Arc::new(MemoryLedger::default()),
        revocations: Arc::clone(&revocations),
        issuer: ISSUER.into(),
    };
    let oauth2 = credentials.tokens.revocations(revocations);
    // The audit log goes to standard output, one JSON object a line.
    let app = app(state, oauth2, credentials.keys, JsonLines::stdout());
    portcullis::serve(listener, app).await?;
    Ok(())
}

/// What verifies callers.
struct Credentials {
    tokens: Jwt,
    keys: ApiKeys,
}

/// The bank's keys, from files.
#[cfg(not(debug_assertions))]
fn credentials(address: &str) -> Result<Credentials, Box<dyn Error>> {
    let file = |name: &str| std::env::var(name).map_err(|_| format!("{name} names no file"));
    let tokens = Jwt::new(portcullis::Jwks::from_file(file("PAYMENTS_JWKS")?)?);
    let mut keys = ApiKeys::builder();
    if let Ok(pepper) = std::env::var("PAYMENTS_PEPPER") {
        keys = keys.pepper(portcullis::auth::Pepper::from_file(pepper)?);
    }
    let keys = keys.open(file("PAYMENTS_KEYS")?)?;
    say(&format!("listening on {address}"));
    Ok(Credentials { tokens, keys })
}

/// An issuer and a partner's key that are made at every start.
#[cfg(debug_assertions)]
fn credentials(address: &str) -> Result<Credentials, Box<dyn Error>> {
    use portcullis::dev::Issuer;

    let issuer = Issuer::new(ISSUER, "https://api.payments.example");
    let hour = std::time::Duration::from_secs(3600);
    let mint = |client: &str, scopes: &[&str]| {
        issuer.token().client(client).scopes(scopes).expires_in(hour).mint()
    };
    let read = mint("demo", &["payments:read"]);
    let write =
        mint("demo", &["payments:read", "payments:write", "cards:write", "settlements:write"]);
    let none = mint("demo", &[]);
    let admin = mint("operator", &["tokens:revoke"]);
    let key = ApiKeys::generate("payments_dev")?;
    let hash = ApiKeys::hash(&key);
    let keys = ApiKeys::from_toml(&format!("[[key]]\nid = \"partner\"\nhash = \"{hash}\"\n"))?;
    say(&format!(
        "Payments listens on {address}, with a development issuer and these credentials for an hour:

READ={read}
WRITE={write}
NONE={none}
ADMIN={admin}
KEY={key}

Set them in another terminal, and try:

curl -i {address}/health
curl -i {address}/payments -H \"Authorization: Bearer $WRITE\" -H 'Content-Type: application/json' \\
     -d '{{\"amount\":1250,\"currency\":\"GBP\",\"reference\":\"INV-1\"}}'
curl -i {address}/payments -H \"Authorization: Bearer $READ\"
curl -i {address}/payments -H \"Authorization: Bearer $NONE\"
curl -i {address}/payments -H \"Authorization: Bearer $WRITE\" -H 'Content-Type: application/json' \\
     -d '{{\"amount\":0,\"currency\":\"XXX\",\"iban\":\"\"}}'
curl -i {address}/settlements -H \"Authorization: Bearer $WRITE\" -H \"X-Api-Key: $KEY\" \\
     -H 'Content-Type: application/json' -d '{{\"amount\":1,\"currency\":\"EUR\"}}'

The audit log follows.
"
    ));
    Ok(Credentials { tokens: issuer.verifier()?, keys })
}

#[expect(clippy::print_stdout, reason = "what the server tells the person who started it")]
fn say(text: &str) {
    println!("{text}");
}
