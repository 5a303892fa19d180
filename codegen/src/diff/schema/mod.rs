//! Types, compared along their references.
//!
//! **Invariant:** ends for every pair of types: a pair that is being compared is the same until something says otherwise. Names of
//! types, and where they are written, do not matter.

mod apart;
mod object;
mod print;
mod replaced;
mod residue;
mod scalar;
mod shape;
mod union;

use std::collections::HashSet;

use super::Class::{self, Neutral, Strengthening, Weakening};
use super::recorder::{Pair, Recorder, Sense, Sides};
use crate::ir::{Api, Kind, Mask, TypeId};
pub(super) use print::Prints;
use shape::Shape;

/// Compares two types, and records what is different.
pub(super) fn compare(
    old: TypeId,
    new: TypeId,
    sense: Sense,
    place: &str,
    recorder: &mut Recorder<'_>,
) {
    let Some((before, after)) = recorder.apis() else { return };
    let changes = recorder.recorded;
    let mut comparer = Comparer { old: before, new: after, seen: HashSet::new(), recorder };
    comparer.types(old, new, sense, place);
    let seen = comparer.seen;
    if recorder.recorded == changes && recorder.probe != Some(true) {
        recorder.clean.extend(seen);
    }
}

/// Whether there is nothing to record.
pub(super) fn is_unchanged(
    old: TypeId,
    new: TypeId,
    sense: Sense,
    recorder: &mut Recorder<'_>,
) -> bool {
    let around = recorder.probe.replace(false);
    compare(old, new, sense, "", recorder);
    let found = recorder.probe == Some(true);
    recorder.probe = around;
    !found
}

struct Comparer<'c, 'a> {
    old: &'a Api,
    new: &'a Api,
    seen: HashSet<Pair>,
    recorder: &'c mut Recorder<'a>,
}

/// What is done to what a type accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// More fits.
    Loosened,
    /// Less fits.
    Tightened,
    /// It cannot be shown which.
    Changed,
}

/// A constraint weakens where it is read; what is sent is promised, not let through.
fn of_bound(turn: Turn, sense: Sense) -> Class {
    match (sense, turn) {
        (Sense::Outgoing, _) => Neutral,
        (Sense::Incoming, Turn::Loosened | Turn::Changed) => Weakening,
        (Sense::Incoming, Turn::Tightened) => Strengthening,
    }
}

/// What there may be at all weakens both ways.
fn of_content(turn: Turn) -> Class {
    match turn {
        Turn::Loosened | Turn::Changed => Weakening,
        Turn::Tightened => Strengthening,
    }
}

impl Comparer<'_, '_> {
    fn types(&mut self, old: TypeId, new: TypeId, sense: Sense, place: &str) {
        let pair = (old, new, sense);
        let is_settled = self.recorder.probe == Some(true) || self.recorder.clean.contains(&pair);
        if is_settled || !self.seen.insert(pair) {
            return;
        }
        let (before, after) = (Shape::of(&self.old.types, old), Shape::of(&self.new.types, new));
        self.sensitive(&before, &after, place);
        self.null(&before, &after, sense, place);
        self.checks(&before, &after, sense, place);
        self.kinds(&before, &after, sense, place);
    }

    fn sides(before: &Shape<'_>, after: &Shape<'_>) -> Sides {
        Sides::at(Some(before.span), Some(after.span))
    }

    fn sensitive(&mut self, before: &Shape<'_>, after: &Shape<'_>, place: &str) {
        if before.sensitive == after.sensitive {
            return;
        }
        let word = |mask: Option<Mask>| {
            mask.map(|mask| {
                let word = match mask {
                    Mask::Full => "full",
                    Mask::Pan => "pan",
                    Mask::Email => "email",
                };
                word.to_owned()
            })
        };
        let (class, kind, sentence) = match (before.sensitive, after.sensitive) {
            (_, None) => {
                (Weakening, "sensitive-mark-removed", "values are shown where they were hidden")
            }
            (None, Some(_)) => {
                (Strengthening, "sensitive-mark-added", "values are hidden where they were shown")
            }
            (Some(_), Some(Mask::Full)) => {
                (Strengthening, "sensitive-mark-raised", "nothing of the values is shown")
            }
            (Some(Mask::Full), Some(_)) => {
                (Weakening, "sensitive-mark-lowered", "a part of the values is shown")
            }
            (Some(_), Some(_)) => {
                (Weakening, "sensitive-mark-changed", "another part of the values is shown")
            }
        };
        let sides =
            Self::sides(before, after).values(word(before.sensitive), word(after.sensitive));
        let place = format!("{place}/x-portcullis/sensitive");
        self.recorder.add(class, kind, place, sentence, sides);
    }

