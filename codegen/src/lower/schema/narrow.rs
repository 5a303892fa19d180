//! Unions that need no type of their own: those that only narrow what stands beside them, and
//! those of constants, which are enumerations.
//!
//! **Invariant:** a union is said to narrow only where a value of the shape beside it holds all that
//! its branches speak of, so that nothing is lost on the way to the handler.

use super::Schemas;
use super::enumeration::fits;
use super::parts::{Part, Parts, beyond_types_and_values, lists_values};
use crate::diag::Diagnostics;
use crate::ir::{Enumeration, Kind, Literal};
use crate::openapi::{RefOr, Schema, SchemaObject};

/// How deep branches may hold branches.
const MAX_DEPTH: usize = 8;

impl<'a> Schemas<'a> {
    /// Whether a branch only narrows what `base` describes.
    pub(super) fn narrows(&mut self, branch: &'a RefOr<Schema>, base: &Parts<'a>) -> bool {
        self.narrows_at(branch, base, 0)
    }

    fn narrows_at(&mut self, branch: &'a RefOr<Schema>, base: &Parts<'a>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let parts = self.parts_of_use(branch, &mut Diagnostics::default());
        let base_types = self.types_of(base);
        let names_any = base.objects().any(|part| !part.properties.is_empty());
        let named = |name: &str| {
            !names_any || base.objects().any(|part| part.properties.get(name).is_some())
        };
        parts.list.iter().all(|part| {
            let object = part.object;
            let types_fit = match (self.own_types(object), base_types) {
                (None, _) => true,
                (Some(own), Some(base)) => base.iter().all(|ty| own.contains(ty)),
                (Some(_), None) => false,
            };
            let branches = part.one_of().into_iter().chain(part.any_of()).flatten();
            types_fit
                && !has_structure(object)
                && (names_any || object.properties.is_empty())
                && object.required.iter().all(|name| named(&name.value))
                && object
                    .properties
                    .iter()
                    .all(|(name, property)| named(name.value) && self.is_flat(property, depth + 1))
                && branches.into_iter().all(|branch| self.narrows_at(branch, base, depth + 1))
        })
    }

    /// Whether a schema speaks of single values alone.
    fn is_flat(&mut self, schema: &'a RefOr<Schema>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let parts = self.parts_of_use(schema, &mut Diagnostics::default());
        parts.list.iter().all(|part| {
            let object = part.object;
            let branches = part.one_of().into_iter().chain(part.any_of()).flatten();
            !has_structure(object)
                && object.properties.is_empty()
                && object.required.is_empty()
                && branches.into_iter().all(|branch| self.is_flat(branch, depth + 1))
        })
    }

    /// A union of constants as an enumeration, and whether `null` is among them. The titles of the
    /// branches name the values.
    pub(super) fn constants(
        &mut self,
        found: &super::union::Found<'a>,
        base: &Parts<'a>,
    ) -> Option<(Kind, bool)> {
        let types = self.types_of(base);
        let beside_types = |part: &Part<'_>| {
            beyond_types_and_values(part.object)
                || lists_values(part.object)
                || part.one_of().is_some()
                || part.any_of().is_some()
        };
        if base.never.is_some() || base.iter().any(beside_types) {
            return None;
        }
        let mut values: Vec<Literal> = Vec::new();
        let mut names = Vec::new();
        let mut null = false;
        for branch in found.branches {
            let parts = self.parts_of_use(branch, &mut Diagnostics::default());
            let [part] = parts.list.as_slice() else { return None };
            let node = only_constant(part.object)?;
            if super::is_null(node) {
                if null {
                    return None;
                }
                null = types.is_none_or(|t| t.contains(crate::openapi::SchemaType::Null));
                continue;
            }
            let own = self.types_of(&parts);
            let types = match (types, own) {
                (Some(a), Some(b)) => Some(super::conjunction::intersection(a, b)),
                (a, b) => a.or(b),
            };
            let literal = self.plain_literal(node, types)?;
            if !base.objects().all(|object| fits(object, node)) {
                return None;
            }
            if values.contains(&literal) {
                return None;
            }
            names.extend(part.object.title.as_ref().map(|title| title.value.clone()));
            values.push(literal);
        }
        if names.len() != values.len() {
            names.clear();
        }
        if values.is_empty() {
            return None;
        }
        Some((Kind::Enumeration(Enumeration { values, extensible: false, names }), null))
    }
}

/// The one value that a schema lets through, where it says nothing else.
fn only_constant(object: &SchemaObject) -> Option<&crate::source::Node> {
    let nullable = object.nullable.is_some_and(|nullable| nullable.value);
    let unions = object.all_of.is_some() || object.one_of.is_some() || object.any_of.is_some();
    if beyond_types_and_values(object) || object.format.is_some() || nullable || unions {
        return None;
    }
    match (&object.constant, &object.enumeration) {
        (Some(value), None) => Some(value),
        (None, Some(values)) if values.value.len() == 1 => values.value.first(),
        _ => None,
    }
}

/// Whether a schema describes the inside of arrays or what other members there are.
fn has_structure(object: &SchemaObject) -> bool {
    let rare = object.rare();
    object.items.is_some()
        || object.additional_properties.is_some()
        || rare.prefix_items.is_some()
        || rare.unevaluated_items.is_some()
        || rare.unevaluated_properties.is_some()
        || !rare.pattern_properties.is_empty()
        || rare.rust_type.is_some()
}
