//! Which kind of type the conjunction of parts is, and `null`.
//!
//! **Invariant:** the type accepts what all parts accept: by its shape, and by a check of what the
//! shape does not say (`residue`).

use super::parts::{Part, Parts};
use super::{Place, Schemas, is_null, sensitive};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{JsonType, Kind, TypeId, Union, UnionMode, Variant};
use crate::lower::lints;
use crate::openapi::{SchemaObject, SchemaType, TypeSet, Version};
use crate::span::Span;

impl<'a> Schemas<'a> {
    /// What the parts are together; `id` is the type they were entered as.
    pub(super) fn kind(
        &mut self,
        parts: &Parts<'a>,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        for Part { object, .. } in parts.by_precedence() {
            super::unsupported::report(object, diagnostics);
            // The outermost part comes last, and its mask wins.
            let mask = sensitive::mask(object, diagnostics);
            self.mark(id, mask);
        }
        if parts.never.is_some() {
            return Kind::Never;
        }
        if let Some(shape) = self.external(parts, diagnostics) {
            return self.checked(parts, shape, id, place, diagnostics);
        }
        if let Some(found) = self.structural_union(parts) {
            return self.union(parts, &found, id, place, diagnostics);
        }
        let shape = self.shape(parts, id, place, diagnostics);
        self.checked(parts, shape, id, place, diagnostics)
    }

    /// The shape of parts without a union that says something of the shape.
    fn shape(
        &mut self,
        parts: &Parts<'a>,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let types = self.types_of(parts);
        self.report_idle_nullable(parts, types, diagnostics);
        if let Some(kind) = self.enumeration(parts, types, diagnostics) {
            let null = self.accepts_null(parts, types);
            return if null && !matches!(kind, Kind::Null) {
                self.nullable(id, kind)
            } else {
                kind
            };
        }
        let Some(types) = types else { return self.untyped(parts, place, diagnostics) };
        let wanted = types.without_null();
        let accepts_null = types.contains(SchemaType::Null);
        let kind = match (wanted.len(), wanted.iter().next()) {
            (1, Some(ty)) => self.single(parts, ty, place, diagnostics),
            (_, None) => return if accepts_null { Kind::Null } else { Kind::Never },
            (_, Some(_)) => self.several(parts, wanted, None, place, diagnostics),
        };
        if accepts_null { self.nullable(id, kind) } else { kind }
    }

    /// The types that all parts let through; `None` where none of them says. Without `integer` where
    /// `number` is among them.
    pub(super) fn types_of(&self, parts: &Parts<'a>) -> Option<TypeSet> {
        let mut all: Option<TypeSet> = None;
        for part in parts.iter() {
            let Some(own) = self.own_types(part.object) else { continue };
            all = Some(all.map_or(own, |all| intersection(all, own)));
        }
        let all = all?;
        let redundant = all.contains(SchemaType::Number);
        Some(all.iter().filter(|ty| !(redundant && *ty == SchemaType::Integer)).collect())
    }

    /// `type`, and `nullable` which widens it (3.0.4 section 4.7.24.1).
    pub(super) fn own_types(&self, object: &SchemaObject) -> Option<TypeSet> {
        let mut types = object.types.as_ref()?.value;
        let nullable = object.nullable.is_some_and(|nullable| nullable.value);
        if self.version() == Version::V3_0 && nullable {
            types.insert(SchemaType::Null);
        }
        Some(types)
    }

    /// Whether `null` is accepted by `type`, `enum` and `const`. An enumeration has the last word: in
    /// both dialects it must list `null` itself (OpenAPI 3.0.3, proposal "clarify nullable").
    fn accepts_null(&self, parts: &Parts<'a>, types: Option<TypeSet>) -> bool {
        types.is_none_or(|types| types.contains(SchemaType::Null))
            && parts.objects().all(|object| {
                let listed = object.enumeration.as_ref();
                listed.is_none_or(|values| values.value.iter().any(is_null))
                    && object.constant.as_deref().is_none_or(is_null)
            })
    }

    /// Reports `nullable` that lets no `null` through: it widens the `type` beside it, and other parts
    /// still refuse it. (3.0.4 section 4.7.24.1)
    fn report_idle_nullable(
        &self,
        parts: &Parts<'a>,
        types: Option<TypeSet>,
        diagnostics: &mut Diagnostics,
    ) {
        if types.is_none_or(|types| types.contains(SchemaType::Null)) {
            return;
        }
        for object in parts.objects() {
            let union = object.one_of.is_some() || object.any_of.is_some();
            // Of a union, the union says so.
            if let Some(nullable) = object.nullable.filter(|flag| flag.value && !union) {
                diagnostics.lint(&lints::IGNORED_NULLABLE, idle_nullable(nullable.span));
            }
        }
    }

    /// Parts of one type.
    fn single(
        &mut self,
        parts: &Parts<'a>,
        ty: SchemaType,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        match ty {
            SchemaType::Boolean => {
                self.no_format(parts, diagnostics);
                Kind::Boolean
            }
            SchemaType::Integer => self.integer(parts, diagnostics),
            SchemaType::Number if has_integer_format(parts) => self.integer(parts, diagnostics),
            SchemaType::Number => self.number(parts, diagnostics),
            SchemaType::String => self.text(parts, diagnostics),
            SchemaType::Array => self.array(parts, place, diagnostics),
            SchemaType::Object => self.object(parts, place, diagnostics),
            SchemaType::Null => Kind::Null,
        }
    }

    /// A value of one of several types, under the keywords that are about that type; `others` are the
    /// types about which nothing is said.
    fn several(
        &mut self,
        parts: &Parts<'a>,
        types: TypeSet,
        others: Option<Vec<JsonType>>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let mut variants = Vec::new();
        for ty in types.iter() {
            let name = place.part(ty.as_str());
            let part = Place { name: &name, direction: place.direction };
            let kind = self.single(parts, ty, &part, diagnostics);
            let id = self.add(parts.span, &name, kind);
            variants.push(Variant::untagged(ty.as_str(), id));
        }
        if let Some(others) = others {
            let ty = self.add(parts.span, &place.part("other"), Kind::Other(others));
            variants.push(Variant::untagged("other", ty));
        }
        Kind::Union(Union { mode: UnionMode::AnyOf, variants })
    }

    /// Nothing is said about the type: the keywords apply to the types that they are about, and a
    /// value of any other type is valid (JSON Schema Core section 7.6.1).
    fn untyped(
        &mut self,
        parts: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let spoken_of: TypeSet = parts.iter().flat_map(types_spoken_of).collect();
        if spoken_of.is_empty() {
            self.no_format(parts, diagnostics);
            return Kind::Any;
        }
        let others = [
            (JsonType::Null, SchemaType::Null),
            (JsonType::Boolean, SchemaType::Boolean),
            (JsonType::Number, SchemaType::Number),
            (JsonType::String, SchemaType::String),
            (JsonType::Array, SchemaType::Array),
            (JsonType::Object, SchemaType::Object),
        ];
        let others = others.into_iter().filter(|(_, ty)| !spoken_of.contains(*ty));
        let others = others.map(|(kind, _)| kind).collect();
        self.several(parts, spoken_of, Some(others), place, diagnostics)
    }
}

