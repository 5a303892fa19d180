//! [`Introspection`]: access tokens about which the authorization server is asked (RFC 7662).
//!
//! `desk.rs` is one token's way, `endpoint.rs` the call, `answer.rs` what is checked of the answer,
//! `memory.rs` what is remembered.
//!
//! **Invariant:** a token is accepted only if the server said, at most a moment ago, that it is
//! active, and everything else that it said fits. Whatever goes wrong with asking refuses the call
//! as unavailable.

mod answer;
mod desk;
mod endpoint;
mod memory;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use answer::Rules;
use desk::Desk;
use endpoint::Endpoint;

use super::binding::{Binding, Dpop};
use super::demands;
use super::fault::{ConfigError, Fault};
use super::presentation::Presentation;
use super::principal::Principal;
use super::remote::{HttpsClient, HttpsUrl};
use super::revocation::{Revocation, RevocationStore};
use super::verifier::{BearerVerifier, SchemeInfo, TokenChallenges, Verified};

const DEFAULT_TOKEN_BYTES: usize = 8 * 1024;
const DEFAULT_CACHED_TOKENS: usize = 10_000;
const DEFAULT_CACHE: Duration = Duration::from_secs(30);
/// Longer, and a revoked token would live on too long.
const LONGEST_CACHE: Duration = Duration::from_secs(10 * 60);
const DEFAULT_REFUSED_CACHE: Duration = Duration::from_secs(5);
const DEFAULT_CONCURRENT: usize = 64;
const DEFAULT_PER_SECOND: u32 = 200;

/// Verifies access tokens by asking the authorization server about them (RFC 7662): opaque tokens,
/// or such whose revocation must be seen at once.
///
/// What the document says about issuer and audience holds in addition to what is said here. The
/// server's answer must name both, unless [`Introspection::answers_without_issuer`] or
/// [`Introspection::answers_without_audience`] says otherwise, and a subject or a client, which is
/// the subject where no other is named.
///
/// When the server does not answer, answers with another status than 200, or with something that is
/// no answer, calls are refused with 503.
pub struct Introspection {
    endpoint: String,
    client_id: String,
    client_secret: String,
    client: Option<HttpsClient>,
    issuer: Option<String>,
    audiences: Vec<String>,
    may_lack_issuer: bool,
    may_lack_audience: bool,
    max_token_bytes: usize,
    revocations: Option<Arc<dyn RevocationStore>>,
    binding: Binding,
    cache: Duration,
    refused_cache: Duration,
    cached_tokens: usize,
    concurrent: usize,
    per_second: u32,
    /// Whether the document demands that revoked tokens are known.
    must_know_revoked: bool,
    /// Set once the scheme is known.
    desk: Option<Arc<Desk>>,
}

impl Introspection {
    /// A verifier that asks at this `https` address, as this client (`client_secret_basic`,
    /// RFC 6749 §2.3.1).
    pub fn new(
        endpoint: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Introspection {
        Introspection {
            endpoint: endpoint.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            client: None,
            issuer: None,
            audiences: Vec::new(),
            may_lack_issuer: false,
            may_lack_audience: false,
            max_token_bytes: DEFAULT_TOKEN_BYTES,
            revocations: None,
            binding: Binding::default(),
            cache: DEFAULT_CACHE,
            refused_cache: DEFAULT_REFUSED_CACHE,
            cached_tokens: DEFAULT_CACHED_TOKENS,
            concurrent: DEFAULT_CONCURRENT,
            per_second: DEFAULT_PER_SECOND,
            must_know_revoked: false,
            desk: None,
        }
    }

    /// What makes the calls; otherwise [`HttpsClient::new`].
    #[must_use]
    pub fn client(mut self, client: HttpsClient) -> Introspection {
        self.client = Some(client);
        self
    }

    /// The only issuer, exactly as answers write it.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Introspection {
        self.issuer = Some(issuer.into());
        self
    }

