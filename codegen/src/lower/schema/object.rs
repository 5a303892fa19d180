//! `type: object`: named properties, maps, and objects about which nothing is said.

use super::array::{is_contradiction, limit};
use super::parts::Parts;
use super::{Place, Schemas};
use crate::diag::Diagnostics;
use crate::ir::{Additional, Kind, Map, Object};
use crate::openapi::{RefOr, Schema, SchemaObject};

impl<'a> Schemas<'a> {
    pub(super) fn object(
        &mut self,
        parts: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        self.no_format(parts, diagnostics);
        let min = parts.objects().filter_map(|part| limit(part.min_properties.as_deref())).max();
        let max = parts.objects().filter_map(|part| limit(part.max_properties.as_deref())).min();
        if is_contradiction(parts, ["minProperties", "maxProperties"], min, max, diagnostics) {
            return Kind::Never;
        }
        let (min_properties, max_properties) = (min.unwrap_or(0), max);
        let (properties, additional) = self.members(parts, place, diagnostics);
        let names_any = parts.objects().any(|part| !part.properties.is_empty());
        if properties.is_empty() && !names_any {
            let values = match additional {
                Additional::Closed => None,
                Additional::Typed(values) => Some(values),
                Additional::Open => {
                    let name = place.part("value");
                    let part = Place { name: &name, direction: place.direction };
                    Some(self.any(parts.span, &part))
                }
            };
            if let Some(values) = values {
                return Kind::Map(Map { values, min_properties, max_properties });
            }
        }
        Kind::Object(Object { properties, additional, min_properties, max_properties })
    }
}

/// What a schema says of members that it does not name.
pub(super) enum Members<'a> {
    /// There are none.
    None,
    /// Any, it says so.
    Any,
    /// Any, because it says nothing.
    Unsaid,
    /// Those of a schema.
    Of(&'a RefOr<Schema>),
}

/// `additionalProperties`.
pub(super) fn additional_schema(object: &SchemaObject) -> Members<'_> {
    says(object.additional_properties.as_deref())
}

/// `unevaluatedProperties`.
pub(super) fn unevaluated_schema(object: &SchemaObject) -> Members<'_> {
    says(object.rare().unevaluated_properties.as_ref())
}

fn says(schema: Option<&RefOr<Schema>>) -> Members<'_> {
    match schema {
        None => Members::Unsaid,
        Some(RefOr::Item(Schema::Boolean(value))) if value.value => Members::Any,
        Some(RefOr::Item(Schema::Boolean(_))) => Members::None,
        Some(RefOr::Item(Schema::Object(schema))) if says_nothing(schema) => Members::Any,
        Some(schema) => Members::Of(schema),
    }
}

/// `{}`, give or take annotations; a mark that the values are sensitive says something.
fn says_nothing(object: &SchemaObject) -> bool {
    let rare = object.rare();
    !super::parts::constrains(object)
        && object.portcullis.as_ref().is_none_or(|annotation| annotation.sensitive.is_none())
        && rare.sensitive.is_none()
        && rare.pii.is_none()
        && rare.data_classification.is_none()
}
