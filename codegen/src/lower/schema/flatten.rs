//! The members of one or several object schemas as one list: what `allOf` means for objects.
//!
//! **Invariant:** the merged object accepts exactly the values that all parts accept; where that
//! cannot be said with one list of members, it is an error.

use indexmap::IndexMap;

use super::object::{Members, additional_schema, impossible_member};
use super::reference::siblings;
use super::{Direction, Place, Schemas};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Additional, Property};
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::span::{Span, Spanned};

/// A property on its way into the merged list.
struct Found<'a> {
    name: Spanned<&'a str>,
    schema: &'a RefOr<Schema>,
}

impl<'a> Schemas<'a> {
    /// The properties of all parts, and what other members there may be. `whole` is where the part
    /// is written that holds the others, if one does.
    pub(super) fn members(
        &mut self,
        parts: &[&'a SchemaObject],
        whole: Option<Span>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> (Vec<Property>, Additional) {
        let found = self.collect(parts, diagnostics);
        let additional = self.merged_additional(parts, whole, &found, place, diagnostics);
        let mut properties = Vec::with_capacity(found.len());
        for found in found.values() {
            let one_way = match place.direction {
                Direction::Request => self.is_read_only(found.schema),
                Direction::Response => self.is_write_only(found.schema),
                Direction::Both => false,
            };
            if !one_way {
                properties.push(self.property(found, parts, place, diagnostics));
            } else if matches!(additional, Additional::Typed(_)) {
                diagnostics.report(one_way_beside_others(found.name));
            }
        }
        self.required_but_unnamed(parts, &found, additional, place, &mut properties, diagnostics);
        (properties, additional)
    }

    /// Every named property once.
    fn collect(
        &mut self,
        parts: &[&'a SchemaObject],
        diagnostics: &mut Diagnostics,
    ) -> IndexMap<&'a str, Found<'a>> {
        let mut found: IndexMap<&'a str, Found<'a>> = IndexMap::new();
        for part in parts {
            for (name, schema) in part.properties.iter() {
                match found.get(name.value) {
                    None => {
                        found.insert(name.value, Found { name, schema });
                    }
                    Some(earlier) if self.says_the_same(earlier.schema, schema) => {}
                    Some(earlier) => diagnostics.report(conflict(name, earlier.name.span)),
                }
            }
        }
        found
    }

    /// Whether two uses lead to one schema.
    pub(in crate::lower) fn says_the_same(
        &self,
        a: &'a RefOr<Schema>,
        b: &'a RefOr<Schema>,
    ) -> bool {
        let plain = |schema: &'a RefOr<Schema>| {
            self.steps(schema).into_iter().filter_map(siblings).all(says_nothing)
        };
        match (self.resolved.schema(a), self.resolved.schema(b)) {
            _ if a.span() == b.span() => true,
            (Some(target_a), Some(target_b)) => {
                target_a.span() == target_b.span() && plain(a) && plain(b)
            }
            _ => true,
        }
    }

    fn property(
        &mut self,
        found: &Found<'a>,
        parts: &[&'a SchemaObject],
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Property {
        let name = place.part(found.name.value);
        let part = Place { name: &name, direction: place.direction };
        let ty = self.lower(found.schema, &part, diagnostics);
        let required = parts
            .iter()
            .any(|part| part.required.iter().any(|required| required.value == found.name.value));
        let annotations = self.annotations(found.schema);
        Property {
            name: found.name.map(str::to_owned),
            ty,
            required,
            default: self.default(found.schema, ty, diagnostics),
            description: annotations.description,
            deprecated: annotations.deprecated,
        }
    }

    /// What other members there may be beside the merged list.
    fn merged_additional(
        &mut self,
        parts: &[&'a SchemaObject],
        whole: Option<Span>,
        found: &IndexMap<&'a str, Found<'a>>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Additional {
        let mut merged = Additional::Open;
        for part in parts {
            let own = self.additional(part, place, diagnostics);
            let others_name_more = found.keys().any(|name| part.properties.get(name).is_none());
            match own {
                Additional::Open => {}
                Additional::Closed
                    if !others_name_more || (is_unevaluated(part) && whole == Some(part.span)) =>
                {
                    merged = Additional::Closed;
                }
                Additional::Typed(values) if !others_name_more && merged == Additional::Open => {
                    merged = Additional::Typed(values);
                }
                Additional::Closed | Additional::Typed(_) => {
                    diagnostics.report(closed_branch(part.span));
                }
            }
        }
        merged
    }

    /// Members that are required and not named: any value will do, where any may be there.
    fn required_but_unnamed(
        &mut self,
        parts: &[&'a SchemaObject],
        found: &IndexMap<&'a str, Found<'a>>,
        additional: Additional,
        place: &Place<'_>,
        properties: &mut Vec<Property>,
        diagnostics: &mut Diagnostics,
    ) {
        for (part, name) in
            parts.iter().flat_map(|part| part.required.iter().map(move |n| (part, n)))
        {
            let known = found.contains_key(name.value.as_str())
                || properties.iter().any(|property| property.name.value == name.value);
            if known {
                continue;
            }
            let ty = match additional {
                Additional::Closed => {
                    impossible_member(name, part.span, diagnostics);
                    continue;
                }
                Additional::Typed(ty) => ty,
                Additional::Open => {
                    let words = place.part(&name.value);
                    self.any(name.span, &Place { name: &words, direction: place.direction })
                }
            };
            properties.push(Property {
                name: name.clone(),
                ty,
                required: true,
                default: None,
                description: None,
                deprecated: false,
            });
        }
    }

    /// The annotations of one use of a schema: those beside `$ref` come first.
    pub(super) fn annotations(&self, schema: &'a RefOr<Schema>) -> Annotations {
        let siblings = schema.as_ref().and_then(|reference| reference.siblings.as_deref());
        let written_here = schema.as_ref().and_then(|reference| reference.description.as_ref());
        let target = match self.resolved.schema(schema) {
            Some(Schema::Object(object)) => Some(&**object),
            Some(Schema::Boolean(_)) | None => None,
        };
        let own = siblings.or(if schema.as_item().is_some() { target } else { None });
        let description = written_here.or_else(|| {
            own.and_then(|object| object.description.as_ref().or(object.title.as_ref()))
        });
        let deprecated =
            own.is_some_and(|object| object.deprecated.as_ref().is_some_and(|flag| flag.value));
        Annotations { description: description.map(|text| text.value.clone()), deprecated }
    }
}

/// The annotations of one use of a schema.
pub(super) struct Annotations {
    pub(super) description: Option<String>,
    pub(super) deprecated: bool,
}

/// Whether the object is closed by `unevaluatedProperties`, which sees through the `allOf` and the
/// `$ref` beside it (but not what stands beside the object itself: its cousins).
fn is_unevaluated(part: &SchemaObject) -> bool {
    part.additional_properties.is_none() && matches!(additional_schema(part), Members::None)
}

/// Whether what stands beside a `$ref` is words only.
fn says_nothing(siblings: &SchemaObject) -> bool {
    let rare = siblings.rare();
    !constrains(siblings)
        && siblings.read_only.is_none()
        && siblings.write_only.is_none()
        && siblings.default.is_none()
        && siblings.portcullis.is_none()
        && rare.sensitive.is_none()
        && rare.pii.is_none()
        && rare.data_classification.is_none()
}

/// A member of the other direction that the open end of the object would take in.
fn one_way_beside_others(name: Spanned<&str>) -> Diagnostic {
    Diagnostic::error(
        "unsupported-schema",
        name.span,
        format!(
            "the member `{}` of one direction beside a schema for other members is not supported yet",
            name.value
        ),
    )
    .label("left out here, and let in again by `additionalProperties`")
    .help("write `additionalProperties: false`, or describe the two directions by two schemas")
}

fn conflict(name: Spanned<&str>, earlier: Span) -> Diagnostic {
    Diagnostic::error(
        "unsupported-schema",
        name.span,
        format!("two parts of `allOf` describe `{}` by different schemas", name.value),
    )
    .label("described again here")
    .also(earlier, "first described here")
    .note("the value would have to satisfy both; merging them is not supported yet")
    .help("describe the property in one place, or refer to one schema from both")
}

fn closed_branch(span: Span) -> Diagnostic {
    Diagnostic::error(
        "closed-branch",
        span,
        "this part of `allOf` is closed, so it refuses the properties of the other parts",
    )
    .label("closed by `additionalProperties`")
    .note("`additionalProperties` sees only the `properties` beside it, not those of other parts")
    .help("close the whole with `unevaluatedProperties: false` (3.1), or list all properties in one schema")
}

/// Whether a schema constrains anything: annotations do not.
pub(super) fn constrains(object: &SchemaObject) -> bool {
    object.all_of.is_some() || constrains_beside_all_of(object)
}

/// Whether a schema constrains anything by keywords other than `allOf`.
pub(super) fn constrains_beside_all_of(object: &SchemaObject) -> bool {
    let rare = object.rare();
    object.types.is_some()
        || object.format.is_some()
        || object.enumeration.is_some()
        || object.constant.is_some()
        || object.nullable.is_some_and(|nullable| nullable.value)
        || !object.properties.is_empty()
        || !object.required.is_empty()
        || object.additional_properties.is_some()
        || object.min_properties.is_some()
        || object.max_properties.is_some()
        || object.items.is_some()
        || object.min_items.is_some()
        || object.max_items.is_some()
        || object.unique_items.is_some_and(|unique| unique.value)
        || object.min_length.is_some()
        || object.max_length.is_some()
        || object.pattern.is_some()
        || object.minimum.is_some()
        || object.maximum.is_some()
        || object.exclusive_minimum.is_some()
        || object.exclusive_maximum.is_some()
        || object.multiple_of.is_some()
        || object.one_of.is_some()
        || object.any_of.is_some()
        || object.not.is_some()
        || rare.unevaluated_properties.is_some()
        || rare.pattern_properties.iter().next().is_some()
        || rare.property_names.is_some()
        || rare.unevaluated_items.is_some()
        || rare.prefix_items.is_some()
        || rare.contains.is_some()
        || rare.if_schema.is_some()
        || rare.dependent_required.is_some()
        || rare.dependent_schemas.is_some()
        || rare.dynamic_ref.is_some()
}
