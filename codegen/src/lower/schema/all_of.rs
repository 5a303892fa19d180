//! `allOf`: one part is that part; several objects are merged; anything else is an error.

use super::array::limit;
use super::flatten::{constrains, constrains_beside_all_of};
use super::reference::siblings;
use super::{Place, Schemas, sensitive};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Additional, Kind, Map, Object, TypeId};
use crate::lower::lints;
use crate::openapi::{RefOr, Schema, SchemaObject, SchemaType, Version};
use crate::span::Span;

/// How deep `allOf` may refer to `allOf`.
const MAX_DEPTH: usize = 64;

impl<'a> Schemas<'a> {
    pub(super) fn all_of(
        &mut self,
        object: &'a SchemaObject,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let mut parts = Vec::new();
        self.flatten(object, &mut parts, 0, diagnostics);
        self.intersection(object.span, &parts, id, place, diagnostics)
    }

    /// `$ref` with siblings that constrain (3.1): both apply.
    pub(super) fn intersection_with_siblings(
        &mut self,
        schema: &'a RefOr<Schema>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        if let Some(&known) = self.known.get(&(schema.span(), place.direction)) {
            return known;
        }
        let mut parts = Vec::new();
        self.flatten_use(schema, &mut parts, 0, diagnostics);
        let id = self.any(schema.span(), place);
        // Entered before it is known: the target may contain this very use of it.
        self.known.insert((schema.span(), place.direction), id);
        let kind = self.intersection(schema.span(), &parts, id, place, diagnostics);
        self.types.get_mut(id).kind = kind;
        id
    }

    /// What satisfies all parts.
    fn intersection(
        &mut self,
        span: Span,
        parts: &[&'a SchemaObject],
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        for part in parts {
            super::unsupported::report(part, diagnostics);
            // The outermost part comes last, and its mask wins.
            let mask = sensitive::mask(part, diagnostics);
            self.mark(id, mask);
        }
        let constraining: Vec<&'a SchemaObject> =
            parts.iter().copied().filter(|part| constrains_beside_all_of(part)).collect();
        match constraining.as_slice() {
            [] => Kind::Any,
            [only] => self.kind_beside_all_of(only, id, place, diagnostics),
            several if several.iter().all(|part| is_object(part)) => {
                self.merge(span, several, place, diagnostics)
            }
            _ => {
                diagnostics.report(not_objects(span, &constraining));
                Kind::Any
            }
        }
    }

    /// Several object schemas as one.
    fn merge(
        &mut self,
        span: Span,
        parts: &[&'a SchemaObject],
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let (properties, additional) = self.members(parts, Some(span), place, diagnostics);
        let min = parts.iter().filter_map(|part| limit(part.min_properties.as_deref())).max();
        let max = parts.iter().filter_map(|part| limit(part.max_properties.as_deref())).min();
        match additional {
            // Not where a member is left out for its direction: a map would take it.
            Additional::Open
                if parts.iter().all(|part| part.properties.is_empty()) && properties.is_empty() =>
            {
                let values = self.any(parts[0].span, place);
                Kind::Map(Map { values, min_properties: min.unwrap_or(0), max_properties: max })
            }
            additional => Kind::Object(Object {
                properties,
                additional,
                min_properties: min.unwrap_or(0),
                max_properties: max,
            }),
        }
    }

    /// The parts of a schema, those of nested `allOf` included, outermost last.
    fn flatten(
        &mut self,
        object: &'a SchemaObject,
        parts: &mut Vec<&'a SchemaObject>,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) {
        if depth > MAX_DEPTH || parts.len() > 4096 {
            let diagnostic =
                Diagnostic::error("impossible-schema", object.span, "`allOf` contains itself")
                    .help("take the schema out of its own `allOf`");
            diagnostics.report(diagnostic);
            return;
        }
        for part in object.all_of.iter().flat_map(|list| &list.value) {
            self.flatten_use(part, parts, depth + 1, diagnostics);
        }
        let beside = || constrains_beside_all_of(object);
        if object.all_of.is_none() || beside() || sensitive::mask(object, diagnostics).is_some() {
            parts.push(object);
        }
    }

    /// The parts of a use of a schema: those of the schema, then what stands beside each reference,
    /// the outermost last.
    fn flatten_use(
        &mut self,
        schema: &'a RefOr<Schema>,
        parts: &mut Vec<&'a SchemaObject>,
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) {
        for step in self.steps(schema).into_iter().rev() {
            match step {
                RefOr::Item(Schema::Object(part)) => self.flatten(part, parts, depth, diagnostics),
                RefOr::Item(Schema::Boolean(value)) if !value.value => {
                    let diagnostic = Diagnostic::error(
                        "impossible-schema",
                        value.span,
                        "`false` among schemas that all apply accepts nothing",
                    )
                    .help("take the schema out");
                    diagnostics.report(diagnostic);
                }
                RefOr::Item(Schema::Boolean(_)) => {}
                RefOr::Ref(_) => {
                    if let Some(siblings) = siblings(step)
                        && self.siblings_matter(siblings, diagnostics)
                    {
                        self.flatten(siblings, parts, depth, diagnostics);
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
            Version::V3_1 => true,
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
}

/// Whether a part is about objects, as far as it says anything that `merge` reads.
fn is_object(part: &SchemaObject) -> bool {
    let object_type = part
        .types
        .as_ref()
        .is_none_or(|types| types.value.len() == 1 && types.value.contains(SchemaType::Object));
    object_type
        && part.one_of.is_none()
        && part.any_of.is_none()
        && part.enumeration.is_none()
        && part.constant.is_none()
        && part.items.is_none()
        && part.min_items.is_none()
        && part.max_items.is_none()
        && part.pattern.is_none()
        && part.min_length.is_none()
        && part.max_length.is_none()
        && part.minimum.is_none()
        && part.maximum.is_none()
        && part.exclusive_minimum.is_none()
        && part.exclusive_maximum.is_none()
        && part.multiple_of.is_none()
        && part.format.is_none()
        && !part.nullable.is_some_and(|nullable| nullable.value)
}

fn not_objects(span: Span, parts: &[&SchemaObject]) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(
        "unsupported-schema",
        span,
        "`allOf` of parts that are not all plain objects is not supported yet",
    );
    for part in parts.iter().filter(|part| !is_object(part)) {
        diagnostic = diagnostic.also(part.span, "not a plain object schema");
    }
    diagnostic.help("write the combined constraints into one schema")
}
