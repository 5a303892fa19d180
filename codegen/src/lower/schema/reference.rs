//! The way from a use of a schema to the schema: references, and what stands beside them.
//!
//! **Invariant:** every step is given back, so that no keyword beside a `$ref` is passed over, also
//! where the reference leads to another reference.

use super::Schemas;
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::resolve::Resolved;

/// The longest way that `resolve` follows.
const MOST_STEPS: usize = 66;

impl<'a> Schemas<'a> {
    /// A use of a schema, and what each reference on the way leads to; the schema itself is last.
    pub(super) fn steps(&self, schema: &'a RefOr<Schema>) -> Vec<&'a RefOr<Schema>> {
        steps(self.resolved, schema).collect()
    }

    /// The objects on the way: those beside each `$ref`, and the schema itself where it is one.
    pub(super) fn objects(&self, schema: &'a RefOr<Schema>) -> Vec<&'a SchemaObject> {
        objects(self.resolved, schema)
    }
}

fn steps<'a>(
    resolved: &'a Resolved<'a>,
    schema: &'a RefOr<Schema>,
) -> impl Iterator<Item = &'a RefOr<Schema>> {
    std::iter::successors(Some(schema), |step| {
        step.as_ref().and_then(|reference| Some(resolved.schema_target(reference)?.schema))
    })
    .take(MOST_STEPS)
}

/// The objects on the way to a schema: those beside each `$ref`, and the schema itself where it is one.
pub(super) fn objects<'a>(
    resolved: &'a Resolved<'a>,
    schema: &'a RefOr<Schema>,
) -> Vec<&'a SchemaObject> {
    let object = |step: &'a RefOr<Schema>| match step {
        RefOr::Ref(_) => siblings(step),
        RefOr::Item(Schema::Object(object)) => Some(&**object),
        RefOr::Item(Schema::Boolean(_)) => None,
    };
    steps(resolved, schema).filter_map(object).collect()
}

/// What stands beside a `$ref`.
pub(super) fn siblings(step: &RefOr<Schema>) -> Option<&SchemaObject> {
    step.as_ref().and_then(|reference| reference.siblings.as_deref())
}
