//! [`Grant`]: the decision to let a request through.
//!
//! **Invariant:** only `access.rs` makes one, and nothing outside the crate can hold one.

use std::sync::Arc;

use smallvec::SmallVec;

use super::principal::Principal;

/// The decision to let a request through.
#[derive(Debug)]
pub struct Grant {
    alternative: Option<usize>,
    principals: SmallVec<[Arc<Principal>; 2]>,
}

impl Grant {
    /// Anybody may call.
    pub(super) fn public() -> Grant {
        Grant { alternative: None, principals: SmallVec::new() }
    }

    /// An alternative holds by these principals, in the order of its requirements.
    pub(super) fn of(alternative: usize, principals: SmallVec<[Arc<Principal>; 2]>) -> Grant {
        Grant { alternative: Some(alternative), principals }
    }

    /// The index of the alternative that holds; `None` for a public operation.
    pub fn alternative(&self) -> Option<usize> {
        self.alternative
    }

    /// Whom the credentials speak for, in the order of the alternative's requirements.
    pub fn principals(&self) -> &[Arc<Principal>] {
        &self.principals
    }
}
