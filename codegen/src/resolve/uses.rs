//! The schema objects that a use of a schema reaches, references followed.
//!
//! **Invariant:** each object once, by the shortest way that leads to it and in the document's order; ends
//! whatever refers to what.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write as _;

use super::{Resolved, each};
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::source::pointer;
use crate::span::Span;

/// Calls `visit` with each schema object that `root` reaches and the way to it: a pointer of keywords
/// and names, in which references leave no trace.
pub(crate) fn each_object<'a>(
    resolved: &Resolved<'a>,
    root: &'a RefOr<Schema>,
    visit: impl FnMut(&'a SchemaObject, &str),
) {
    each_new_object(resolved, root, &mut HashSet::new(), visit);
}

/// The same, but for what was seen in earlier calls.
pub(crate) fn each_new_object<'a>(
    resolved: &Resolved<'a>,
    root: &'a RefOr<Schema>,
    seen: &mut HashSet<Span>,
    mut visit: impl FnMut(&'a SchemaObject, &str),
) {
    let mut open: VecDeque<(&'a RefOr<Schema>, String)> = VecDeque::from([(root, String::new())]);
    while let Some((schema, way)) = open.pop_front() {
        let object: Option<&'a SchemaObject> = match schema {
            RefOr::Ref(reference) => {
                let target = resolved.schema_target(reference);
                // What it leads to is the same place: it is next.
                if let Some(target) = target
                    && !seen.contains(&target.schema.span())
                {
                    open.push_front((target.schema, way.clone()));
                }
                reference.siblings.as_deref()
            }
            RefOr::Item(Schema::Object(object)) => Some(object),
            RefOr::Item(Schema::Boolean(_)) => None,
        };
        if !seen.insert(schema.span()) {
            continue;
        }
        let Some(object) = object else { continue };
        visit(object, &way);
        let mut indices: HashMap<&str, usize> = HashMap::new();
        each(object, |sub| {
            let mut way = format!("{way}/{}", sub.keyword);
            if let Some(name) = sub.name {
                way.push('/');
                way.push_str(&pointer::escape(name.value));
            } else if is_list(sub.keyword) {
                let index = indices.entry(sub.keyword).or_default();
                // Writing to a String does not fail.
                let _ = write!(way, "/{index}");
                *index += 1;
            }
            open.push_back((sub.schema, way));
        });
    }
}

fn is_list(keyword: &str) -> bool {
    matches!(keyword, "allOf" | "oneOf" | "anyOf" | "prefixItems")
}
