//! Schemas → types: each takes the first representation that says it exactly.
//!
//! **Invariant:** no keyword is passed over. A keyword that no rung can express is an error that
//! names it and points at it (`unsupported`), under every profile.

mod all_of;
mod array;
mod default;
mod direction;
mod enumeration;
mod flatten;
mod integer;
mod number;
mod object;
mod reference;
mod sensitive;
mod shape;
mod text;
mod union;
mod unsupported;

use std::collections::HashMap;

pub(in crate::lower) use self::direction::Direction;
use self::reference::siblings;
pub(in crate::lower) use self::unsupported::is_dialect;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Kind, Mask, Type, TypeId, Types};
use crate::openapi::{Document, RefOr, Schema, SchemaObject, Version};
use crate::resolve::Resolved;
use crate::source::Node;
use crate::span::Span;

/// Lowers the schemas of one document.
pub(super) struct Schemas<'a> {
    document: &'a Document,
    resolved: &'a Resolved<'a>,
    /// The types made so far.
    pub(super) types: Types,
    /// Components by where they are written.
    component_names: HashMap<Span, &'a str>,
    /// Types by schema and direction, entered before they are known: schemas may be recursive.
    known: HashMap<(Span, Direction), TypeId>,
    split: HashMap<Span, bool>,
}

/// What a schema is called where its own words do not say it.
#[derive(Clone, Debug)]
pub(super) struct Place<'n> {
    /// Words that lead to it: `CreatePayment body lines`.
    pub(super) name: &'n str,
    /// The direction of the message it is in.
    pub(super) direction: Direction,
}

impl Place<'_> {
    /// The words of a part.
    fn part(&self, word: &str) -> String {
        format!("{} {word}", self.name)
    }
}

impl<'a> Schemas<'a> {
    pub(super) fn new(document: &'a Document, resolved: &'a Resolved<'a>) -> Self {
        let component_names = document
            .components
            .schemas
            .iter()
            .map(|(name, schema)| (schema.span(), name.value))
            .collect();
        Schemas {
            document,
            resolved,
            types: Types::default(),
            component_names,
            known: HashMap::new(),
            split: HashMap::new(),
        }
    }

    fn version(&self) -> Version {
        self.document.version.value
    }

    /// The type of a schema, or of what it refers to.
    pub(super) fn lower(
        &mut self,
        schema: &'a RefOr<Schema>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        // What stands beside a `$ref` on the way counts as well: each is a schema of its own.
        for step in self.steps(schema) {
            if let Some(siblings) = siblings(step)
                && self.siblings_matter(siblings, diagnostics)
            {
                return self.intersection_with_siblings(step, place, diagnostics);
            }
        }
        match self.resolved.schema(schema) {
            Some(target) => self.lower_schema(target, place, diagnostics),
            // Reported by `resolve`; what stands here is never emitted.
            None => self.any(schema.span(), place),
        }
    }

    fn lower_schema(
        &mut self,
        schema: &'a Schema,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        let span = schema.span();
        let direction = if self.is_split(schema) { place.direction } else { Direction::Both };
        if let Some(&known) = self.known.get(&(span, direction)) {
            return known;
        }
        let object = match schema {
            Schema::Object(object) => object,
            Schema::Boolean(value) if value.value => return self.any(span, place),
            Schema::Boolean(_) => {
                let diagnostic = Diagnostic::error(
                    "unsupported-schema",
                    span,
                    "the schema `false` accepts nothing",
                )
                .help("leave the property out, or close the object");
                diagnostics.report(diagnostic);
                return self.any(span, place);
            }
        };
        let id = self.types.add(self.header(object, place, direction));
        self.known.insert((span, direction), id);
        let place = Place { name: &self.types.get(id).name.clone(), direction };
        unsupported::report(object, diagnostics);
        let kind = self.kind(object, id, &place, diagnostics);
        self.types.get_mut(id).kind = kind;
        id
    }

    /// A type that is entered before it is known.
    fn header(&self, object: &SchemaObject, place: &Place<'_>, direction: Direction) -> Type {
        let component = self.component_names.get(&object.span);
        let mut name = component.map_or_else(|| place.name.to_owned(), |name| (*name).to_owned());
        if direction == Direction::Request && component.is_some() {
            name.push_str(" input");
        }
        let description = object.description.as_ref().or(object.title.as_ref());
        Type {
            name,
            is_component: component.is_some(),
            description: description.map(|text| text.value.clone()),
            deprecated: object.deprecated.as_ref().is_some_and(|deprecated| deprecated.value),
            sensitive: None,
            span: object.span,
            kind: Kind::Any,
        }
    }

    /// A type about which nothing is said.
    fn any(&mut self, span: Span, place: &Place<'_>) -> TypeId {
        self.add(span, place.name, Kind::Any)
    }

    /// An inline type.
    fn add(&mut self, span: Span, name: &str, kind: Kind) -> TypeId {
        self.types.add(Type {
            name: name.to_owned(),
            is_component: false,
            description: None,
            deprecated: false,
            sensitive: None,
            span,
            kind,
        })
    }

    /// The type of a message about which nothing is said.
    pub(super) fn anything(&mut self, span: Span, name: &str) -> TypeId {
        self.add(span, name, Kind::Any)
    }

    /// The type of raw bytes.
    pub(super) fn binary(&mut self, span: Span, name: &str) -> TypeId {
        self.add(span, name, Kind::Binary)
    }

    /// Moves what was lowered into a type of its own, and wraps it: the name stays inside.
    fn nullable(&mut self, id: TypeId, kind: Kind) -> Kind {
        let outer = self.types.get_mut(id);
        let inner = Type { kind, ..outer.clone() };
        outer.is_component = false;
        outer.sensitive = None;
        Kind::Nullable(self.types.add(inner))
    }

    /// Marks a type as sensitive.
    fn mark(&mut self, id: TypeId, mask: Option<Mask>) {
        if let Some(mask) = mask {
            self.types.get_mut(id).sensitive = Some(mask);
        }
    }
}

/// Whether a value of the document is `null`.
fn is_null(node: &Node) -> bool {
    matches!(node.value, crate::source::Value::Null)
}