    fn null(&mut self, before: &Shape<'_>, after: &Shape<'_>, sense: Sense, place: &str) {
        // Of these the type itself says whether it accepts null.
        if before.decides_null() || after.decides_null() {
            return;
        }
        let (turn, kind, sentence) = match (before.accepts_null(), after.accepts_null()) {
            (false, true) => (Turn::Loosened, "null-added", "the value may be null"),
            (true, false) => (Turn::Tightened, "null-removed", "the value may no longer be null"),
            (true, true) | (false, false) => return,
        };
        let sides = Self::sides(before, after);
        let place = format!("{place}/type");
        self.recorder.add(of_bound(turn, sense), kind, place, sentence, sides);
    }

    fn checks(&mut self, before: &Shape<'_>, after: &Shape<'_>, sense: Sense, place: &str) {
        let lost: Vec<&String> =
            before.checks.iter().filter(|check| !after.checks.contains(check)).collect();
        let gained: Vec<&String> =
            after.checks.iter().filter(|check| !before.checks.contains(check)).collect();
        let (turn, verb, sentence) = match (lost.is_empty(), gained.is_empty()) {
            (true, true) => return,
            (false, true) => {
                (Turn::Loosened, "removed", "a JSON Schema is no longer held against the value")
            }
            (true, false) => (Turn::Tightened, "added", "a JSON Schema is held against the value"),
            (false, false) => {
                (Turn::Changed, "changed", "another JSON Schema is held against the value")
            }
        };
        let text = |list: &[&String]| {
            let all: Vec<&str> = list.iter().map(|text| text.as_str()).collect();
            (!all.is_empty()).then(|| shortened(&all.join(" and ")))
        };
        let sides = Self::sides(before, after).values(text(&lost), text(&gained));
        let class = of_bound(turn, sense);
        self.recorder.add(class, format!("residual-check-{verb}"), place, sentence, sides);
    }

    fn kinds(&mut self, before: &Shape<'_>, after: &Shape<'_>, sense: Sense, place: &str) {
        match (&before.ty.kind, &after.ty.kind) {
            (Kind::Text(a), Kind::Text(b)) => {
                self.texts(a, b, &Self::sides(before, after), sense, place);
            }
            (Kind::Integer(_) | Kind::Number(_), Kind::Integer(_) | Kind::Number(_)) => {
                self.numbers(before, after, sense, place);
            }
            (Kind::Enumeration(a), Kind::Enumeration(b)) => {
                self.enumerations(a, b, Self::sides(before, after), sense, place);
            }
            (Kind::Array(a), Kind::Array(b)) => {
                let sides = Self::sides(before, after);
                self.counts(
                    "Items",
                    (a.min_items, b.min_items),
                    (a.max_items, b.max_items),
                    &sides,
                    sense,
                    place,
                );
                self.flag(
                    "unique-items",
                    (a.unique, b.unique),
                    sides,
                    sense,
                    &format!("{place}/uniqueItems"),
                );
                self.types(a.items, b.items, sense, &format!("{place}/items"));
            }
            (Kind::Map(_) | Kind::Object(_), Kind::Map(_) | Kind::Object(_)) => {
                self.objects(before, after, sense, place);
            }
            (Kind::Union(a), Kind::Union(b)) => {
                self.unions(a, b, &Self::sides(before, after), sense, place);
            }
            (Kind::External(a), Kind::External(b)) if a == b => {}
            (Kind::Other(a), Kind::Other(b)) if a == b => {}
            (Kind::Any, Kind::Any)
            | (Kind::Null, Kind::Null)
            | (Kind::Never, Kind::Never)
            | (Kind::Boolean, Kind::Boolean)
            | (Kind::Binary, Kind::Binary) => {}
            _ => self.replaced(before, after, sense, place),
        }
    }

    /// A keyword that is there or not.
    fn flag(
        &mut self,
        keyword: &str,
        (before, after): (bool, bool),
        sides: Sides,
        sense: Sense,
        place: &str,
    ) {
        let (turn, verb, sentence) = match (before, after) {
            (true, false) => (Turn::Loosened, "removed", "a constraint is gone"),
            (false, true) => (Turn::Tightened, "added", "there is a further constraint"),
            (true, true) | (false, false) => return,
        };
        let class = of_bound(turn, sense);
        self.recorder.add(class, format!("{keyword}-{verb}"), place, sentence, sides);
    }
}

/// A text that a report can show.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
