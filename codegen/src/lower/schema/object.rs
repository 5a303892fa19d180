//! `type: object`: named properties, maps, and objects about which nothing is said.

use super::array::limit;
use super::{Place, Schemas};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Additional, Kind, Map, Object};
use crate::openapi::{RefOr, Schema, SchemaObject};

impl<'a> Schemas<'a> {
    pub(super) fn object(
        &mut self,
        object: &'a SchemaObject,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        self.no_format(object, diagnostics);
        let parts = [object];
        if object.properties.is_empty()
            && object.required.is_empty()
            && let Some(map) = self.map(object, place, diagnostics)
        {
            return map;
        }
        let (properties, additional) = self.members(&parts, None, place, diagnostics);
        Kind::Object(Object {
            properties,
            additional,
            min_properties: limit(object.min_properties.as_deref()).unwrap_or(0),
            max_properties: limit(object.max_properties.as_deref()),
        })
    }

    /// An object without named properties whose members are all alike; `None` where there can be
    /// no members.
    fn map(
        &mut self,
        object: &'a SchemaObject,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Kind> {
        let name = place.part("value");
        let part = Place { name: &name, direction: place.direction };
        let values = match additional_schema(object) {
            Members::None => return None,
            Members::Any | Members::Unsaid => self.any(object.span, &part),
            Members::Of(schema) => self.lower(schema, &part, diagnostics),
        };
        Some(Kind::Map(Map {
            values,
            min_properties: limit(object.min_properties.as_deref()).unwrap_or(0),
            max_properties: limit(object.max_properties.as_deref()),
        }))
    }

    /// What members beside the named ones an object may have.
    pub(super) fn additional(
        &mut self,
        object: &'a SchemaObject,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Additional {
        match additional_schema(object) {
            Members::None => Additional::Closed,
            Members::Any | Members::Unsaid => Additional::Open,
            Members::Of(schema) => {
                let name = place.part("additional");
                let part = Place { name: &name, direction: place.direction };
                Additional::Typed(self.lower(schema, &part, diagnostics))
            }
        }
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

/// `additionalProperties`, or `unevaluatedProperties` where that says the same.
pub(super) fn additional_schema(object: &SchemaObject) -> Members<'_> {
    let unevaluated = object.rare().unevaluated_properties.as_ref();
    match object.additional_properties.as_deref().or(unevaluated) {
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
    !super::flatten::constrains(object)
        && object.portcullis.as_ref().is_none_or(|annotation| annotation.sensitive.is_none())
        && rare.sensitive.is_none()
        && rare.pii.is_none()
        && rare.data_classification.is_none()
}

/// A member that must be there and must not: no value can ever be valid.
pub(super) fn impossible_member(
    name: &crate::span::Spanned<String>,
    closed: crate::span::Span,
    diagnostics: &mut Diagnostics,
) {
    let diagnostic = Diagnostic::error(
        "impossible-schema",
        name.span,
        format!("`{}` is required, but the object allows no member of that name", name.value),
    )
    .label("required here")
    .also(closed, "closed here")
    .help(format!("add `{}` to `properties`, or take it out of `required`", name.value));
    diagnostics.report(diagnostic);
}
