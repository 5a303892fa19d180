//! A schema as its parts: the objects that all apply to one value, through `allOf` and `$ref`.
//!
//! **Invariant:** a value satisfies the schema exactly when it satisfies every part by the part's own
//! keywords, those that are `done` aside: they are represented elsewhere.

use super::reference::siblings;
use super::{Schemas, sensitive};
use crate::diag::{Diagnostic, Diagnostics};
use crate::lower::lints;
use crate::openapi::{RefOr, Schema, SchemaObject, Version};
use crate::span::Span;

/// How deep `allOf` may refer to `allOf`, and how many parts there may be.
const MAX_DEPTH: usize = 64;
const MAX_PARTS: usize = 4096;

/// A schema object of which some keywords may be represented elsewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) object: &'a SchemaObject,
    pub(super) done: Done,
    /// The reference that the object stands beside, if it does.
    pub(super) beside: Option<&'a RefOr<Schema>>,
}

/// The keywords of a part that are represented elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Done {
    pub(super) one_of: bool,
    pub(super) any_of: bool,
}

/// What a part is told by.
pub(super) type Key = (Span, Done);

/// Parts that all apply to one value.
#[derive(Clone, Debug)]
pub(super) struct Parts<'a> {
    /// Where they are used.
    pub(super) span: Span,
    pub(super) list: Vec<Part<'a>>,
    /// So many of the first stand around the others: their marks win.
    pub(super) around: usize,
    /// `false` among them: nothing is accepted.
    pub(super) never: Option<Span>,
}

impl<'a> Part<'a> {
    pub(super) fn key(&self) -> Key {
        (self.object.span, self.done)
    }

    /// `oneOf`, unless it is represented elsewhere.
    pub(super) fn one_of(&self) -> Option<&'a [RefOr<Schema>]> {
        let list = self.object.one_of.as_ref()?;
        (!self.done.one_of).then_some(list.value.as_slice())
    }

    /// `anyOf`, unless it is represented elsewhere.
    pub(super) fn any_of(&self) -> Option<&'a [RefOr<Schema>]> {
        let list = self.object.any_of.as_ref()?;
        (!self.done.any_of).then_some(list.value.as_slice())
    }

    /// Whether the part constrains anything.
    pub(super) fn constrains(&self) -> bool {
        self.one_of().is_some() || self.any_of().is_some() || self.constrains_beside_unions()
    }

    /// Whether the part constrains anything by keywords other than `oneOf` and `anyOf`.
    pub(super) fn constrains_beside_unions(&self) -> bool {
        own_keywords(self.object)
    }
}

impl<'a> Parts<'a> {
    pub(super) fn new(span: Span) -> Self {
        Parts { span, list: Vec::new(), around: 0, never: None }
    }

    /// Adds a part, once.
    fn push(&mut self, part: Part<'a>) {
        if !self.list.iter().any(|known| known.key() == part.key()) {
            self.list.push(part);
        }
    }

    /// The parts of a branch within what stands around it.
    pub(super) fn within(&self, around: &Parts<'a>) -> Parts<'a> {
        let mut parts = Parts { span: self.span, around: around.list.len(), ..around.clone() };
        parts.extend(self);
        parts
    }

    /// The parts, those last whose marks win.
    pub(super) fn by_precedence(&self) -> impl Iterator<Item = &Part<'a>> {
        let (around, inner) = self.list.split_at(self.around.min(self.list.len()));
        inner.iter().chain(around)
    }

    /// Adds all parts of others.
    pub(super) fn extend(&mut self, others: &Parts<'a>) {
        self.never = self.never.or(others.never);
        for part in &others.list {
            self.push(*part);
        }
    }

    /// What the parts are told by, whatever their order.
    pub(super) fn key(&self) -> Vec<Key> {
        let mut key: Vec<Key> = self.list.iter().map(Part::key).collect();
        key.sort_unstable_by_key(|(span, done)| (*span, done.one_of, done.any_of));
        key
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Part<'a>> {
        self.list.iter()
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = &'a SchemaObject> {
        self.list.iter().map(|part| part.object)
    }
}

