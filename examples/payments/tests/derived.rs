//! What `openapi.yaml` demands of the server, tried over a socket: nothing here knows the document.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use payments::ledger::MemoryLedger;
use payments::{AppState, app};
use portcullis::ApiKeys;
use portcullis::audit::JsonLines;
use portcullis::auth::MemoryRevocations;
use portcullis::dev::Issuer;
use portcullis::testing::Suite;

payments::api::tests! { suite = suite() }

/// The server under test, and credentials for its schemes.
fn suite() -> Suite {
    let issuer = Issuer::new("https://auth.payments.example", "https://api.payments.example");
    let key = ApiKeys::generate("payments_test").unwrap();
    let hash = ApiKeys::hash(&key);
    let keys = ApiKeys::from_toml(&format!("[[key]]\nid = \"partner\"\nhash = \"{hash}\"\n"));
    let revocations = Arc::new(MemoryRevocations::new(100));
    let state = AppState {
        ledger: Arc::new(MemoryLedger::default()),
        revocations: Arc::clone(&revocations),
        issuer: "https://auth.payments.example".into(),
    };
    let tokens = issuer.verifier().unwrap().revocations(revocations);
    let app = app(state, tokens, keys.unwrap(), JsonLines::to(std::io::sink()));
    Suite::new(app).issuer("oauth2", issuer).key("partner", key, &[])
}