    /// What answers must name in `aud`. Where several are said, all of them.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Introspection {
        self.audiences.push(audience.into());
        self
    }

    /// Takes answers without `iss`: the server has one issuer only. Not where the document names
    /// an issuer.
    #[must_use]
    pub fn answers_without_issuer(mut self) -> Introspection {
        self.may_lack_issuer = true;
        self
    }

    /// Takes answers without `aud`: the server itself answers `active` only for tokens that are
    /// meant for this client. Not where the document names an audience.
    #[must_use]
    pub fn answers_without_audience(mut self) -> Introspection {
        self.may_lack_audience = true;
        self
    }

    /// The longest token. Otherwise 8 KiB.
    #[must_use]
    pub fn max_token_bytes(mut self, max_token_bytes: usize) -> Introspection {
        self.max_token_bytes = max_token_bytes;
        self
    }

    /// Who is asked on every call whether a token was revoked, by the answer's `jti`, also while
    /// the answer is remembered.
    #[must_use]
    pub fn revocations(mut self, revocations: Arc<dyn RevocationStore>) -> Introspection {
        self.revocations = Some(revocations);
        self
    }

    /// Takes tokens under `DPoP` with their proofs (RFC 9449). Otherwise tokens that are bound to a
    /// key are refused; ones that are bound to the client's certificate need no setting.
    #[must_use]
    pub fn dpop(mut self, dpop: Dpop) -> Introspection {
        self.binding.dpop = Some(dpop);
        self
    }

    /// Refuses tokens that are bound neither to a key nor to the client's certificate.
    #[must_use]
    pub fn sender_constrained(mut self) -> Introspection {
        self.binding.required = true;
        self
    }

    /// How long it is remembered that a token is active, never beyond its `exp` (RFC 7662 §4);
    /// otherwise 30 seconds, at most 10 minutes. For so long a revoked token may still be accepted.
    /// Zero: the server is asked on every call.
    #[must_use]
    pub fn cache(mut self, time: Duration) -> Introspection {
        self.cache = time;
        self
    }

    /// How long it is remembered that a token is not accepted; otherwise 5 seconds, at most 10
    /// minutes.
    #[must_use]
    pub fn refused_cache(mut self, time: Duration) -> Introspection {
        self.refused_cache = time;
        self
    }

    /// How many answers of each kind are remembered, about; otherwise 10 000.
    #[must_use]
    pub fn cached_tokens(mut self, tokens: usize) -> Introspection {
        self.cached_tokens = tokens;
        self
    }

    /// How many calls may be under way at the same time; otherwise 64. Others wait up to two
    /// seconds and are then refused with 503.
    #[must_use]
    pub fn max_concurrent(mut self, calls: usize) -> Introspection {
        self.concurrent = calls;
        self
    }

    /// How many calls are made in a second; otherwise 200. Others are refused with 503: whoever
    /// guesses tokens must not load the authorization server through this one.
    #[must_use]
    pub fn max_per_second(mut self, calls: u32) -> Introspection {
        self.per_second = calls;
        self
    }

    fn desk(&self, scheme: &SchemeInfo) -> Result<Desk, ConfigError> {
        let client = self.client.clone().map_or_else(HttpsClient::new, Ok)?;
        let url = HttpsUrl::parse(&self.endpoint, "the introspection endpoint")?;
        let authorization = endpoint::basic(&self.client_id, &self.client_secret)?;
        let endpoint = Endpoint::new(url, client, authorization, self.concurrent, self.per_second);
        Ok(Desk::new(endpoint, self.rules(scheme)?, self.times(), self.cached_tokens))
    }

    /// How long what is accepted, and what is not, is remembered.
    fn times(&self) -> (Duration, Duration) {
        (self.cache, self.refused_cache)
    }

    fn rules(&self, scheme: &SchemeInfo) -> Result<Rules, ConfigError> {
        let may_lack_audience = self.may_lack_audience;
        let audiences = match (&*self.audiences, scheme.audience) {
            // Nobody names one, and the server is trusted to know.
            ([], None) if may_lack_audience => Vec::new(),
            (own, _) => demands::audiences(own, scheme)?,
        };
        Ok(Rules {
            issuer: demands::issuer(self.issuer.as_deref(), scheme)?,
            audiences,
            may_lack_issuer: self.may_lack_issuer,
            may_lack_audience,
        })
    }

    fn check(&self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        let problem =
            |text: &str| Err(ConfigError::new(format!("scheme `{}`: {text}", scheme.name)));
        if self.client_id.is_empty() || self.client_secret.is_empty() {
            return problem("the client has no id or no secret (RFC 7662 §2.1)");
        }
        if self.cache > LONGEST_CACHE || self.refused_cache > LONGEST_CACHE {
            return problem("answers about tokens are remembered for more than 10 minutes");
        }
        if self.concurrent == 0 || self.per_second == 0 {
            return problem("no call about a token may be made");
        }
        if self.concurrent > tokio::sync::Semaphore::MAX_PERMITS {
            return problem("too many calls may be under way at the same time");
        }
        if scheme.issuer.is_some() && self.may_lack_issuer {
            return problem("the document names an issuer, so answers must");
        }
        if scheme.audience.is_some() && self.may_lack_audience {
            return problem("the document names an audience, so answers must");
        }
        if !scheme.algorithms.is_empty() {
            return problem("the document names algorithms, which introspection does not see");
        }
        // Who asks the issuer on every call needs no store.
        if self.cache.is_zero() && self.revocations.is_none() {
            return Ok(());
        }
        demands::revocations(self.revocations.as_deref(), scheme)
    }

    async fn accept(
        &self,
        presented: Presentation<'_>,
        now: SystemTime,
    ) -> Result<Arc<Principal>, Fault> {
        let desk = self.desk.as_ref().ok_or(Fault::Unavailable)?;
        let token = presented.token()?;
        if token.len() > self.max_token_bytes {
            return Err(Fault::Invalid("the token is too long"));
        }
        let active = desk.look_up(token, now).await?;
        active.check(presented.scheme, now)?;
        self.refuse_revoked(&active.principal).await?;
        // Last: it uses up the proof.
        self.binding.confirm(active.principal.confirmation(), presented, now).await?;
        Ok(active.principal)
    }

    async fn refuse_revoked(&self, principal: &Principal) -> Result<(), Fault> {
        let Some(revocations) = &self.revocations else { return Ok(()) };
        match (principal.issuer(), principal.token_id()) {
            (Some(issuer), Some(jti)) if revocations.is_revoked(issuer, jti).await? => {
                Err(Fault::Invalid("the token is revoked"))
            }
            (Some(_), Some(_)) => Ok(()),
            // Its server knows whether it is revoked, and said so a moment ago.
            _ if self.cache.is_zero() || !self.must_know_revoked => Ok(()),
            _ => Err(Fault::Unavailable),
        }
    }
}

impl BearerVerifier for Introspection {
    fn bind(&mut self, scheme: &SchemeInfo) -> Result<(), ConfigError> {
        self.check(scheme)?;
        self.binding.bind(scheme)?;
        self.must_know_revoked = scheme.revocation != Revocation::None;
        self.desk = Some(Arc::new(self.desk(scheme)?));
        Ok(())
    }

    fn challenges(&self) -> TokenChallenges {
        self.binding.challenges()
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, now: SystemTime) -> Verified<'a> {
        Box::pin(self.accept(presented, now))
    }
}

impl fmt::Debug for Introspection {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("endpoint", &self.endpoint)
            .field("client_id", &self.client_id)
            .field("issuer", &self.issuer)
            .field("audiences", &self.audiences)
            .field("binding", &self.binding)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
