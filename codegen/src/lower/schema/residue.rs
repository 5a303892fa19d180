//! What the parts demand beyond the shape of their type, as a schema for the runtime to check.
//!
//! **Invariant:** every keyword that a shape does not enforce is in the residue; a keyword that no
//! check can enforce either is an error.

use super::parts::{Part, Parts};
use super::render::{Render, Select};
use super::{Place, Schemas};
use crate::diag::Diagnostics;
use crate::ir::{Checked, Kind, Mask, TypeId};
use crate::openapi::SchemaObject;

impl<'a> Schemas<'a> {
    /// The shape, with a check around it where the parts demand more.
    pub(super) fn checked(
        &mut self,
        parts: &Parts<'a>,
        shape: Kind,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        if matches!(shape, Kind::Never) {
            return shape;
        }
        let external = matches!(shape, Kind::External(_));
        let too_many = !external && !self.structural_unions(parts).is_empty();
        let shape = if too_many { Kind::Any } else { shape };
        let selected: Vec<(Part<'a>, Select)> = parts
            .iter()
            .map(|part| {
                (
                    *part,
                    if too_many || external { Select::all() } else { self.leftover(part, parts) },
                )
            })
            .filter(|(_, select)| !select.is_empty())
            .collect();
        if selected.is_empty() {
            return shape;
        }
        let mut render = Render::new(self, place.direction, diagnostics);
        let fragments: Vec<String> =
            selected.iter().map(|(part, select)| render.part(part, *select)).collect();
        let backtracking = render.backtracking();
        let covers = render.covered();
        let (schema, sensitive) = render.finish(&fragments);
        if sensitive && self.types.get(id).sensitive.is_none() {
            // What is checked as a whole is hidden as a whole.
            self.mark(id, Some(Mask::Full));
        }
        let name = format!("{} shape", self.types.get(id).name);
        let inner = self.add(parts.span, &name, shape);
        Kind::Checked(Checked { inner, schema, backtracking, covers })
    }

    /// Whether `unevaluatedProperties` of an object is decided by the names in its own `properties` and
    /// those of its `allOf` alone: nothing that depends on the value evaluates others.
    pub(super) fn evaluates_by_name(
        &mut self,
        whole: &Part<'a>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let object = whole.object;
        let below = self.parts_below(whole, diagnostics);
        below.iter().all(|part| {
            let (own, rare) = (part.object, part.object.rare());
            let itself = own.span == object.span;
            part.one_of().is_none()
                && part.any_of().is_none()
                && rare.if_schema.is_none()
                && rare.dependent_schemas.is_none()
                && rare.pattern_properties.is_empty()
                && own.additional_properties.is_none()
                && (itself || rare.unevaluated_properties.is_none())
        })
    }

    /// The keywords of a part that its shape among the other parts does not enforce.
    fn leftover(&mut self, part: &Part<'a>, parts: &Parts<'a>) -> Select {
        let object = part.object;
        let rare = object.rare();
        let first = |is: &dyn Fn(&Part<'a>) -> bool| {
            parts.iter().find(|other| is(other)).is_some_and(|other| other.key() == part.key())
        };
        let by_name = rare.unevaluated_properties.is_none()
            || self.evaluates_by_name(part, &mut Diagnostics::default());
        let unevaluated =
            (rare.unevaluated_properties.is_some() && !by_name) || rare.unevaluated_items.is_some();
        let by_place = parts.objects().any(|object| object.rare().prefix_items.is_some());
        let pattern = object.pattern.is_some()
            && !first(&|other| other.object.pattern.is_some())
            && !same(parts, part, |o| o.pattern.as_ref().map(|p| p.value.clone()));
        // An enumeration's variants are not held to a format either.
        let listed = parts.objects().any(|o| o.enumeration.is_some() || o.constant.is_some());
        let asserts = object
            .format
            .as_ref()
            .is_some_and(|format| super::text::asserted(&format.value).is_some());
        let checked =
            object.format.as_ref().is_some_and(|format| super::text::is_checked(&format.value));
        let format = (asserts && listed)
            || checked
            || object.format.is_some()
                && !first(&|other| other.object.format.is_some())
                && !same(parts, part, |o| o.format.as_ref().map(|f| f.value.clone()));
        Select {
            unions: part.one_of().is_some() || part.any_of().is_some(),
            pattern,
            format,
            multiple_of: object.multiple_of.is_some() && self.multiple_is_left(part, parts),
            values: self.values_are_left(parts)
                && (object.enumeration.is_some() || object.constant.is_some()),
            logic: object.not.is_some()
                || rare.if_schema.is_some()
                || rare.dependent_required.is_some()
                || rare.dependent_schemas.is_some()
                || rare.property_names.is_some()
                || rare.contains.is_some(),
            names: !rare.pattern_properties.is_empty(),
            items: rare.prefix_items.is_some() || (by_place && object.items.is_some()),
            whole: unevaluated,
        }
    }
}

/// Whether the first part that has a keyword says the same as this one.
fn same<'a>(
    parts: &Parts<'a>,
    part: &Part<'a>,
    read: impl Fn(&SchemaObject) -> Option<String>,
) -> bool {
    parts.objects().find_map(&read) == read(part.object)
}
