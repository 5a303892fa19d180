//! The schemas within a schema.
//!
//! **Invariant:** every keyword that holds schemas is here, once.

use crate::openapi::{RareKeywords, RefOr, Schema, SchemaObject};

/// What a subschema is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Applies {
    /// The same value as the schema around it.
    InPlace,
    /// A part of the value, or nothing.
    ToPart,
}

/// Calls `visit` for each schema directly within `schema`, references not followed.
pub(crate) fn each<'a>(
    schema: &'a SchemaObject,
    mut visit: impl FnMut(Applies, &'a RefOr<Schema>),
) {
    let lists = [&schema.all_of, &schema.one_of, &schema.any_of];
    for schema in lists.into_iter().flatten().flat_map(|list| &list.value) {
        visit(Applies::InPlace, schema);
    }
    if let Some(schema) = schema.not.as_deref() {
        visit(Applies::InPlace, schema);
    }
    let parts = [schema.additional_properties.as_deref(), schema.items.as_deref()];
    for schema in parts.into_iter().flatten().chain(schema.properties.values()) {
        visit(Applies::ToPart, schema);
    }
    rare(schema.rare(), visit);
}

fn rare<'a>(keywords: &'a RareKeywords, mut visit: impl FnMut(Applies, &'a RefOr<Schema>)) {
    let k = keywords;
    let in_place = [&k.if_schema, &k.then_schema, &k.else_schema].into_iter().flatten();
    for schema in in_place.chain(k.dependent_schemas.iter().flat_map(|map| map.value.values())) {
        visit(Applies::InPlace, schema);
    }
    let parts = [
        &k.property_names,
        &k.unevaluated_properties,
        &k.unevaluated_items,
        &k.contains,
        &k.content_schema,
    ];
    let parts = parts.into_iter().flatten().chain(k.pattern_properties.values());
    let parts = parts.chain(k.prefix_items.iter().flat_map(|list| &list.value));
    for schema in parts.chain(k.defs.values()) {
        visit(Applies::ToPart, schema);
    }
}
