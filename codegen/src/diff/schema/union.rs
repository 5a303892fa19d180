//! Unions: which variants there are, and how one is found.
//!
//! **Invariant:** variants that say the same are one, whatever they are called and in whatever order they stand.

use super::apart::are_apart;
use super::{Comparer, Turn, is_unchanged, of_bound, of_content};
use crate::diff::recorder::{Sense, Sides};
use crate::ir::{TypeId, Types, Union, UnionMode, Variant};

impl Comparer<'_, '_> {
    pub(super) fn unions(
        &mut self,
        old: &Union,
        new: &Union,
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        self.mode(old, new, sides, sense, place);
        let mut before: Vec<&Variant> = old.variants.iter().collect();
        let mut after: Vec<(usize, &Variant)> = new.variants.iter().enumerate().collect();
        let mut pairs: Vec<(&Variant, usize, &Variant)> = Vec::new();
        for step in [Step::Tags, Step::Same, Step::Name] {
            let mut at = 0;
            while let Some(one) = before.get(at).copied() {
                let found = after.iter().position(|(_, other)| match step {
                    Step::Tags => one.tags.iter().any(|tag| other.tags.contains(tag)),
                    Step::Same => self.looks_the_same(one.ty, other.ty),
                    Step::Name => one.name == other.name,
                });
                match found {
                    Some(found) => {
                        let (index, other) = after.remove(found);
                        pairs.push((one, index, other));
                        before.remove(at);
                    }
                    None => at += 1,
                }
            }
        }
        // As many as are left: each was changed.
        if before.len() == after.len() {
            let left = before.drain(..).zip(after.drain(..));
            pairs.extend(left.map(|(one, (index, other))| (one, index, other)));
        }
        for (one, index, other) in pairs {
            let place = format!("{place}/variants/{index}");
            if is_by_tag(old) && is_by_tag(new) {
                self.tags(one, other, sides, sense, &place);
            }
            self.types(one.ty, other.ty, sense, &place);
            self.overlap(old, one, other, sides, sense, &place);
        }
        for (index, other) in after {
            let sides = sides.clone().after(&other.name);
            let sentence = "values of a further shape are let through";
            let place = format!("{place}/variants/{index}");
            let class = of_content(Turn::Loosened);
            self.recorder.add(class, "variant-added", place, sentence, sides);
        }
        for one in before {
            let sides = sides.clone().before(&one.name);
            let (turn, sentence) = if self.shares_values(old, one, sense) {
                (Turn::Changed, "what fitted this shape and another, and was refused, may fit one")
            } else {
                (Turn::Tightened, "values of one of the shapes are no longer let through")
            };
            let place = format!("{place}/variants");
            self.recorder.add(of_content(turn), "variant-removed", place, sentence, sides);
        }
    }

    /// The values of the discriminator that mean a variant.
    fn tags(&mut self, old: &Variant, new: &Variant, sides: &Sides, sense: Sense, place: &str) {
        let place = format!("{place}/tags");
        for tag in new.tags.iter().filter(|tag| !old.tags.contains(tag)) {
            let class = of_bound(Turn::Loosened, sense);
            let sentence = "a further value of the discriminator means this shape";
            let sides = sides.clone().after(tag);
            self.recorder.add(class, "discriminator-value-added", &*place, sentence, sides);
        }
        for tag in old.tags.iter().filter(|tag| !new.tags.contains(tag)) {
            let class = of_bound(Turn::Tightened, sense);
            let sentence = "a value of the discriminator no longer means this shape";
            let sides = sides.clone().before(tag);
            self.recorder.add(class, "discriminator-value-removed", &*place, sentence, sides);
        }
    }

    /// Where exactly one shape has to fit, less that fits one of them is more that fits another alone.
    fn overlap(
        &mut self,
        union: &Union,
        old: &Variant,
        new: &Variant,
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        // Whoever only asks whether there is a change was told of the one that makes this one.
        if self.recorder.probe.is_some()
            || !self.shares_values(union, old, sense)
            || is_unchanged(old.ty, new.ty, sense, self.recorder)
        {
            return;
        }
        let sides = sides.clone().before(&old.name).after(&new.name);
        let sentence = "what fitted several shapes, and was refused, may fit one alone";
        self.recorder.add(
            of_content(Turn::Changed),
            "variant-overlap-changed",
            place,
            sentence,
            sides,
        );
    }

    /// Whether the old union refuses values because they fit this variant and another.
    pub(super) fn shares_values(&self, union: &Union, variant: &Variant, sense: Sense) -> bool {
        sense == Sense::Incoming
            && union.mode == UnionMode::OneOf
            && shares_values(&self.old.types, union, variant)
    }

    fn mode(&mut self, old: &Union, new: &Union, sides: &Sides, sense: Sense, place: &str) {
        if old.mode == new.mode {
            return;
        }
        // A tag decides by itself; exactly one of the shapes is more than one of them. What fits several is refused without a tag,
        // and not with one.
        let is_tagged = old.mode == UnionMode::OneOf && is_by_tag(new);
        let types = &self.old.types;
        let overlaps = sense == Sense::Incoming
            && is_tagged
            && old.variants.iter().any(|one| shares_values(types, old, one));
        let rank = |mode: &UnionMode| match mode {
            UnionMode::AnyOf => 0,
            UnionMode::OneOf => 1,
            UnionMode::Discriminator { property: _ } => 2,
        };
        let (turn, sentence) = match rank(&new.mode).cmp(&rank(&old.mode)) {
            std::cmp::Ordering::Less => {
                (Turn::Loosened, "the shape of a value is decided less strictly")
            }
            std::cmp::Ordering::Greater if overlaps => {
                (Turn::Changed, "a member says which of several shapes a value has that fits them")
            }
            std::cmp::Ordering::Greater => {
                (Turn::Tightened, "the shape of a value is decided more strictly")
            }
            std::cmp::Ordering::Equal => {
                (Turn::Changed, "another member says which shape a value has")
            }
        };
        let text = |mode: &UnionMode| match mode {
            UnionMode::AnyOf => "anyOf".to_owned(),
            UnionMode::OneOf => "oneOf".to_owned(),
            UnionMode::Discriminator { property } => format!("discriminator {property}"),
        };
        let sides = sides.clone().before(text(&old.mode)).after(text(&new.mode));
        let class = of_bound(turn, sense);
        self.recorder.add(class, "union-mode-changed", place, sentence, sides);
    }

    /// Whether two types find each other by their numbers.
    fn looks_the_same(&self, old: TypeId, new: TypeId) -> bool {
        let interfaces = self.recorder.interfaces();
        interfaces.is_some_and(|(a, b)| a.prints.get(old) == b.prints.get(new))
    }
}

fn is_by_tag(union: &Union) -> bool {
    !union.mode_is_by_trying()
}

/// Whether a value of a variant may be one of another.
fn shares_values(types: &Types, union: &Union, variant: &Variant) -> bool {
    let mut others = union.variants.iter().filter(|other| !std::ptr::eq(*other, variant));
    others.any(|other| !are_apart(types, variant.ty, other.ty))
}

#[derive(Clone, Copy)]
enum Step {
    Tags,
    Same,
    Name,
}
