//! What a rule looks at.
//!
//! **Invariant:** everything in it is about the same document, and each walk is made once, whatever
//! the number of rules.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use super::schemas::{self, SchemaVisit, Walked};
use super::walk::{self, Direction, Visit};
use crate::ir::Api;
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::resolve::{Resolved, ResolvedOperation};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// An interface, and the document that it was lowered from.
pub struct Subject<'a> {
    /// What will be enforced.
    pub(super) api: &'a Api,
    /// What the document says, references followed.
    pub(super) document: &'a Resolved<'a>,
    /// The text of the document as a tree, for what is not modelled: the values of examples.
    pub(super) root: &'a Node,
    types: OnceCell<Types<'a>>,
    schemas: OnceCell<Walked<'a>>,
    alone: OnceCell<HashSet<Span>>,
}

struct Types<'a> {
    all: Vec<Visit<'a>>,
    /// Which of them are the first of their type.
    first: Vec<bool>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(api: &'a Api, document: &'a Resolved<'a>, root: &'a Node) -> Self {
        Subject {
            api,
            document,
            root,
            types: OnceCell::new(),
            schemas: OnceCell::new(),
            alone: OnceCell::new(),
        }
    }

    /// The operations that are served and those of webhooks, as the document writes them.
    pub(super) fn operations(&self) -> impl Iterator<Item = &'a ResolvedOperation<'a>> {
        self.document.operations.iter().chain(&self.document.webhooks)
    }

    /// Every type that an operation reaches, once.
    pub(super) fn types(&self) -> impl Iterator<Item = &Visit<'a>> {
        let types = self.walked_types();
        types.all.iter().zip(&types.first).filter(|(_, first)| **first).map(|(visit, _)| visit)
    }

    /// Every type that an operation reaches in a direction.
    pub(super) fn types_in(&self, direction: Direction) -> impl Iterator<Item = &Visit<'a>> {
        self.walked_types().all.iter().filter(move |visit| visit.direction == direction)
    }

    /// Every Schema Object that an operation reaches, once for each direction and each standing in it: as
    /// all that is said about a value, as a branch, as a condition. A rule that asks for less finds one
    /// more than once, and tells them apart by their spans.
    pub(super) fn schemas(&self) -> &[SchemaVisit<'a>] {
        &self.walked_schemas().visits
    }

    /// The same in one direction.
    pub(super) fn schemas_in(
        &self,
        direction: Direction,
    ) -> impl Iterator<Item = &SchemaVisit<'a>> {
        self.schemas().iter().filter(move |visit| visit.direction == direction)
    }

    /// The Schema Object that a place leads to; `None` for a boolean schema and a broken reference.
    pub(super) fn schema_object(&self, schema: &'a RefOr<Schema>) -> Option<&'a SchemaObject> {
        match self.document.schema(schema)? {
            Schema::Object(object) => Some(object),
            Schema::Boolean(_) => None,
        }
    }

    /// Whether the schema at a place is all that is said about its values: it has no branches, and is
    /// none, and it names every member that it demands. `false` as well where no Schema Object is.
    pub(super) fn stands_alone(&self, span: Span) -> bool {
        let alone = self.alone.get_or_init(|| {
            let walked = self.walked_schemas();
            let alone = walked.visits.iter().map(|visit| visit.object).filter(|object| {
                // What it demands and does not name would be refused if it were closed.
                let names = |name: &Spanned<String>| object.properties.get(&name.value).is_some();
                let has_branches =
                    object.all_of.is_some() || object.one_of.is_some() || object.any_of.is_some();
                !has_branches
                    && object.required.iter().all(names)
                    && !walked.branches.contains(&std::ptr::from_ref(*object))
            });
            alone.map(|object| object.span).collect()
        });
        alone.contains(&span)
    }

    fn walked_schemas(&self) -> &Walked<'a> {
        self.schemas.get_or_init(|| schemas::walk(self.document))
    }

    fn walked_types(&self) -> &Types<'a> {
        self.types.get_or_init(|| {
            let all = walk::walk(self.api);
            let mut seen = BTreeSet::new();
            let first = all.iter().map(|visit| seen.insert(visit.id)).collect();
            Types { all, first }
        })
    }
}