impl<'a> Schemas<'a> {
    /// The parts of a schema object: those of its `allOf`, itself last.
    pub(super) fn parts_of_object(
        &mut self,
        object: &'a SchemaObject,
        diagnostics: &mut Diagnostics,
    ) -> Parts<'a> {
        let mut parts = Parts::new(object.span);
        self.flatten(object, None, &mut parts, 0, diagnostics);
        parts
    }

    /// The parts of a use of a schema: those of the schema, then what stands beside each reference,
    /// the outermost last.
    pub(super) fn parts_of_use(
        &mut self,
        schema: &'a RefOr<Schema>,
        diagnostics: &mut Diagnostics,
    ) -> Parts<'a> {
        let mut parts = Parts::new(schema.span());
        self.flatten_use(schema, &mut parts, 0, diagnostics);
        parts
    }

    /// The parts that a part has a view of: its own `allOf`, and the reference that it stands beside.
    pub(super) fn parts_below(
        &mut self,
        part: &Part<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Parts<'a> {
        match part.beside {
            Some(used) => self.parts_of_use(used, diagnostics),
            None => self.parts_of_object(part.object, diagnostics),
        }
    }

    fn flatten(
        &mut self,
        object: &'a SchemaObject,
        beside: Option<&'a RefOr<Schema>>,
        parts: &mut Parts<'a>,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) {
        if depth > MAX_DEPTH || parts.list.len() > MAX_PARTS {
            let diagnostic =
                Diagnostic::error("impossible-schema", object.span, "`allOf` contains itself")
                    .help("take the schema out of its own `allOf`");
            diagnostics.report(diagnostic);
            return;
        }
        for part in object.all_of.iter().flat_map(|list| &list.value) {
            self.flatten_use(part, parts, depth + 1, diagnostics);
        }
        let part = Part { object, done: Done::default(), beside };
        if object.all_of.is_none()
            || part.constrains()
            || sensitive::mask(object, diagnostics).is_some()
        {
            parts.push(part);
        }
    }

    fn flatten_use(
        &mut self,
        schema: &'a RefOr<Schema>,
        parts: &mut Parts<'a>,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) {
        for step in self.steps(schema).into_iter().rev() {
            match step {
                RefOr::Item(Schema::Object(part)) => {
                    self.flatten(part, None, parts, depth, diagnostics);
                }
                RefOr::Item(Schema::Boolean(value)) if value.value => {}
                RefOr::Item(Schema::Boolean(value)) => parts.never = Some(value.span),
                RefOr::Ref(_) => {
                    if let Some(siblings) = siblings(step)
                        && self.siblings_matter(siblings, diagnostics)
                    {
                        self.flatten(siblings, Some(step), parts, depth, diagnostics);
                    }
                }
            }
        }
    }

    /// Whether what stands beside `$ref` changes the type: by constraining it, or by a mark that the
    /// values are sensitive, which has its effect in every version.
    pub(super) fn siblings_matter(
        &self,
        siblings: &SchemaObject,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let constrain = self.siblings_constrain(siblings, diagnostics);
        sensitive::mask(siblings, diagnostics).is_some() || constrain
    }

    /// Whether keywords beside `$ref` apply and constrain. In 3.0 they have no effect (3.0.4
    /// section 4.7.23), which is reported.
    fn siblings_constrain(&self, siblings: &SchemaObject, diagnostics: &mut Diagnostics) -> bool {
        if !constrains(siblings) {
            return false;
        }
        match self.version() {
            Version::V3_1 | Version::V3_2 => true,
            Version::V3_0 => {
                let diagnostic = Diagnostic::error(
                    "",
                    siblings.span,
                    "keywords beside `$ref` have no effect in OpenAPI 3.0",
                )
                .label("constrains nothing")
                .help("put the reference and the constraints side by side into `allOf`");
                diagnostics.lint(&lints::IGNORED_REF_SIBLING, diagnostic);
                false
            }
        }
    }

    /// Whether two uses lead to one schema.
    pub(in crate::lower) fn says_the_same(
        &self,
        a: &'a RefOr<Schema>,
        b: &'a RefOr<Schema>,
    ) -> bool {
        let plain = |schema: &'a RefOr<Schema>| {
            self.steps(schema).into_iter().filter_map(siblings).all(says_nothing)
        };
        match (self.resolved.schema(a), self.resolved.schema(b)) {
            _ if a.span() == b.span() => true,
            (Some(target_a), Some(target_b)) => {
                target_a.span() == target_b.span() && plain(a) && plain(b)
            }
            _ => true,
        }
    }
}

/// Whether what stands beside a `$ref` is words only.
fn says_nothing(siblings: &SchemaObject) -> bool {
    let rare = siblings.rare();
    !constrains(siblings)
        && siblings.read_only.is_none()
        && siblings.write_only.is_none()
        && siblings.default.is_none()
        && siblings.portcullis.is_none()
        && rare.sensitive.is_none()
        && rare.pii.is_none()
        && rare.data_classification.is_none()
}

/// Whether a schema constrains anything: annotations do not.
pub(super) fn constrains(object: &SchemaObject) -> bool {
    object.all_of.is_some()
        || object.one_of.is_some()
        || object.any_of.is_some()
        || own_keywords(object)
}

/// Whether a schema constrains anything by keywords other than `allOf`, `oneOf` and `anyOf`.
fn own_keywords(object: &SchemaObject) -> bool {
    object.types.is_some()
        || object.nullable.is_some_and(|nullable| nullable.value)
        || object.format.is_some()
        || lists_values(object)
        || beyond_types_and_values(object)
}

/// Whether a schema lists values.
pub(super) fn lists_values(object: &SchemaObject) -> bool {
    object.enumeration.is_some() || object.constant.is_some()
}

/// Whether a schema constrains anything by keywords other than `type`, `format`, `enum`, `const`,
/// `allOf`, `oneOf` and `anyOf`.
pub(super) fn beyond_types_and_values(object: &SchemaObject) -> bool {
    let rare = object.rare();
    !object.properties.is_empty()
        || !object.required.is_empty()
        || object.additional_properties.is_some()
        || object.min_properties.is_some()
        || object.max_properties.is_some()
        || object.items.is_some()
        || object.min_items.is_some()
        || object.max_items.is_some()
        || object.unique_items.is_some_and(|unique| unique.value)
        || object.min_length.is_some()
        || object.max_length.is_some()
        || object.pattern.is_some()
        || object.minimum.is_some()
        || object.maximum.is_some()
        || object.exclusive_minimum.is_some()
        || object.exclusive_maximum.is_some()
        || object.multiple_of.is_some()
        || object.not.is_some()
        || rare.unevaluated_properties.is_some()
        || rare.pattern_properties.iter().next().is_some()
        || rare.property_names.is_some()
        || rare.unevaluated_items.is_some()
        || rare.prefix_items.is_some()
        || rare.contains.is_some()
        || rare.if_schema.is_some()
        || rare.dependent_required.is_some()
        || rare.dependent_schemas.is_some()
        || rare.dynamic_ref.is_some()
        || rare.content_encoding.is_some()
        || rare.rust_type.is_some()
}
