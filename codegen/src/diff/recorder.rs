//! Where changes are written down.
//!
//! **Invariant:** a change of a part that several operations share is one change with several places.

use std::collections::{HashMap, HashSet};

use super::subject::{Interface, Subject};
use super::{Change, Class, Place, Position};
use crate::ir::{Api, TypeId};
use crate::source::pointer::escape;
use crate::span::Span;

/// The two sides of a change.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    before: Option<String>,
    after: Option<String>,
    old: Option<Span>,
    new: Option<Span>,
}

impl Sides {
    /// Where each document says it.
    pub(super) fn at(old: Option<Span>, new: Option<Span>) -> Sides {
        Sides { old, new, ..Sides::default() }
    }

    pub(super) fn values(mut self, before: Option<String>, after: Option<String>) -> Sides {
        self.before = before;
        self.after = after;
        self
    }

    /// Where a side says nothing by itself, what is around it.
    pub(super) fn or(mut self, around: &Sides) -> Sides {
        self.old = self.old.or(around.old);
        self.new = self.new.or(around.new);
        self
    }

    pub(super) fn before(self, text: impl Into<String>) -> Sides {
        let after = self.after.clone();
        self.values(Some(text.into()), after)
    }

    pub(super) fn after(self, text: impl Into<String>) -> Sides {
        let before = self.before.clone();
        self.values(before, Some(text.into()))
    }
}

/// Which way the values of a type go, as its pairs are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sense {
    /// Read: more that fits is more that is let through.
    Incoming,
    /// Sent: more that is there is more that is let out.
    Outgoing,
}

/// Two types and the way of their values.
pub(super) type Pair = (TypeId, TypeId, Sense);

/// What makes two changes one.
type Key = (Class, String, Option<String>, Option<String>, Option<Position>, Option<Position>);

pub(super) struct Recorder<'a> {
    old: &'a Subject,
    new: &'a Subject,
    operation: Option<String>,
    changes: Vec<Change>,
    /// How often something was recorded, also what was known.
    pub(super) recorded: usize,
    known: HashMap<Key, usize>,
    /// Pairs of types without a change.
    pub(super) clean: HashSet<Pair>,
    /// How many comparisons only want to know whether there is a change, and whether they found one.
    pub(super) probe: Option<bool>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(old: &'a Subject, new: &'a Subject) -> Self {
        Recorder {
            old,
            new,
            operation: None,
            changes: Vec::new(),
            recorded: 0,
            known: HashMap::new(),
            clean: HashSet::new(),
            probe: None,
        }
    }

    /// Both interfaces; there are both, or nothing is compared.
    pub(super) fn interfaces(&self) -> Option<(&'a Interface, &'a Interface)> {
        Some((self.old.interface.as_ref()?, self.new.interface.as_ref()?))
    }

    pub(super) fn apis(&self) -> Option<(&'a Api, &'a Api)> {
        self.interfaces().map(|(old, new)| (&old.api, &new.api))
    }

    /// Changes from here on are of this operation.
    pub(super) fn within(&mut self, operation: Option<String>) {
        self.operation = operation;
    }

    pub(super) fn add(
        &mut self,
        class: Class,
        kind: impl Into<String>,
        pointer: impl Into<String>,
        sentence: &'static str,
        sides: Sides,
    ) {
        self.recorded += 1;
        if self.probe.is_some() {
            self.probe = Some(true);
            return;
        }
        let place = Place { operation: self.operation.clone(), pointer: pointer.into() };
        let kind = kind.into();
        let Sides { before, after, old, new } = sides;
        let old = old.map(|span| self.old.position(span));
        let new = new.map(|span| self.new.position(span));
        let written = old.is_some() || new.is_some();
        let key = (class, kind.clone(), before.clone(), after.clone(), old.clone(), new.clone());
        if written
            && let Some(change) = self.known.get(&key).and_then(|at| self.changes.get_mut(*at))
        {
            if change.place != place && !change.also.contains(&place) {
                change.also.push(place);
            }
            return;
        }
        self.known.insert(key, self.changes.len());
        let also = Vec::new();
        self.changes.push(Change { class, kind, place, also, before, after, sentence, old, new });
    }

    /// The changes: weakening first, in the order in which they were found.
    pub(super) fn finish(self) -> Vec<Change> {
        let mut changes = self.changes;
        changes.sort_by_key(|change| change.class);
        changes
    }
}

/// A pointer of one more token.
pub(super) fn join(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", escape(token))
}
