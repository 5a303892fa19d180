//! [`Watching`]: looks for files that have changed.
//!
//! **Invariant:** a change that cannot be used is told once and changes nothing.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval};

use super::{Tls, TlsError};

/// At most so often.
const SHORTEST: Duration = Duration::from_millis(10);

/// Looks for changed files, until it is dropped.
pub(in crate::server) struct Watching(AbortHandle);

impl Watching {
    pub(super) fn begin(tls: Tls) -> Watching {
        Watching(tokio::spawn(run(tls)).abort_handle())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn run(tls: Tls) {
    let mut seen = Arc::new(tls.inner.stamps.clone());
    let mut ticks = interval(tls.inner.settings.interval.max(SHORTEST));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let (tls, before) = (tls.clone(), Arc::clone(&seen));
        // Reading files waits for the disk.
        let look = spawn_blocking(move || {
            // Taken before they are read: what changes meanwhile is read once more.
            let now = tls.inner.settings.stamps();
            if now != *before {
                (tls.inner.settings.report)(tls.reload().as_ref().copied());
            }
            now
        });
        // A report that panics stops no server.
        if let Ok(now) = look.await {
            seen = Arc::new(now);
        }
    }
}

/// Where nobody else wants to know.
pub(super) fn report(result: Result<(), &TlsError>) {
    let line = match result {
        Ok(()) => "portcullis: TLS certificates were reloaded".to_owned(),
        Err(error) => format!("portcullis: TLS certificates stay as they were: {error}"),
    };
    // There is nobody to tell that it cannot be told.
    let _ = writeln!(std::io::stderr(), "{line}");
}