/// `type: number, format: int32` is an integer, says the format's own definition.
fn has_integer_format(parts: &Parts<'_>) -> bool {
    let format = |object: &SchemaObject| object.format.as_ref().map(|format| format.value.clone());
    parts.objects().filter_map(format).any(|name| super::integer::range(&name).is_some())
}

fn idle_nullable(span: Span) -> Diagnostic {
    Diagnostic::error("", span, "`nullable` lets no `null` through here: the other parts refuse it")
        .label("has no effect")
        .note("`nullable` widens the `type` beside it; what else applies to the value still does")
        .help("write `anyOf` of the schema and of `{ nullable: true, enum: [null] }`, or make the other part nullable")
}

/// The types in both sets; an integer is a number.
pub(super) fn intersection(a: TypeSet, b: TypeSet) -> TypeSet {
    let has = |set: TypeSet, ty| {
        set.contains(ty) || (ty == SchemaType::Integer && set.contains(SchemaType::Number))
    };
    SchemaType::ALL.into_iter().filter(|&ty| has(a, ty) && has(b, ty)).collect()
}

/// The types that the keywords of a part are about, as far as a shape says what they say.
fn types_spoken_of(part: &Part<'_>) -> Vec<SchemaType> {
    let object = part.object;
    let rare = object.rare();
    let is_object = !object.properties.is_empty()
        || !object.required.is_empty()
        || object.additional_properties.is_some()
        || object.min_properties.is_some()
        || object.max_properties.is_some()
        || rare.pattern_properties.iter().next().is_some()
        || rare.unevaluated_properties.is_some();
    let is_array = object.items.is_some()
        || object.min_items.is_some()
        || object.max_items.is_some()
        || object.unique_items.is_some_and(|unique| unique.value);
    let format = object.format.as_ref().map(|format| format.value.as_str());
    let is_string = object.pattern.is_some()
        || object.min_length.is_some()
        || object.max_length.is_some()
        || rare.content_encoding.is_some()
        || format.is_some_and(super::text::is_format);
    let is_number = object.minimum.is_some()
        || object.maximum.is_some()
        || object.multiple_of.is_some()
        || object.exclusive_minimum.is_some()
        || object.exclusive_maximum.is_some()
        || format.is_some_and(super::number::is_format);
    [
        (is_object, SchemaType::Object),
        (is_array, SchemaType::Array),
        (is_string, SchemaType::String),
        (is_number, SchemaType::Number),
    ]
    .into_iter()
    .filter_map(|(is, ty)| is.then_some(ty))
    .collect()
}
