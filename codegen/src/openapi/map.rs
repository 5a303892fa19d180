//! An ordered map whose names keep their positions.
//!
//! **Invariant:** names are unique and in the document's order; looking one up takes constant time.

use crate::span::{Span, Spanned};

/// Names and values in the order of the document.
#[derive(Clone, Debug)]
pub struct Map<T> {
    entries: indexmap::IndexMap<String, (Span, T)>,
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Map { entries: indexmap::IndexMap::new() }
    }
}

impl<T> Map<T> {
    /// Adds an entry; the source has no second one of the same name.
    pub(super) fn insert(&mut self, name: Spanned<String>, value: T) {
        self.entries.entry(name.value).or_insert((name.span, value));
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.get(name).map(|(_, value)| value)
    }

    /// The value of a name, and the name with the position where the document gives it.
    pub fn entry(&self, name: &str) -> Option<(Spanned<&str>, &T)> {
        self.entries
            .get_key_value(name)
            .map(|(name, (span, value))| (Spanned::new(name.as_str(), *span), value))
    }

    /// Names and values in the document's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Spanned<&str>, &T)> {
        self.entries.iter().map(|(name, (span, value))| (Spanned::new(name.as_str(), *span), value))
    }

    /// The names in the document's order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The values in the document's order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> {
        self.entries.values().map(|(_, value)| value)
    }

    /// The values in the document's order, without their names.
    pub(super) fn into_values(self) -> impl Iterator<Item = T> {
        self.entries.into_values().map(|(_, value)| value)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
