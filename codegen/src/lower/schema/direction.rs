//! Which way a message goes: `readOnly` members are absent from requests, `writeOnly` ones from
//! responses.
//!
//! **Invariant:** a schema out of whose reach there is no such member has one type for both ways.

use std::collections::HashSet;

use super::Schemas;
use crate::openapi::{RefOr, Schema, SchemaObject};

/// The direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// To the server.
    Request,
    /// To the client.
    Response,
    /// It makes no difference.
    Both,
}

impl<'a> Schemas<'a> {
    /// Whether the schema differs by direction.
    pub(super) fn is_split(&mut self, schema: &'a Schema) -> bool {
        if let Some(&known) = self.split.get(&schema.span()) {
            return known;
        }
        let mut seen = HashSet::new();
        let mut stack = vec![schema];
        let mut found = false;
        while let Some(next) = stack.pop() {
            if !seen.insert(next.span()) {
                continue;
            }
            if self.split.get(&next.span()) == Some(&true) {
                found = true;
                break;
            }
            let Schema::Object(object) = next else { continue };
            if object.properties.values().any(|property| self.is_one_way(property)) {
                found = true;
                break;
            }
            stack.extend(subschemas(object).filter_map(|part| self.resolved.schema(part)));
        }
        if found {
            self.split.insert(schema.span(), true);
        } else {
            self.split.extend(seen.into_iter().map(|span| (span, false)));
        }
        found
    }

    fn is_one_way(&self, property: &'a RefOr<Schema>) -> bool {
        self.is_read_only(property) || self.is_write_only(property)
    }

    /// Whether a property is absent from requests.
    pub(super) fn is_read_only(&self, property: &'a RefOr<Schema>) -> bool {
        self.flag(property, |object| object.read_only.is_some_and(|flag| flag.value))
    }

    /// Whether a property is absent from responses.
    pub(super) fn is_write_only(&self, property: &'a RefOr<Schema>) -> bool {
        self.flag(property, |object| object.write_only.is_some_and(|flag| flag.value))
    }

    fn flag(&self, property: &'a RefOr<Schema>, flag: impl Fn(&SchemaObject) -> bool) -> bool {
        // Beside `$ref` the flags are annotations of this use, in both dialects of real documents.
        let siblings = property.as_ref().and_then(|reference| reference.siblings.as_deref());
        if siblings.is_some_and(&flag) {
            return true;
        }
        match self.resolved.schema(property) {
            Some(Schema::Object(object)) => flag(object),
            Some(Schema::Boolean(_)) | None => false,
        }
    }
}

/// The schemas directly inside of a schema.
fn subschemas(object: &SchemaObject) -> impl Iterator<Item = &RefOr<Schema>> {
    let lists = [&object.all_of, &object.one_of, &object.any_of];
    object
        .properties
        .values()
        .chain(object.additional_properties.as_deref())
        .chain(object.items.as_deref())
        .chain(lists.into_iter().flatten().flat_map(|list| list.value.iter()))
}
