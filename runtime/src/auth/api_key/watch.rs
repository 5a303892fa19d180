//! [`ApiKeys::watch`]: reads a file of keys again when it has changed.
//!
//! **Invariant:** each change is reported once, and what is not understood changes nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::digest::{Sha256, sha256};
use super::super::fault::ConfigError;
use super::ApiKeys;

/// A shorter time between two looks is no use.
const SHORTEST: Duration = Duration::from_millis(100);

impl ApiKeys {
    /// Looks at the file again and again, and reads it when its content has changed: keys that are
    /// added work, and keys that are taken away or have ended stop working, without a restart. A
    /// broken file leaves the keys as they are. `report` hears of each change: how many keys there
    /// are now, or what is wrong.
    ///
    /// It never ends; run it beside the server. Drop it to stop it.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # fn run(keys: portcullis::ApiKeys) {
    /// tokio::spawn(keys.watch(Duration::from_secs(10), |outcome| match outcome {
    ///     Ok(keys) => eprintln!("{keys} API keys"),
    ///     Err(error) => eprintln!("the API keys stay as they were: {error}"),
    /// }));
    /// # }
    /// ```
    pub fn watch(
        &self,
        every: Duration,
        mut report: impl FnMut(Result<usize, ConfigError>) + Send + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        let keys = self.clone();
        async move {
            // Read at the first look, whatever it was before: it may have changed since it was opened.
            let mut seen = None;
            loop {
                let look = look(keys.shared.path.clone()).await;
                if seen.as_ref() != Some(&look) {
                    let first = seen.replace(look).is_none();
                    let outcome = keys.reload().map(|()| keys.len());
                    if !(first && outcome.is_ok()) {
                        report(outcome);
                    }
                }
                tokio::time::sleep(every.max(SHORTEST)).await;
            }
        }
    }
}

/// What tells one content of a file from another.
async fn look(path: Option<PathBuf>) -> Option<Sha256> {
    let path = path?;
    // A task that did not run to its end has seen nothing.
    tokio::task::spawn_blocking(move || digest(&path)).await.ok().flatten()
}

fn digest(path: &Path) -> Option<Sha256> {
    std::fs::read(path).ok().map(|content| sha256(&content))
}
