//! Which way a message goes: `readOnly` members are absent from requests, `writeOnly` ones from
//! responses.
//!
//! **Invariant:** a schema out of whose reach there is no such member has one type for both ways.

use std::collections::{HashMap, HashSet};

use super::Schemas;
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::resolve::each;
use crate::span::Span;

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
    pub(super) fn is_split(&mut self, object: &'a SchemaObject) -> bool {
        if let Some(&known) = self.split.get(&object.span) {
            return known;
        }
        let mut seen = HashSet::new();
        let mut stack: Vec<&'a SchemaObject> = vec![object];
        let mut found = false;
        while let Some(next) = stack.pop() {
            if !seen.insert(next.span) {
                continue;
            }
            if self.split.get(&next.span) == Some(&true) {
                found = true;
                break;
            }
            if next.properties.values().any(|property| self.is_one_way(property)) {
                found = true;
                break;
            }
            each(next, |sub| stack.extend(self.objects(sub.schema)));
        }
        if found {
            self.split.insert(object.span, true);
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
        self.is_flagged(property, &flag, &mut HashMap::new())
    }

    /// Beside `$ref` the flags are annotations of this use, in both dialects of real documents. One
    /// part of `allOf` that has the flag is enough, as annotations of JSON Schema are collected; of
    /// a union every branch beside `null` needs it.
    fn is_flagged(
        &self,
        schema: &'a RefOr<Schema>,
        flag: &dyn Fn(&SchemaObject) -> bool,
        known: &mut HashMap<Span, bool>,
    ) -> bool {
        let mut found = false;
        for object in self.objects(schema) {
            if let Some(&earlier) = known.get(&object.span) {
                found |= earlier;
                continue;
            }
            known.insert(object.span, false);
            let mut own = flag(object);
            for part in object.all_of.iter().flat_map(|list| &list.value) {
                own = own || self.is_flagged(part, flag, known);
            }
            for list in [&object.one_of, &object.any_of].into_iter().flatten() {
                let mut branches =
                    list.value.iter().filter(|branch| !self.is_null_branch(branch)).peekable();
                own = own
                    || (branches.peek().is_some()
                        && branches.all(|branch| self.is_flagged(branch, flag, known)));
            }
            known.insert(object.span, own);
            found |= own;
        }
        found
    }
}
