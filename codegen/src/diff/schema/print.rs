//! A number for each type by which equal types of two documents find each other.
//!
//! **Invariant:** equal types have equal numbers, whatever they are called and in whatever order their parts stand. Different ones
//! may have equal numbers too: a number finds a pair, and the comparison of the pair decides.

use std::hash::{DefaultHasher, Hash as _, Hasher};

use crate::ir::{Additional, Kind, Type, TypeId, Types};

/// So many steps along references are looked at.
const ROUNDS: usize = 8;

/// The numbers of all types, by their ids.
#[derive(Debug, Default)]
pub(in crate::diff) struct Prints(Vec<u64>);

impl Prints {
    pub(in crate::diff) fn of(types: &Types) -> Prints {
        let mut prints = Prints::default();
        for _ in 0..ROUNDS {
            prints = Prints(types.iter().map(|(_, ty)| prints.next(ty)).collect());
        }
        prints
    }

    pub(super) fn get(&self, id: TypeId) -> u64 {
        self.0.get(id.0 as usize).copied().unwrap_or_default()
    }

    fn next(&self, ty: &Type) -> u64 {
        // Keys are constant: the numbers of two documents are compared.
        let mut hasher = DefaultHasher::new();
        ty.sensitive.map(|mask| mask as u8).hash(&mut hasher);
        std::mem::discriminant(&ty.kind).hash(&mut hasher);
        self.kind(&ty.kind, &mut hasher);
        hasher.finish()
    }

    fn kind(&self, kind: &Kind, hasher: &mut DefaultHasher) {
        match kind {
            Kind::Any | Kind::Null | Kind::Never | Kind::Boolean | Kind::Binary => {}
            Kind::Other(list) => {
                let mut list = list.clone();
                list.sort_unstable();
                list.hash(hasher);
            }
            Kind::External(path) => path.hash(hasher),
            Kind::Checked(checked) => {
                let mut parts = super::residue::canonical(&checked.schema);
                parts.sort_unstable();
                parts.hash(hasher);
                self.get(checked.inner).hash(hasher);
            }
            Kind::Integer(integer) => {
                (integer.minimum, integer.maximum, integer.multiple_of).hash(hasher);
            }
            Kind::Number(number) => {
                // Equal numbers may be written differently; the bounds are left to the comparison.
                let bounds = (number.minimum.is_some(), number.maximum.is_some());
                (number.repr as u8, bounds, number.multiple_of.is_some()).hash(hasher);
            }
            Kind::Text(text) => {
                (text.min_length, text.max_length).hash(hasher);
                text.pattern.as_ref().map(|pattern| pattern.value.text()).hash(hasher);
                super::scalar::format(text).hash(hasher);
            }
            Kind::Enumeration(list) => {
                let mut values: Vec<String> = list.values.iter().map(super::scalar::text).collect();
                values.sort_unstable();
                (values, list.extensible).hash(hasher);
            }
            Kind::Array(array) => {
                (array.min_items, array.max_items, array.unique).hash(hasher);
                self.get(array.items).hash(hasher);
            }
            Kind::Map(map) => {
                (map.min_properties, map.max_properties, self.get(map.values)).hash(hasher);
            }
            Kind::Object(object) => {
                let properties = object.properties.iter();
                let mut properties: Vec<(&str, bool, u64)> = properties
                    .map(|own| (own.name.value.as_str(), own.required, self.get(own.ty)))
                    .collect();
                properties.sort_unstable();
                properties.hash(hasher);
                (object.min_properties, object.max_properties).hash(hasher);
                match object.additional {
                    Additional::Closed => 0.hash(hasher),
                    Additional::Open => 1.hash(hasher),
                    Additional::Typed(values) => (2, self.get(values)).hash(hasher),
                }
            }
            Kind::Union(union) => {
                let mut variants: Vec<u64> =
                    union.variants.iter().map(|own| self.get(own.ty)).collect();
                variants.sort_unstable();
                variants.hash(hasher);
            }
            Kind::Nullable(inner) => self.get(*inner).hash(hasher),
        }
    }
}
