//! The member names of one object that the document does not name: none may come twice.
//!
//! **Invariant:** finding a duplicate costs the same whatever names a client chooses; few names
//! are compared one by one, many are hashed under a random key.

use std::borrow::Cow;
use std::collections::HashSet;

/// Up to this many names are compared one by one.
const FEW: usize = 8;

/// Names seen in one object.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    few: Vec<Cow<'a, str>>,
    many: Option<HashSet<Cow<'a, str>, ahash::RandomState>>,
}

impl<'a> Names<'a> {
    /// Whether the name is new; it is remembered.
    pub(crate) fn insert(&mut self, name: Cow<'a, str>) -> bool {
        if let Some(many) = &mut self.many {
            return many.insert(name);
        }
        if self.few.contains(&name) {
            return false;
        }
        self.few.push(name);
        if self.few.len() > FEW {
            self.many = Some(self.few.drain(..).collect());
        }
        true
    }
}
