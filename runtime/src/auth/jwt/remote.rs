//! [`Remote`]: keys at an address, fetched again in time and when a token names an unknown one.
//!
//! **Invariant:** there is one fetch at a time, and unknown ids cause at most one in a cool-down,
//! whatever clients send; nothing that a client sent is part of it. A fetch that fails leaves the
//! keys, which are not used beyond their greatest age.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use super::key_set::KeySet;
use super::keys::Shared;
use crate::auth::clock::apart;
use crate::auth::fault::{ConfigError, Unavailable};
use crate::auth::remote::{HttpsClient, HttpsUrl};

/// What an answer may say about its age: less would be a call every moment, more would keep a key
/// that was removed.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest time between two attempts while fetches fail, unless a cool-down is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 60);
/// Ids that are remembered as unknown.
const MAX_UNKNOWN: usize = 1000;

/// When keys are fetched again.
///
/// Keys are fetched in the background when the answer's `Cache-Control: max-age` is over, and at
/// once when a token names a key that is not known, but not within [`KeyRefresh::cool_down`] of
/// the last attempt. Issuers publish a new key before they sign with it, so no call has to wait for
/// it.
///
/// A token whose key is not known is refused with 401 where the last attempt had an answer, and
/// with 503 where it failed: the key may exist. Calls with known keys go on either way, until the
/// keys reach [`KeyRefresh::oldest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct KeyRefresh {
    cool_down: Duration,
    interval: Duration,
    oldest: Duration,
}

impl Default for KeyRefresh {
    fn default() -> KeyRefresh {
        KeyRefresh {
            cool_down: Duration::from_secs(30),
            interval: Duration::from_secs(10 * 60),
            oldest: LONGEST,
        }
    }
}

impl KeyRefresh {
    /// The shortest time from one attempt to the next that an unknown key causes; otherwise 30
    /// seconds. A key that stays unknown causes none for twice as long.
    pub fn cool_down(mut self, time: Duration) -> KeyRefresh {
        self.cool_down = time;
        self
    }

    /// When keys are fetched again whose answer says nothing about it; otherwise 10 minutes. What
    /// an answer says counts from one minute to 24 hours.
    pub fn interval(mut self, time: Duration) -> KeyRefresh {
        self.interval = time;
        self
    }

    /// How long keys are used that cannot be fetched again; otherwise 24 hours. From then on calls
    /// are refused with 503.
    pub fn oldest(mut self, time: Duration) -> KeyRefresh {
        self.oldest = time;
        self
    }
}

/// Keys at an address.
pub(super) struct Remote {
    url: HttpsUrl,
    client: HttpsClient,
    refresh: KeyRefresh,
    /// Held during a fetch.
    flight: Arc<AsyncMutex<()>>,
    state: Mutex<State>,
}

struct State {
    /// When the last fetch began.
    attempted_at: SystemTime,
    /// How many have failed since one had an answer.
    failures: u32,
    /// Ids that a fetch did not find, and when it began.
    unknown: HashMap<Box<str>, SystemTime>,
}

/// Whose fetch a call waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Its own.
    Own,
    /// Another one's, now or within the cool-down.
    Shared,
}

impl Remote {
    pub(super) fn new(
        url: &str,
        client: HttpsClient,
        refresh: KeyRefresh,
        now: SystemTime,
    ) -> Result<Remote, ConfigError> {
        if refresh.cool_down < Duration::from_secs(1) || refresh.oldest < refresh.cool_down {
            return Err(ConfigError::new(
                "keys are fetched again after at least a second, and used for longer than that",
            ));
        }
        Ok(Remote {
            url: HttpsUrl::parse(url, "the address of the keys")?,
            client,
            refresh,
            flight: Arc::default(),
            state: Mutex::new(State { attempted_at: now, failures: 0, unknown: HashMap::new() }),
        })
    }

    /// The keys at start.
    pub(super) async fn first(&self, now: SystemTime) -> Result<KeySet, ConfigError> {
        self.get(now).await.map_err(|error| ConfigError::new(format!("{}: {error}", self.url)))
    }

    /// Keys that may be used, in place of ones that are due: the same, which are fetched in the
    /// background, or where these are too old, others.
    pub(super) async fn renewed(
        &self,
        shared: &Arc<Shared>,
        now: SystemTime,
    ) -> Result<Arc<KeySet>, Unavailable> {
        if shared.current().is_too_old(now) {
            self.fetch(shared, now).await?;
        } else if let Ok(turn) = Arc::clone(&self.flight).try_lock_owned() {
            // Another call's fetch may have ended just now.
            if shared.current().is_due(now) {
                spawn(shared, turn, now)?;
            }
        }
        let keys = shared.current();
        if keys.is_too_old(now) { Err(Unavailable) } else { Ok(keys) }
    }

