//! [`Remote`] where the feature `discovery` is off: there is none.

use std::future::Ready;
use std::sync::Arc;
use std::time::SystemTime;

use super::key_set::KeySet;
use super::keys::Shared;
use crate::auth::fault::Unavailable;

/// Keys at an address. It cannot be made without the feature `discovery`.
pub(super) enum Remote {}

impl Remote {
    /// Never called.
    pub(super) fn renewed(
        &self,
        _: &Arc<Shared>,
        _: SystemTime,
    ) -> Ready<Result<Arc<KeySet>, Unavailable>> {
        match *self {}
    }

    /// Never called.
    pub(super) fn with(
        &self,
        _: &str,
        _: &Arc<Shared>,
        _: SystemTime,
    ) -> Ready<Result<Arc<KeySet>, Unavailable>> {
        match *self {}
    }
}
