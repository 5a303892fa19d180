//! How far apart two times of calls are.
//!
//! **Invariant:** no order of times is assumed: a clock may be set back, and of two calls at the same
//! time either may have looked at it first.

use std::time::{Duration, SystemTime};

/// How far apart two times are. A clock that was set back far makes what was remembered as old as
/// one that went on as far; a call that began a moment before another one does not.
pub(super) fn apart(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other).unwrap_or_else(|error| error.duration())
}
