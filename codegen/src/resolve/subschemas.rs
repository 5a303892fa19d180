//! The schemas within a schema.
//!
//! **Invariant:** every keyword that holds schemas is here, once.

use crate::openapi::{Map, RareKeywords, RefOr, Schema, SchemaObject};
use crate::span::Spanned;

/// What a subschema is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Applies {
    /// The same value as the schema around it.
    InPlace,
    /// A part of the value, or nothing.
    ToPart,
}

/// A schema directly within another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subschema<'a> {
    /// The keyword that holds it.
    pub(crate) keyword: &'static str,
    /// Its name, where the keyword gives names.
    pub(crate) name: Option<Spanned<&'a str>>,
    /// What it is applied to.
    pub(crate) applies: Applies,
    /// The schema; a reference is not followed.
    pub(crate) schema: &'a RefOr<Schema>,
}

/// Calls `visit` for each schema directly within `schema`.
pub(crate) fn each<'a>(schema: &'a SchemaObject, mut visit: impl FnMut(Subschema<'a>)) {
    let lists = [("allOf", &schema.all_of), ("oneOf", &schema.one_of), ("anyOf", &schema.any_of)];
    for (keyword, list) in lists {
        list.iter()
            .flat_map(|list| &list.value)
            .for_each(|schema| visit(in_place(keyword, schema)));
    }
    if let Some(schema) = schema.not.as_deref() {
        visit(in_place("not", schema));
    }
    let parts = [
        ("additionalProperties", schema.additional_properties.as_deref()),
        ("items", schema.items.as_deref()),
    ];
    for (keyword, schema) in parts {
        if let Some(schema) = schema {
            visit(part(keyword, schema));
        }
    }
    named("properties", Applies::ToPart, &schema.properties, &mut visit);
    rare(schema.rare(), visit);
}

fn rare<'a>(keywords: &'a RareKeywords, mut visit: impl FnMut(Subschema<'a>)) {
    let k = keywords;
    for (keyword, schema) in
        [("if", &k.if_schema), ("then", &k.then_schema), ("else", &k.else_schema)]
    {
        if let Some(schema) = schema {
            visit(in_place(keyword, schema));
        }
    }
    if let Some(map) = &k.dependent_schemas {
        named("dependentSchemas", Applies::InPlace, &map.value, &mut visit);
    }
    let parts = [
        ("propertyNames", &k.property_names),
        ("unevaluatedProperties", &k.unevaluated_properties),
        ("unevaluatedItems", &k.unevaluated_items),
        ("contains", &k.contains),
        ("contentSchema", &k.content_schema),
    ];
    for (keyword, schema) in parts {
        if let Some(schema) = schema {
            visit(part(keyword, schema));
        }
    }
    named("patternProperties", Applies::ToPart, &k.pattern_properties, &mut visit);
    let tuple = k.prefix_items.iter().flat_map(|list| &list.value);
    tuple.for_each(|schema| visit(part("prefixItems", schema)));
    named("$defs", Applies::ToPart, &k.defs, &mut visit);
}

fn in_place<'a>(keyword: &'static str, schema: &'a RefOr<Schema>) -> Subschema<'a> {
    Subschema { keyword, name: None, applies: Applies::InPlace, schema }
}

fn part<'a>(keyword: &'static str, schema: &'a RefOr<Schema>) -> Subschema<'a> {
    Subschema { keyword, name: None, applies: Applies::ToPart, schema }
}

fn named<'a>(
    keyword: &'static str,
    applies: Applies,
    schemas: &'a Map<RefOr<Schema>>,
    visit: &mut impl FnMut(Subschema<'a>),
) {
    for (name, schema) in schemas.iter() {
        visit(Subschema { keyword, name: Some(name), applies, schema });
    }
}
