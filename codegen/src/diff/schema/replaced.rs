//! A kind of type in the place of another.
//!
//! **Invariant:** narrower is only what was shown to be a part: a type whose JSON types are fewer may have lost its constraints with
//! the others.

use super::{Comparer, Shape, Turn, is_unchanged, of_bound, of_content};
use crate::diff::Class::Weakening;
use crate::diff::recorder::Sense;
use crate::ir::{Kind, TypeId};

impl Comparer<'_, '_> {
    pub(super) fn replaced(
        &mut self,
        before: &Shape<'_>,
        after: &Shape<'_>,
        sense: Sense,
        place: &str,
    ) {
        let sides = Self::sides(before, after).before(before.describe()).after(after.describe());
        // Whoever only asks whether there is a change knows it: to ask more would ask the same of types that hold themselves.
        if self.recorder.probe.is_some() {
            let sentence = "values of another type are let through";
            return self.recorder.add(Weakening, "type-changed", place, sentence, sides);
        }
        if let Some((turn, kind, sentence)) = listed(before, after) {
            let place = format!("{place}/enum");
            return self.recorder.add(of_bound(turn, sense), kind, place, sentence, sides);
        }
        let (a, b) = (before.accepted(&self.old.types), after.accepted(&self.new.types));
        let turn = if self.is_variant(before, after, sense) || (a != b && a.is_within(b)) {
            Turn::Loosened
        } else if self.has_variant(before, after, sense)
            || (b.is_within(a) && before.is_free())
            || is_null_of(before, after)
        {
            Turn::Tightened
        } else {
            Turn::Changed
        };
        let (kind, sentence) = match turn {
            Turn::Loosened => ("type-widened", "values of further types are let through"),
            Turn::Tightened => ("type-narrowed", "values of fewer types are let through"),
            Turn::Changed => ("type-changed", "values of another type are let through"),
        };
        self.recorder.add(of_content(turn), kind, format!("{place}/type"), sentence, sides);
    }

    /// Whether the old type is a variant of the new one.
    fn is_variant(&mut self, before: &Shape<'_>, after: &Shape<'_>, sense: Sense) -> bool {
        let Kind::Union(union) = &after.ty.kind else { return false };
        let is_union = matches!(before.ty.kind, Kind::Union(_));
        let mut variants = union.variants.iter();
        !is_union && variants.any(|variant| self.is_same(before.id, variant.ty, sense))
    }

    /// Whether the new type is a variant of the old one, and accepts nothing that two of them refused together.
    fn has_variant(&mut self, before: &Shape<'_>, after: &Shape<'_>, sense: Sense) -> bool {
        let Kind::Union(union) = &before.ty.kind else { return false };
        let is_union = matches!(after.ty.kind, Kind::Union(_));
        let mut variants = union.variants.iter();
        !is_union
            && variants.any(|variant| {
                !self.shares_values(union, variant, sense)
                    && self.is_same(variant.ty, after.id, sense)
            })
    }

    fn is_same(&mut self, old: TypeId, new: TypeId, sense: Sense) -> bool {
        is_unchanged(old, new, sense, self.recorder)
    }
}

/// Whether nothing is left, or nothing but the `null` that was let through.
fn is_null_of(before: &Shape<'_>, after: &Shape<'_>) -> bool {
    let is_never = matches!(after.ty.kind, Kind::Never) && !after.accepts_null();
    let is_null = matches!(after.ty.kind, Kind::Never | Kind::Null);
    is_never || (is_null && before.accepts_null())
}

/// A list of values in the place of a type that accepts them all, or the type in the place of the list.
fn listed(before: &Shape<'_>, after: &Shape<'_>) -> Option<(Turn, &'static str, &'static str)> {
    let list = |shape: &Shape<'_>, other: &Shape<'_>| match (&shape.ty.kind, &other.ty.kind) {
        (Kind::Enumeration(list), _) => other.accepts_all_of(list),
        _ => false,
    };
    if list(after, before) {
        return Some((Turn::Tightened, "enum-added", "the value is one of a list"));
    }
    list(before, after).then_some((
        Turn::Loosened,
        "enum-removed",
        "the value is no longer one of a list",
    ))
}
