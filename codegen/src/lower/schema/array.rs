//! `type: array`.

use super::{Place, Schemas};
use crate::diag::Diagnostics;
use crate::ir::{Array, Kind};
use crate::openapi::{NumberText, SchemaObject, count};

impl<'a> Schemas<'a> {
    pub(super) fn array(
        &mut self,
        object: &'a SchemaObject,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        self.no_format(object, diagnostics);
        let name = place.part("item");
        let part = Place { name: &name, direction: place.direction };
        let items = match &object.items {
            Some(items) => self.lower(items, &part, diagnostics),
            None => self.any(object.span, &part),
        };
        Kind::Array(Array {
            items,
            min_items: limit(object.min_items.as_deref()).unwrap_or(0),
            max_items: limit(object.max_items.as_deref()),
            unique: object.unique_items.is_some_and(|unique| unique.value),
        })
    }
}

/// A count. One that is no whole number was reported when the document was read.
pub(super) fn limit(text: Option<&NumberText>) -> Option<u64> {
    text.and_then(|text| count(&text.value))
}
