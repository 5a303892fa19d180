//! Schemas → types: each takes the first representation that says it exactly.
//!
//! **Invariant:** no keyword is passed over. A keyword that no rung can express is an error that
//! names it and points at it (`unsupported`), under every profile.

mod array;
mod conjunction;
mod default;
mod direction;
mod discriminator;
mod enumeration;
mod external;
mod integer;
mod members;
mod names;
mod narrow;
mod number;
mod object;
mod parts;
mod reference;
mod render;
mod residue;
mod sensitive;
mod text;
mod union;
mod unsupported;

use std::collections::HashMap;

pub(in crate::lower) use self::direction::Direction;
pub(crate) use self::direction::{read_only, write_only};
pub(crate) use self::integer::range as integer_range;
use self::parts::{Key, Part, Parts};
use self::reference::siblings;
pub(in crate::lower) use self::unsupported::is_dialect;
use crate::diag::Diagnostics;
use crate::ir::{Kind, Mask, Text, Type, TypeId, Types};
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
    /// Names that win over those of components and of places: of what several operations share, and of components
    /// whose own name another one has.
    shared_names: HashMap<Span, String>,
    component_names: HashMap<Span, &'a str>,
    /// Types by schema and direction, entered before they are known: schemas may be recursive.
    known: HashMap<(Span, Direction), TypeId>,
    /// Types by the parts that they are made of.
    merged: HashMap<(Vec<Key>, Direction), TypeId>,
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
    pub(super) fn new(
        document: &'a Document,
        resolved: &'a Resolved<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        Schemas {
            document,
            resolved,
            types: Types::default(),
            component_names: names::components(document, resolved),
            shared_names: names::shared(document, resolved, diagnostics),
            known: HashMap::new(),
            merged: HashMap::new(),
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
                let parts = self.parts_of_use(step, diagnostics);
                return self.lower_parts(&parts, place, diagnostics);
            }
        }
        match self.resolved.schema(schema) {
            Some(target) => self.lower_schema(target, place, diagnostics),
            // Reported by `resolve`; what stands here is never emitted.
            None => self.any(schema.span(), place),
        }
    }

    /// The type of values that satisfy every one of some schemas.
    fn lower_all(
        &mut self,
        uses: &[&'a RefOr<Schema>],
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        let mut distinct: Vec<&'a RefOr<Schema>> = Vec::new();
        for schema in uses {
            if !distinct.iter().any(|known| self.says_the_same(known, schema)) {
                distinct.push(schema);
            }
        }
        if let [only] = distinct.as_slice() {
            return self.lower(only, place, diagnostics);
        }
        let Some(first) = distinct.first() else { return self.any(self.document.span, place) };
        let mut parts = Parts::new(first.span());
        for schema in &distinct {
            let own = self.parts_of_use(schema, diagnostics);
            parts.extend(&own);
        }
        self.lower_merged(&parts, &distinct, place, diagnostics)
    }

    /// The type of parts, some of which may say nothing beside the others: then it is the type of
    /// one of the schemas that they come from.
    fn lower_merged(
        &mut self,
        parts: &Parts<'a>,
        uses: &[&'a RefOr<Schema>],
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        let key = self.without_redundant(parts).key();
        for schema in uses {
            let own = self.parts_of_use(schema, diagnostics);
            if parts.never.is_none() && self.without_redundant(&own).key() == key {
                return self.lower(schema, place, diagnostics);
            }
        }
        self.lower_parts(parts, place, diagnostics)
    }

    /// Parts without those that only name a type which the others name as well.
    fn without_redundant(&self, parts: &Parts<'a>) -> Parts<'a> {
        let mut kept = parts.clone();
        let mut at = 0;
        while let Some(part) = kept.list.get(at).copied() {
            let mut others = kept.clone();
            others.list.remove(at);
            let says_more = !self.says_only_type(&part);
            let narrower = match (self.own_types(part.object), self.types_of(&others)) {
                (None, _) => true,
                (Some(own), Some(rest)) => rest.iter().all(|ty| own.contains(ty)),
                (Some(_), None) => false,
            };
            if !says_more && narrower && !others.list.is_empty() {
                kept = others;
            } else {
                at += 1;
            }
        }
        kept
    }

    fn says_only_type(&self, part: &Part<'a>) -> bool {
        let object = part.object;
        !parts::beyond_types_and_values(object)
            && !parts::lists_values(object)
            && object.format.is_none()
            && part.one_of().is_none()
            && part.any_of().is_none()
            && sensitive::mask(part.object, &mut Diagnostics::default()).is_none()
    }

    /// The type of parts that no single schema has.
    fn lower_parts(
        &mut self,
        parts: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        let split = parts.objects().any(|object| self.is_split(object));
        let direction = if split { place.direction } else { Direction::Both };
        let key = (parts.key(), direction);
        if parts.never.is_none()
            && let Some(&known) = self.merged.get(&key)
        {
            return known;
        }
        let described = parts.objects().filter_map(|object| object.description.as_ref()).last();
        let id = self.add(parts.span, place.name, Kind::Any);
        self.types.get_mut(id).description = described.map(|text| text.value.clone());
        // Entered before it is known: a part may contain this very use of it.
        if parts.never.is_none() {
            self.merged.insert(key, id);
        }
        let place = Place { name: place.name, direction };
        let kind = self.kind(parts, id, &place, diagnostics);
        self.types.get_mut(id).kind = kind;
        id
    }

    fn lower_schema(
        &mut self,
        schema: &'a Schema,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        let span = schema.span();
        let object = match schema {
            Schema::Object(object) => object,
            Schema::Boolean(value) if value.value => return self.any(span, place),
            Schema::Boolean(_) => return self.add(span, place.name, Kind::Never),
        };
        let direction = if self.is_split(object) { place.direction } else { Direction::Both };
        if let Some(&known) = self.known.get(&(span, direction)) {
            return known;
        }
        let id = self.types.add(self.header(object, place, direction));
        self.known.insert((span, direction), id);
        let place = Place { name: &self.types.get(id).name.clone(), direction };
        let parts = self.parts_of_object(object, diagnostics);
        let kind = self.kind(&parts, id, &place, diagnostics);
        self.types.get_mut(id).kind = kind;
        id
    }

    /// A type that is entered before it is known.
    fn header(&self, object: &SchemaObject, place: &Place<'_>, direction: Direction) -> Type {
        let component = self.component_names.get(&object.span).copied();
        let shared = self.shared_names.get(&object.span).map(String::as_str);
        let mut name = shared.or(component).unwrap_or(place.name).to_owned();
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

    /// A string about which nothing else is said.
    pub(super) fn string(&mut self, span: Span, name: &str) -> TypeId {
        let text = Text { min_length: 0, max_length: None, pattern: None, format: None };
        self.add(span, name, Kind::Text(text))
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