    /// The keys after a look for one that is not among them.
    pub(super) async fn with(
        &self,
        kid: &str,
        shared: &Arc<Shared>,
        now: SystemTime,
    ) -> Result<Arc<KeySet>, Unavailable> {
        if self.is_unknown(kid, now) {
            return Ok(shared.current());
        }
        let turn = self.fetch(shared, now).await?;
        let keys = shared.current();
        if keys.has(kid) {
            return Ok(keys);
        }
        let mut state = self.state();
        if state.failures > 0 {
            // The key may exist.
            return Err(Unavailable);
        }
        if turn == Turn::Own {
            state.note_unknown(kid, self.unknown_for(), now);
        }
        Ok(keys)
    }

    /// Waits for a fetch that is under way, or for one of its own where the last was long ago.
    async fn fetch(&self, shared: &Arc<Shared>, now: SystemTime) -> Result<Turn, Unavailable> {
        let turn = Arc::clone(&self.flight).lock_owned().await;
        if apart(now, self.state().attempted_at) < self.refresh.cool_down {
            return Ok(Turn::Shared);
        }
        // A task of its own: a client that hangs up must not undo what others wait for, nor make
        // room for another attempt.
        spawn(shared, turn, now)?.await.map_err(|_| Unavailable)?;
        Ok(Turn::Own)
    }

    /// Fetches the keys and puts them in the place of the old ones, which otherwise stay.
    async fn exchange(&self, shared: &Shared, now: SystemTime) {
        {
            let mut state = self.state();
            state.attempted_at = now;
            // Until the answer is there: the task may be ended.
            state.failures = state.failures.saturating_add(1);
        }
        let keys = self.get(now).await;
        let old = shared.current();
        match keys {
            Ok(keys) => {
                shared.set(keys.after(&old));
                self.state().failures = 0;
            }
            Err(_) => shared.set(old.due_in(self.pause(), now)),
        }
    }

    async fn get(&self, now: SystemTime) -> Result<KeySet, ConfigError> {
        let answer = self.client.get(&self.url).await;
        let answer = answer.map_err(|error| ConfigError::new(error.to_string()))?;
        let due_after =
            answer.fresh_for.map_or(self.refresh.interval, |time| time.clamp(SHORTEST, LONGEST));
        Ok(KeySet::read(&answer.bytes)?.fetched(now, due_after, self.refresh.oldest))
    }

    /// Until the next attempt after one that failed: twice as long each time.
    fn pause(&self) -> Duration {
        let doublings = self.state().failures.saturating_sub(1).min(16);
        let pause = self.refresh.cool_down.saturating_mul(1 << doublings);
        pause.min(LONGEST_PAUSE.max(self.refresh.cool_down))
    }

    fn is_unknown(&self, kid: &str, now: SystemTime) -> bool {
        let state = self.state();
        state.unknown.get(kid).is_some_and(|&since| apart(now, since) < self.unknown_for())
    }

    /// Not much longer than a cool-down: whoever guesses the id of a key to come must not keep it
    /// unknown for longer than a flood of other ids would.
    fn unknown_for(&self) -> Duration {
        self.refresh.cool_down.saturating_mul(2)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note_unknown(&mut self, kid: &str, time: Duration, now: SystemTime) {
        self.unknown.retain(|_, since| apart(now, *since) < time);
        if self.unknown.len() < MAX_UNKNOWN {
            self.unknown.insert(kid.into(), now);
        }
    }
}

/// Fetches in a task. An error outside of a runtime, where nothing can be fetched.
fn spawn(
    shared: &Arc<Shared>,
    turn: OwnedMutexGuard<()>,
    now: SystemTime,
) -> Result<tokio::task::JoinHandle<()>, Unavailable> {
    let shared = Arc::clone(shared);
    let runtime = Handle::try_current().map_err(|_| Unavailable)?;
    Ok(runtime.spawn(async move {
        if let Some(remote) = &shared.remote {
            remote.exchange(&shared, now).await;
        }
        drop(turn);
    }))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn unknown_ids_are_forgotten_in_time_and_not_before() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let unknown = HashMap::new();
        let mut state = State { attempted_at: at(0), failures: 0, unknown };
        let time = Duration::from_secs(60);
        state.note_unknown("one", time, at(0));
        state.note_unknown("two", time, at(30));
        state.note_unknown("three", time, at(59));
        assert_eq!(state.unknown.len(), 3);
        state.note_unknown("four", time, at(60));
        assert!(!state.unknown.contains_key("one") && state.unknown.len() == 3);
        for number in 0..MAX_UNKNOWN {
            state.note_unknown(&number.to_string(), time, at(60));
        }
        assert_eq!(state.unknown.len(), MAX_UNKNOWN);
    }
}
