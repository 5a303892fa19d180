//! Domestic payments of Open Banking UK: consents, confirmation of funds, payments.
//!
//! Everything about security stands in the document and in `overlay.yaml`; the code here is business. Tokens follow
//! the FAPI profile and are bound to the client's certificate (RFC 8705).
//!
//! Without the document (see `build.rs`) this crate is empty.
//!
//! **Invariant:** a handler receives only what its operation's evidence and types let through.

#![cfg(open_banking)]

#[cfg(debug_assertions)]
pub mod development;
mod errors;
mod handlers;
pub mod interaction;
pub mod ledger;

use std::sync::Arc;

use portcullis::audit::Sink;
use portcullis::auth::{ConfigError, MemoryRevocations};
use portcullis::{Jwks, Jwt};

use crate::interaction::Interaction;
use crate::ledger::Ledger;

/// What the document says, generated.
#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated code")]
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

/// The issuer of tokens in `overlay.yaml`.
pub const ISSUER: &str = "https://authserver.example";
/// The audience of tokens in `overlay.yaml`.
pub const AUDIENCE: &str = "https://rs.authserver.example/open-banking";

/// What the handlers share.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Where consents and payments are kept.
    pub ledger: Arc<Ledger>,
    /// A shortcut for development: a consent is authorised as soon as it was asked for. Otherwise it waits until
    /// the bank's pages, where its customer decides, call [`Ledger::authorise`].
    pub authorise_at_once: bool,
}

/// The verifiers of tokens: FAPI, with keys of the authorization server.
pub fn security(keys: Jwks, revocations: &Arc<MemoryRevocations>) -> api::Security<Jwt, Jwt> {
    let verifier = |keys| Jwt::new(keys).revocations(Arc::clone(revocations) as Arc<_>).fapi();
    api::Security {
        tppo_auth2_security: verifier(keys.clone()),
        psuo_auth2_security: verifier(keys),
    }
}

/// The server. `audit` receives a record of each call, `log` the interaction that each answer belongs to.
pub fn app(
    state: AppState,
    security: api::Security<Jwt, Jwt>,
    audit: impl Sink,
    log: impl Fn(&Interaction<'_>) + Clone + Send + Sync + 'static,
) -> Result<axum::Router, ConfigError> {
    let router = api::router(state, security).errors(errors::OpenBankingErrors).audit(audit);
    Ok(interaction::add(router.try_build()?, log))
}
