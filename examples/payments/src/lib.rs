//! The README's server: payments, cards, revocation and settlements behind OAuth 2.0 and API keys.
//!
//! Everything about security stands in `openapi.yaml`; the code here is business.
//!
//! **Invariant:** a handler receives only what its operation's evidence and types let through.

mod handlers;
pub mod ledger;

use std::sync::Arc;

use portcullis::audit::Sink;
use portcullis::auth::{ApiKeyVerifier, BearerVerifier, MemoryRevocations};

use crate::ledger::Ledger;

portcullis::api! { pub mod api = "openapi.yaml"; }

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    /// Where payments are booked.
    pub ledger: Arc<dyn Ledger>,
    /// Tokens that are refused before they expire. The verifier of tokens reads the same store.
    pub revocations: Arc<MemoryRevocations>,
    /// The issuer whose tokens can be revoked.
    pub issuer: Arc<str>,
}

/// The server. `audit` receives a record of each call that the document wants recorded.
pub fn app(
    state: AppState,
    oauth2: impl BearerVerifier,
    partner: impl ApiKeyVerifier,
    audit: impl Sink,
) -> axum::Router {
    api::router(state, api::Security { oauth2, partner }).audit(audit).build()
}
