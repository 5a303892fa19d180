//! Unions: which variants there are, and how one is found.
//!
//! **Invariant:** variants that say the same are one, whatever they are called and in whatever order they stand.

use super::{Comparer, Shape, Turn, is_unchanged, of_content};
use crate::diff::recorder::{Sense, Sides};
use crate::ir::{Kind, TypeId, Union, UnionMode, Variant};

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
            self.types(one.ty, other.ty, sense, &format!("{place}/variants/{index}"));
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
            let sentence = "values of one of the shapes are no longer let through";
            let class = of_content(Turn::Tightened);
            let place = format!("{place}/variants");
            self.recorder.add(class, "variant-removed", place, sentence, sides);
        }
    }

    fn mode(&mut self, old: &Union, new: &Union, sides: &Sides, sense: Sense, place: &str) {
        if old.mode == new.mode {
            return;
        }
        // A tag decides by itself; exactly one of the shapes is more than one of them.
        let rank = |mode: &UnionMode| match mode {
            UnionMode::AnyOf => 0,
            UnionMode::OneOf => 1,
            UnionMode::Discriminator { property: _ } => 2,
        };
        let (turn, sentence) = match rank(&new.mode).cmp(&rank(&old.mode)) {
            std::cmp::Ordering::Less => {
                (Turn::Loosened, "the shape of a value is decided less strictly")
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
        let class = super::of_bound(turn, sense);
        self.recorder.add(class, "union-mode-changed", place, sentence, sides);
    }

    /// Whether two types find each other by their numbers.
    fn looks_the_same(&self, old: TypeId, new: TypeId) -> bool {
        let interfaces = self.recorder.interfaces();
        interfaces.is_some_and(|(a, b)| a.prints.get(old) == b.prints.get(new))
    }

    /// Whether the old type is a variant of the new one.
    pub(super) fn is_variant(
        &mut self,
        before: &Shape<'_>,
        after: &Shape<'_>,
        sense: Sense,
    ) -> bool {
        let Kind::Union(union) = &after.ty.kind else { return false };
        let is_union = matches!(before.ty.kind, Kind::Union(_));
        let mut variants = union.variants.iter();
        !is_union
            && variants.any(|variant| is_unchanged(before.id, variant.ty, sense, self.recorder))
    }

    /// Whether the new type is a variant of the old one.
    pub(super) fn has_variant(
        &mut self,
        before: &Shape<'_>,
        after: &Shape<'_>,
        sense: Sense,
    ) -> bool {
        let Kind::Union(union) = &before.ty.kind else { return false };
        let is_union = matches!(after.ty.kind, Kind::Union(_));
        let mut variants = union.variants.iter();
        !is_union
            && variants.any(|variant| is_unchanged(variant.ty, after.id, sense, self.recorder))
    }
}

#[derive(Clone, Copy)]
enum Step {
    Tags,
    Same,
    Name,
}
