//! Which kind of type a schema is, and `null`.

use super::{Place, Schemas, is_null, sensitive};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Kind, TypeId, Union, UnionMode, Variant};
use crate::openapi::{SchemaObject, SchemaType, TypeSet, Version};

impl<'a> Schemas<'a> {
    /// What a schema is; `id` is the type it was entered as.
    pub(super) fn kind(
        &mut self,
        object: &'a SchemaObject,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let mask = sensitive::mask(object, diagnostics);
        self.mark(id, mask);
        if object.all_of.is_some() {
            return self.all_of(object, id, place, diagnostics);
        }
        self.kind_beside_all_of(object, id, place, diagnostics)
    }

    /// What a schema is by its keywords other than `allOf`, whose parts are dealt with already.
    pub(super) fn kind_beside_all_of(
        &mut self,
        object: &'a SchemaObject,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        if object.one_of.is_some() || object.any_of.is_some() {
            return self.union(object, id, place, diagnostics);
        }
        let types = self.types_of(object);
        let accepts_null = self.accepts_null(object, types);
        let wanted = types.map(TypeSet::without_null);
        let kind = match wanted {
            None if object.enumeration.is_some() || object.constant.is_some() => {
                self.enumeration(object, None, diagnostics)
            }
            // Nothing is said about the type, so `null` is among what is accepted.
            None => {
                if object.format.is_some() {
                    self.unknown_format(object, diagnostics);
                }
                return Kind::Any;
            }
            Some(set) if set.is_empty() => return self.only_null(object, diagnostics),
            Some(set) if set.len() == 1 => match set.iter().next() {
                Some(ty) => self.single(object, ty, place, diagnostics),
                None => return Kind::Any,
            },
            Some(set) => self.several(object, set, place, diagnostics),
        };
        if accepts_null { self.nullable(id, kind) } else { kind }
    }

    /// `type`, or the type that the other keywords are about. A schema of `properties` without
    /// `type` is taken for an object: it accepts less than JSON Schema would, never more.
    fn types_of(&self, object: &SchemaObject) -> Option<TypeSet> {
        if let Some(types) = &object.types {
            return Some(types.value);
        }
        let is_object = !object.properties.is_empty()
            || !object.required.is_empty()
            || object.additional_properties.is_some()
            || object.min_properties.is_some()
            || object.max_properties.is_some();
        let is_array = object.items.is_some()
            || object.min_items.is_some()
            || object.max_items.is_some()
            || object.unique_items.is_some();
        let is_string =
            object.pattern.is_some() || object.min_length.is_some() || object.max_length.is_some();
        let is_number = object.minimum.is_some()
            || object.maximum.is_some()
            || object.multiple_of.is_some()
            || object.exclusive_minimum.is_some()
            || object.exclusive_maximum.is_some();
        let found: TypeSet = [
            (is_object, SchemaType::Object),
            (is_array, SchemaType::Array),
            (is_string, SchemaType::String),
            (is_number, SchemaType::Number),
        ]
        .into_iter()
        .filter_map(|(is, ty)| is.then_some(ty))
        .collect();
        if found.is_empty() && object.enumeration.is_none() && object.constant.is_none() {
            return format_type(object);
        }
        (!found.is_empty()).then_some(found)
    }

    /// Whether `null` is accepted. An enumeration has the last word: in both dialects it must list
    /// `null` itself (OpenAPI 3.0.3, proposal "clarify nullable").
    fn accepts_null(&self, object: &SchemaObject, types: Option<TypeSet>) -> bool {
        let by_type = match self.version() {
            Version::V3_0 => {
                object.types.is_some() && object.nullable.is_some_and(|nullable| nullable.value)
            }
            Version::V3_1 => types.is_some_and(|types| types.contains(SchemaType::Null)),
        };
        let by_type = by_type || types.is_none();
        let by_values = match (&object.enumeration, &object.constant) {
            (Some(values), _) => values.value.iter().any(is_null),
            (None, Some(value)) => is_null(value),
            (None, None) => true,
        };
        by_type && by_values
    }

    fn only_null(&mut self, object: &SchemaObject, diagnostics: &mut Diagnostics) -> Kind {
        let diagnostic = Diagnostic::error(
            "unsupported-schema",
            object.span,
            "a schema that accepts only `null` is not supported yet",
        )
        .help("name the type of the value beside `null`");
        diagnostics.report(diagnostic);
        Kind::Any
    }

    /// A schema of one type.
    fn single(
        &mut self,
        object: &'a SchemaObject,
        ty: SchemaType,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        if object.enumeration.is_some() || object.constant.is_some() {
            return self.enumeration(object, Some([ty].into_iter().collect()), diagnostics);
        }
        match ty {
            SchemaType::Boolean => {
                self.no_format(object, diagnostics);
                Kind::Boolean
            }
            SchemaType::Integer => self.integer(object, diagnostics),
            SchemaType::Number => self.number(object, diagnostics),
            SchemaType::String => self.text(object, diagnostics),
            SchemaType::Array => self.array(object, place, diagnostics),
            SchemaType::Object => self.object(object, place, diagnostics),
            // `null` alone was sorted out before.
            SchemaType::Null => Kind::Any,
        }
    }

    /// A schema of several types: the value is of one of them, under the keywords that are about
    /// that type.
    fn several(
        &mut self,
        object: &'a SchemaObject,
        types: TypeSet,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        if object.enumeration.is_some() || object.constant.is_some() {
            return self.enumeration(object, Some(types), diagnostics);
        }
        // Every integer is a number as well: trying both would only hide the bounds' violations.
        let number = types.contains(SchemaType::Number);
        let variants = types
            .iter()
            .filter(|&ty| !(number && ty == SchemaType::Integer))
            .map(|ty| {
                let name = place.part(ty.as_str());
                let part = Place { name: &name, direction: place.direction };
                let kind = self.single(object, ty, &part, diagnostics);
                let id = self.add(object.span, &name, kind);
                Variant { name: ty.as_str().to_owned(), tags: Vec::new(), ty: id }
            })
            .collect();
        Kind::Union(Union { mode: UnionMode::AnyOf, variants })
    }
}

/// The type that a format is about, where nothing else tells it.
fn format_type(object: &SchemaObject) -> Option<TypeSet> {
    let encoded = object.rare().content_encoding.is_some();
    let ty = match object.format.as_ref().map(|format| format.value.as_str()) {
        None if encoded => SchemaType::String,
        Some("float" | "double" | "decimal") => SchemaType::Number,
        Some(name) if super::integer::is_format(name) => SchemaType::Integer,
        Some(name) if super::text::is_format(name) => SchemaType::String,
        Some(_) | None => return None,
    };
    Some([ty].into_iter().collect())
}
