//! `oneOf` and `anyOf`: a variant for each branch, under all that stands beside the union.
//!
//! What stands beside a union is merged into each branch: "A and one of B, C" accepts what "one of
//! A and B, A and C" accepts, for `oneOf` as for `anyOf`. A union that only narrows what stands beside
//! it, such as one of `required`, is no part of the shape and left to the check.
//!
//! **Invariant:** what a union accepts is decided branch by branch; no branch accepts more than its
//! schema and what stands beside the union.

use super::parts::{Part, Parts, constrains};
use super::reference::objects;
use super::{Place, Schemas};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{JsonType, Kind, TypeId, Union, UnionMode, Variant};
use crate::lower::lints;
use crate::openapi::{RefOr, Schema, SchemaObject, SchemaType};
use crate::resolve::Resolved;

/// So many combinations of branches may become types of their own.
const MOST_COMBINATIONS: usize = 64;

/// A union that is to become a type.
pub(super) struct Found<'a> {
    /// The part that has it.
    at: usize,
    pub(super) branches: &'a [RefOr<Schema>],
    mode: UnionMode,
}

impl<'a> Schemas<'a> {
    /// The first union of the parts that says something of the shape.
    pub(super) fn structural_union(&mut self, parts: &Parts<'a>) -> Option<Found<'a>> {
        let unions = self.structural_unions(parts);
        let combinations =
            unions.iter().map(|found| found.branches.len()).fold(1, usize::saturating_mul);
        // Of several, every combination is a type.
        if unions.len() > 1 && combinations > MOST_COMBINATIONS {
            return None;
        }
        unions.into_iter().next()
    }

    /// All unions of the parts that say something of the shape.
    pub(super) fn structural_unions(&mut self, parts: &Parts<'a>) -> Vec<Found<'a>> {
        let mut unions = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            for (branches, mode) in
                [(part.one_of(), UnionMode::OneOf), (part.any_of(), UnionMode::AnyOf)]
            {
                let Some(branches) = branches else { continue };
                let found = Found { at, branches, mode };
                let base = without(parts, &found);
                if self.constants(&found, &base).is_some()
                    || !branches.iter().all(|branch| self.narrows(branch, &base))
                {
                    unions.push(found);
                }
            }
        }
        unions
    }

    /// The type of a union, under all other parts.
    pub(super) fn union(
        &mut self,
        parts: &Parts<'a>,
        found: &Found<'a>,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let base = without(parts, found);
        if let Some(kind) = self.constants(found, &base) {
            return if kind.1 { self.nullable(id, kind.0) } else { kind.0 };
        }
        let real: Vec<&'a RefOr<Schema>> =
            found.branches.iter().filter(|branch| !self.is_null_branch(branch)).collect();
        let nulls = found.branches.len() - real.len();
        let object = parts.list[found.at].object;
        if let ([only], 0, None) = (real.as_slice(), nulls, &object.discriminator) {
            // A union of one branch is that branch.
            let merged = self.parts_of_use(only, diagnostics).within(&base);
            return self.kind(&merged, id, place, diagnostics);
        }
        let mut union = self.variants(object, found, &real, &base, place, diagnostics);
        let null_fits = self.types_of(&base).is_none_or(|types| types.contains(SchemaType::Null))
            && base.objects().all(|part| part.enumeration.is_none() && part.constant.is_none());
        if nulls > 0 && null_fits && checks_null(&base, found.at) {
            self.add_checked_nulls(&mut union, found, &base, place, diagnostics);
            return if union.variants.is_empty() { Kind::Never } else { Kind::Union(union) };
        }
        let others = union.variants.iter().any(|variant| self.lets_null(variant.ty));
        let aside = match union.mode {
            UnionMode::AnyOf | UnionMode::Discriminator { .. } => nulls > 0,
            UnionMode::OneOf => nulls == 1 && !others,
        };
        if nulls > 0 && null_fits && !aside {
            // Two branches of `oneOf` that accept `null` refuse it together.
            for _ in 0..nulls {
                let ty = self.add(object.span, &place.part("null"), Kind::Null);
                union.variants.push(Variant::untagged("null", ty));
            }
        }
        let kind = match union.variants.as_slice() {
            // `null` or one type is no choice.
            [only] if aside && null_fits && union.mode_is_by_trying() => {
                return Kind::Nullable(only.ty);
            }
            [] if nulls > 0 && null_fits => return Kind::Null,
            [] => return Kind::Never,
            [_, ..] => Kind::Union(union),
        };
        let kind = if aside && null_fits { self.nullable(id, kind) } else { kind };
        self.report_nullable(object, &kind, diagnostics);
        kind
    }

    /// Adds `null` where what stands beside the union has a say in it. A tag never means `null`, so
    /// that a union by discriminator takes none.
    fn add_checked_nulls(
        &mut self,
        union: &mut Union,
        found: &Found<'a>,
        base: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        if !union.mode_is_by_trying() {
            return;
        }
        let words = place.part("null");
        let part = Place { name: &words, direction: place.direction };
        for branch in found.branches {
            if self.is_null_branch(branch) {
                let ty = self.lower_under(branch, base, &part, diagnostics);
                if !matches!(self.types.get(ty).kind, Kind::Never) {
                    union.variants.push(Variant::untagged("null", ty));
                }
            }
        }
    }

    /// A variant for each branch that anything can satisfy.
    fn variants(
        &mut self,
        object: &'a SchemaObject,
        found: &Found<'a>,
        branches: &[&'a RefOr<Schema>],
        base: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Union {
        let discriminator = object.discriminator.as_deref();
        let tags = discriminator.and_then(|d| self.tags(d, branches, diagnostics));
        let mode = match (discriminator, &tags) {
            (Some(discriminator), Some(_)) => {
                UnionMode::Discriminator { property: discriminator.property_name.value.clone() }
            }
            _ => found.mode.clone(),
        };
        let mut variants = Vec::with_capacity(branches.len());
        for (index, branch) in branches.iter().enumerate() {
            let name = self.branch_name(branch, index);
            let words = place.part(&name);
            let part = Place { name: &words, direction: place.direction };
            let ty = self.lower_under(branch, base, &part, diagnostics);
            let tags = tags.as_ref().and_then(|tags| tags.get(index).cloned()).unwrap_or_default();
            if !matches!(self.types.get(ty).kind, Kind::Never) {
                variants.push(Variant { name, tags, ty });
            }
        }
        Union { mode, variants }
    }

    /// The type of a schema under other parts.
    fn lower_under(
        &mut self,
        schema: &'a RefOr<Schema>,
        base: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        if !base.iter().any(Part::constrains) && base.never.is_none() {
            return self.lower(schema, place, diagnostics);
        }
        let merged = self.parts_of_use(schema, diagnostics).within(base);
        self.lower_merged(&merged, &[schema], place, diagnostics)
    }

    /// Whether a value may be `null`; true where that is not known yet.
    fn lets_null(&self, id: TypeId) -> bool {
        match &self.types.get(id).kind {
            Kind::Any | Kind::External(_) | Kind::Null | Kind::Nullable(_) => true,
            Kind::Other(types) => types.contains(&JsonType::Null),
            Kind::Checked(checked) => self.lets_null(checked.inner),
            Kind::Union(union) => union.variants.iter().any(|variant| self.lets_null(variant.ty)),
            Kind::Never
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Binary => false,
        }
    }

    /// Reports `nullable` where the branches refuse `null` all the same.
    fn report_nullable(&self, object: &SchemaObject, kind: &Kind, diagnostics: &mut Diagnostics) {
        let Some(nullable) = object.nullable.filter(|nullable| nullable.value) else { return };
        let accepted = match kind {
            Kind::Nullable(_) | Kind::Any => true,
            Kind::Union(union) => union.variants.iter().any(|v| self.lets_null(v.ty)),
            _ => false,
        };
        if !accepted {
            diagnostics.lint(&lints::IGNORED_NULLABLE, nullable_union(nullable.span));
        }
    }

    /// See [`is_null_branch`].
    pub(super) fn is_null_branch(&self, branch: &'a RefOr<Schema>) -> bool {
        is_null_branch(self.resolved, branch)
    }
}

/// Whether a check of what stands beside a union, which is the part `at`, may refuse `null`.
fn checks_null(base: &Parts<'_>, at: usize) -> bool {
    base.iter().enumerate().any(|(index, part)| {
        let rare = part.object.rare();
        // The check of what is not evaluated holds the whole part against the value. That of the
        // union itself lets `null` through where the union does.
        let whole = rare.unevaluated_properties.is_some() || rare.unevaluated_items.is_some();
        part.object.not.is_some()
            || rare.if_schema.is_some()
            || part.one_of().is_some()
            || part.any_of().is_some()
            || (whole && index != at)
    })
}

/// The parts without a union that becomes a type.
fn without<'a>(parts: &Parts<'a>, found: &Found<'a>) -> Parts<'a> {
    let mut base = parts.clone();
    if let Some(part) = base.list.get_mut(found.at) {
        match found.mode {
            UnionMode::AnyOf => part.done.any_of = true,
            UnionMode::OneOf | UnionMode::Discriminator { .. } => part.done.one_of = true,
        }
    }
    base
}

/// 3.0.4 section 4.7.24.1: other constraints retain their behaviour, and the branches refuse `null`.
fn nullable_union(span: crate::span::Span) -> Diagnostic {
    Diagnostic::error(
        "",
        span,
        "`nullable` beside `oneOf` or `anyOf` lets no `null` through: the branches refuse it",
    )
    .label("has no effect")
    .note("`nullable` widens the `type` beside it; all other keywords still apply")
    .help("write `nullable: true` into one of the branches")
}

/// `{ type: null }`, or `{ enum: [null] }`, and nothing that would refuse it.
pub(super) fn is_null_branch<'a>(resolved: &'a Resolved<'a>, branch: &'a RefOr<Schema>) -> bool {
    let [object] = objects(resolved, branch)[..] else { return false };
    let nullable = object.nullable.is_some_and(|nullable| nullable.value);
    let types = object.types.as_ref().map(|types| types.value);
    let by_type = types.is_some_and(|types| types.len() == 1 && types.contains(SchemaType::Null));
    let lets_null = types.is_none_or(|types| types.contains(SchemaType::Null) || nullable);
    let by_value = lets_null
        && object.enumeration.as_ref().is_some_and(|values| {
            !values.value.is_empty() && values.value.iter().all(super::is_null)
        });
    if !by_type && !by_value {
        return false;
    }
    let mut rest = object.clone();
    (rest.types, rest.nullable) = (None, None);
    if by_value {
        rest.enumeration = None;
    }
    !constrains(&rest)
}
