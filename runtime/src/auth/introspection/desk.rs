//! [`Desk`]: one token's way: what was said a moment ago, or else the server's answer.
//!
//! **Invariant:** the server is asked about a token once at a time, whoever asks and whoever hangs
//! up. A fault of it is never remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::answer::{self, Active, Rules};
use super::endpoint::Endpoint;
use super::memory::Memory;
use crate::auth::digest::{Sha256, sha256};
use crate::auth::fault::Fault;

type Outcome = Result<Active, Fault>;
/// An answer that may still have to come.
type Flight = watch::Receiver<Option<Outcome>>;

/// Where tokens are looked up.
pub(super) struct Desk {
    endpoint: Endpoint,
    rules: Rules,
    accepted: Memory<Active>,
    /// Apart, so that guessing tokens displaces none that is good.
    refused: Memory<&'static str>,
    flights: Mutex<HashMap<Sha256, Flight>>,
    /// Whether calls about one token may share an answer.
    shares: bool,
}

impl Desk {
    /// A desk that remembers for so long what is accepted, and what is refused.
    pub(super) fn new(
        endpoint: Endpoint,
        rules: Rules,
        (accepted, refused): (Duration, Duration),
        tokens: usize,
    ) -> Desk {
        Desk {
            endpoint,
            rules,
            accepted: Memory::new(tokens, accepted),
            refused: Memory::new(tokens, refused),
            flights: Mutex::default(),
            shares: !accepted.is_zero(),
        }
    }

    /// What is to be held of a token now.
    pub(super) async fn look_up(self: &Arc<Desk>, token: &str, now: SystemTime) -> Outcome {
        let key = sha256(token.as_bytes());
        if let Some(outcome) = self.remembered(&key, now) {
            return outcome;
        }
        if !self.shares {
            // An answer to an earlier call may be older than this call.
            self.admit()?;
            return self.ask(token, &key, now).await;
        }
        let mut flight = self.flight(token, key, now)?;
        let landed = flight.wait_for(Option::is_some).await;
        landed.ok().and_then(|outcome| outcome.clone()).unwrap_or(Err(Fault::Unavailable))
    }

    /// The answer that is under way, or a new one.
    fn flight(
        self: &Arc<Desk>,
        token: &str,
        key: Sha256,
        now: SystemTime,
    ) -> Result<Flight, Fault> {
        let mut flights = self.flights();
        if let Some(flight) = flights.get(&key) {
            return Ok(flight.clone());
        }
        // It may have landed since this call looked.
        if let Some(outcome) = self.remembered(&key, now) {
            return Ok(watch::channel(Some(outcome)).1);
        }
        let runtime = Handle::try_current().map_err(|_| Fault::Unavailable)?;
        self.admit()?;
        let (landing, flight) = watch::channel(None);
        flights.insert(key, flight.clone());
        drop(flights);
        let desk = Landing { desk: Arc::clone(self), key };
        let token = token.to_owned();
        // A task of its own: others wait for it when this call's client hangs up.
        runtime.spawn(async move {
            let outcome = desk.desk.ask(&token, &key, now).await;
            drop(desk);
            landing.send_replace(Some(outcome));
        });
        Ok(flight)
    }

    /// Asks the server, and remembers what it says.
    async fn ask(&self, token: &str, key: &Sha256, now: SystemTime) -> Outcome {
        let answer = self.endpoint.ask(token).await?;
        let outcome = answer::read(&answer, &self.rules, now);
        match &outcome {
            Ok(active) => {
                let end = active.principal.expires_at();
                self.accepted.insert(*key, active.clone(), end, now);
            }
            Err(Fault::Invalid(reason)) => self.refused.insert(*key, reason, None, now),
            Err(_) => {}
        }
        outcome
    }

    fn remembered(&self, key: &Sha256, now: SystemTime) -> Option<Outcome> {
        let accepted = self.accepted.get(key, now).map(Ok);
        accepted.or_else(|| self.refused.get(key, now).map(|reason| Err(Fault::Invalid(reason))))
    }

    fn admit(&self) -> Result<(), Fault> {
        if self.endpoint.admits() { Ok(()) } else { Err(Fault::Unavailable) }
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Sha256, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a flight, also one that was cut short.
struct Landing {
    desk: Arc<Desk>,
    key: Sha256,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.desk.flights().remove(&self.key);
    }
}
