//! [`Streams`]: the calls of a connection of HTTP/2, and when its client was last of use.
//!
//! **Invariant:** a connection without calls, or with an answer that its client does not take, is
//! told of within its limit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How often, within a limit, is looked whether it has passed.
const LOOKS: u32 = 4;
/// At most so often.
const SHORTEST: Duration = Duration::from_millis(10);

/// The calls of a connection.
pub(super) struct Streams(Mutex<State>);

struct State {
    next: u64,
    running: usize,
    /// When the last call ended.
    quiet_since: Instant,
    /// Calls with a piece that HTTP/2's flow control has not taken yet, and since when.
    waiting: HashMap<u64, Instant>,
}

/// A call that runs, until it is dropped.
pub(super) struct Call {
    streams: Arc<Streams>,
    id: u64,
}

impl Streams {
    pub(super) fn new() -> Arc<Streams> {
        Arc::new(Streams(Mutex::new(State {
            next: 0,
            running: 0,
            quiet_since: Instant::now(),
            waiting: HashMap::new(),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(self: &Arc<Streams>) -> Call {
        let mut state = self.state();
        state.running += 1;
        state.next += 1;
        Call { streams: Arc::clone(self), id: state.next }
    }

    /// Ends when there was no call for `idle`, or an answer waited for its client for `write`.
    pub(super) async fn useless(&self, idle: Duration, write: Duration) {
        let pause = (idle.min(write) / LOOKS).max(SHORTEST);
        loop {
            sleep(pause).await;
            let state = self.state();
            let is_idle = state.running == 0 && state.quiet_since.elapsed() >= idle;
            if is_idle || state.waiting.values().any(|since| since.elapsed() >= write) {
                return;
            }
        }
    }
}

impl Call {
    /// A piece was handed over, which flow control has to take.
    pub(super) fn waits(&self) {
        self.streams.state().waiting.insert(self.id, Instant::now());
    }

    /// The next piece is asked for.
    pub(super) fn goes_on(&self) {
        self.streams.state().waiting.remove(&self.id);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut state = self.streams.state();
        state.waiting.remove(&self.id);
        state.running = state.running.saturating_sub(1);
        state.quiet_since = Instant::now();
    }
}
