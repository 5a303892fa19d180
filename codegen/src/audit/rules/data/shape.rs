//! What a schema says of the shape of its values.
//!
//! **Invariant:** a keyword that holds for values of one type alone says nothing of which type a value has.

use crate::openapi::{RefOr, Schema, SchemaObject};

/// Whether nothing limits which types its values have. `properties`, `items` and their like do not
/// either, but everybody reads them as if they did.
pub(super) fn is_untyped(object: &SchemaObject) -> bool {
    let rare = object.rare();
    let by_value = object.types.is_some()
        || object.enumeration.is_some()
        || object.constant.is_some()
        || rare.rust_type.is_some()
        || rare.dynamic_ref.is_some();
    !by_value && !has_branches(object) && !has_members(object) && !has_items(object)
}

/// Whether other schemas apply to the same value.
pub(super) fn has_branches(object: &SchemaObject) -> bool {
    let rare = object.rare();
    object.all_of.is_some()
        || object.one_of.is_some()
        || object.any_of.is_some()
        || object.not.is_some()
        || object.discriminator.is_some()
        || rare.if_schema.is_some()
        || rare.dependent_schemas.is_some()
}

/// Whether the members of objects are described.
fn has_members(object: &SchemaObject) -> bool {
    let rare = object.rare();
    !object.properties.is_empty()
        || object.additional_properties.is_some()
        || !rare.pattern_properties.is_empty()
        || rare.property_names.is_some()
        || rare.unevaluated_properties.is_some()
}

/// Whether the items of arrays are described, or what stands in a text.
fn has_items(object: &SchemaObject) -> bool {
    let rare = object.rare();
    object.items.is_some()
        || rare.prefix_items.is_some()
        || rare.unevaluated_items.is_some()
        || rare.contains.is_some()
        || rare.content_encoding.is_some()
        || rare.content_media_type.is_some()
        || rare.content_schema.is_some()
}

/// Whether a schema for other members says nothing about them: `true`, `{}`, or none.
pub(super) fn says_nothing(schema: Option<&RefOr<Schema>>) -> bool {
    match schema {
        None => true,
        Some(RefOr::Ref(_)) => false,
        Some(RefOr::Item(Schema::Boolean(value))) => value.value,
        Some(RefOr::Item(Schema::Object(object))) => is_untyped(object),
    }
}
