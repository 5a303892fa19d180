//! Which way a message goes: `readOnly` members are absent from requests, `writeOnly` ones from
//! responses.
//!
//! **Invariant:** a schema out of whose reach there is no such member has one type for both ways.

use std::collections::{HashMap, HashSet};

use super::Schemas;
use super::reference::objects;
use super::union::is_null_branch;
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::resolve::{Resolved, each};
use crate::span::{Span, Spanned};

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
        read_only(self.resolved, property).is_some()
    }

    /// Whether a property is absent from responses.
    pub(super) fn is_write_only(&self, property: &'a RefOr<Schema>) -> bool {
        write_only(self.resolved, property).is_some()
    }
}

/// Where it is written that a property is absent from requests.
pub(crate) fn read_only<'a>(
    resolved: &'a Resolved<'a>,
    property: &'a RefOr<Schema>,
) -> Option<Span> {
    flagged(resolved, property, |object| object.read_only, &mut HashMap::new())
}

/// Where it is written that a property is absent from responses.
pub(crate) fn write_only<'a>(
    resolved: &'a Resolved<'a>,
    property: &'a RefOr<Schema>,
) -> Option<Span> {
    flagged(resolved, property, |object| object.write_only, &mut HashMap::new())
}

/// Beside `$ref` the flags are annotations of this use, in both dialects of real documents. One
/// part of `allOf` that has the flag is enough, as annotations of JSON Schema are collected; of
/// a union every branch beside `null` needs it.
fn flagged<'a>(
    resolved: &'a Resolved<'a>,
    schema: &'a RefOr<Schema>,
    flag: fn(&SchemaObject) -> Option<Spanned<bool>>,
    known: &mut HashMap<Span, Option<Span>>,
) -> Option<Span> {
    let mut found = None;
    for object in objects(resolved, schema) {
        if let Some(&earlier) = known.get(&object.span) {
            found = found.or(earlier);
            continue;
        }
        known.insert(object.span, None);
        let mut own = flag(object).filter(|flag| flag.value).map(|flag| flag.span);
        for part in object.all_of.iter().flat_map(|list| &list.value) {
            own = own.or_else(|| flagged(resolved, part, flag, known));
        }
        for list in [&object.one_of, &object.any_of].into_iter().flatten() {
            let branches = list.value.iter().filter(|branch| !is_null_branch(resolved, branch));
            own = own.or_else(|| {
                let mut last = None;
                for branch in branches {
                    last = Some(flagged(resolved, branch, flag, known)?);
                }
                last
            });
        }
        known.insert(object.span, own);
        found = found.or(own);
    }
    found
}
