//! `oneOf` and `anyOf`, with and without discriminator.

use super::flatten::constrains;
use super::reference::siblings;
use super::{Place, Schemas};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Kind, TypeId, Union, UnionMode, Variant};
use crate::lower::lints;
use crate::openapi::{Discriminator, RefOr, Schema, SchemaObject, SchemaType};
use crate::span::Spanned;

impl<'a> Schemas<'a> {
    pub(super) fn union(
        &mut self,
        object: &'a SchemaObject,
        id: TypeId,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let (branches, mode) = match (&object.one_of, &object.any_of) {
            (Some(branches), None) => (branches, UnionMode::OneOf),
            (None, Some(branches)) => (branches, UnionMode::AnyOf),
            (Some(_), Some(any_of)) => {
                diagnostics.report(beside(any_of.span, "`anyOf` beside `oneOf`"));
                return Kind::Any;
            }
            (None, None) => return Kind::Any,
        };
        self.report_siblings(object, diagnostics);
        let real: Vec<&'a RefOr<Schema>> =
            branches.value.iter().filter(|branch| !self.is_null_branch(branch)).collect();
        let nulls = branches.value.len() - real.len();
        let has_null = nulls > 0;
        if nulls > 1 && object.one_of.is_some() {
            diagnostics.report(two_nulls(branches.span));
        }
        let kind = match real.as_slice() {
            [] => {
                let diagnostic = Diagnostic::error(
                    "unsupported-schema",
                    object.span,
                    "a union of nothing but `null` is not supported",
                )
                .help("name the type of the value beside `null`");
                diagnostics.report(diagnostic);
                return Kind::Any;
            }
            // With a discriminator the branch still has to be named by its tag.
            [only] if object.discriminator.is_none() => {
                let kind = self.only_branch(only, id, has_null, place, diagnostics);
                if has_null && object.one_of.is_some() && self.is_nullable(&kind) {
                    diagnostics.report(two_nulls(branches.span));
                }
                self.report_nullable(object, &kind, diagnostics);
                return kind;
            }
            several => self.several_branches(object, several, mode, place, diagnostics),
        };
        if has_null
            && object.one_of.is_some()
            && let Kind::Union(union) = &kind
            && union.variants.iter().any(|v| matches!(self.types.get(v.ty).kind, Kind::Nullable(_)))
        {
            diagnostics.report(two_nulls(branches.span));
        }
        let kind = if has_null { self.nullable(id, kind) } else { kind };
        self.report_nullable(object, &kind, diagnostics);
        kind
    }

    /// Reports `nullable` where the branches refuse `null` all the same.
    fn report_nullable(&self, object: &SchemaObject, kind: &Kind, diagnostics: &mut Diagnostics) {
        let Some(nullable) = object.nullable.filter(|nullable| nullable.value) else { return };
        let lets_null = |kind: &Kind| matches!(kind, Kind::Nullable(_) | Kind::Any);
        let accepted = lets_null(kind)
            || matches!(kind, Kind::Union(union)
                if union.variants.iter().any(|v| lets_null(&self.types.get(v.ty).kind)));
        if !accepted {
            diagnostics.lint(&lints::IGNORED_NULLABLE, nullable_union(nullable.span));
        }
    }

    /// A union of one branch is that branch.
    fn only_branch(
        &mut self,
        branch: &'a RefOr<Schema>,
        id: TypeId,
        has_null: bool,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let inner = self.lower(branch, place, diagnostics);
        if has_null {
            return Kind::Nullable(inner);
        }
        // A copy of what the branch is, its mask included: this schema has a type of its own already.
        // A mask of its own wins over the branch's.
        let own = self.types.get(id).sensitive;
        let constrained = self.steps(branch).into_iter().filter_map(siblings).count() > 0;
        let kind = match self.resolved.schema(branch) {
            Some(Schema::Object(target)) if !constrained => {
                self.kind(target, id, place, diagnostics)
            }
            // With what stands beside the reference it is a type of its own, and complete.
            Some(_) | None => {
                let inner = self.types.get(inner);
                let (kind, mask) = (inner.kind.clone(), inner.sensitive);
                self.mark(id, mask);
                kind
            }
        };
        self.mark(id, own);
        kind
    }

    /// Whether what is inside of a nullable type accepts `null` itself.
    fn is_nullable(&self, kind: &Kind) -> bool {
        matches!(kind, Kind::Nullable(inner)
            if matches!(self.types.get(*inner).kind, Kind::Nullable(_)))
    }

    fn several_branches(
        &mut self,
        object: &'a SchemaObject,
        branches: &[&'a RefOr<Schema>],
        mode: UnionMode,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        let tags = object
            .discriminator
            .as_deref()
            .map(|discriminator| self.tags(discriminator, branches, diagnostics));
        let mode = match &object.discriminator {
            Some(discriminator) => {
                UnionMode::Discriminator { property: discriminator.property_name.value.clone() }
            }
            None => mode,
        };
        let variants = branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let name = self.branch_name(branch, index);
                let words = place.part(&name);
                let part = Place { name: &words, direction: place.direction };
                Variant {
                    name,
                    tags: tags.as_ref().map(|tags| tags[index].clone()).unwrap_or_default(),
                    ty: self.lower(branch, &part, diagnostics),
                }
            })
            .collect();
        Kind::Union(Union { mode, variants })
    }

    /// The values of the discriminating property that mean each branch: those that `mapping`
    /// gives, otherwise the component's name.
    fn tags(
        &self,
        discriminator: &Discriminator,
        branches: &[&'a RefOr<Schema>],
        diagnostics: &mut Diagnostics,
    ) -> Vec<Vec<String>> {
        let names: Vec<Option<&str>> =
            branches.iter().map(|branch| self.component_name(branch)).collect();
        let mut tags: Vec<Vec<String>> = vec![Vec::new(); branches.len()];
        for (value, target) in discriminator.mapping.iter() {
            let wanted = target.value.rsplit('/').next().unwrap_or_default();
            match names.iter().position(|name| *name == Some(wanted)) {
                Some(index) => tags[index].push(value.value.to_owned()),
                None => diagnostics.report(unmapped(target)),
            }
        }
        for (index, branch) in branches.iter().enumerate() {
            match names[index] {
                Some(name) if tags[index].is_empty() => tags[index].push(name.to_owned()),
                Some(_) => {}
                None => {
                    let diagnostic = Diagnostic::error(
                        "discriminator",
                        branch.span(),
                        "a branch beside a discriminator must refer to a component by `$ref`",
                    )
                    .also(discriminator.span, "the discriminator")
                    .help("move the schema to `components.schemas` and refer to it");
                    diagnostics.report(diagnostic);
                }
            }
            self.tag_property(discriminator, branch, diagnostics);
        }
        for (index, tag) in
            tags.iter().enumerate().flat_map(|(i, own)| own.iter().map(move |t| (i, t)))
        {
            if tags.iter().take(index).any(|earlier| earlier.contains(tag)) {
                diagnostics.report(ambiguous_tag(tag, branches[index].span(), discriminator));
            }
        }
        tags
    }

    /// The branch has to demand the discriminating property: OpenAPI 3.0.4 section 4.7.25.
    fn tag_property(
        &self,
        discriminator: &Discriminator,
        branch: &'a RefOr<Schema>,
        diagnostics: &mut Diagnostics,
    ) {
        let property = discriminator.property_name.value.as_str();
        if let Some(Schema::Object(target)) = self.resolved.schema(branch)
            && target.all_of.is_none()
            && target.properties.get(property).is_none()
        {
            let diagnostic = Diagnostic::error(
                "discriminator",
                target.span,
                format!("this branch has no property `{property}` to tell it by"),
            )
            .also(discriminator.property_name.span, "the discriminator")
            .help(format!("add `{property}` to the branch's `properties` and `required`"));
            diagnostics.report(diagnostic);
        }
    }

    fn component_name(&self, branch: &'a RefOr<Schema>) -> Option<&'a str> {
        // The name that the reference writes, also where it leads on to another component.
        if let RefOr::Ref(reference) = branch {
            return self.resolved.schema_target(reference)?.component.map(|name| name.value);
        }
        self.component_names.get(&branch.span()).copied()
    }

    fn branch_name(&self, branch: &'a RefOr<Schema>, index: usize) -> String {
        if let Some(name) = self.component_name(branch) {
            return name.to_owned();
        }
        let Some(Schema::Object(object)) = self.resolved.schema(branch) else {
            return format!("variant {}", index + 1);
        };
        if let Some(title) = &object.title {
            return title.value.clone();
        }
        match &object.types {
            Some(types) if types.value.len() == 1 => {
                types.value.iter().next().map_or("value", SchemaType::as_str).to_owned()
            }
            _ => format!("variant {}", index + 1),
        }
    }

    /// `{ type: null }`, or `{ enum: [null] }`, and nothing that would refuse it.
    pub(super) fn is_null_branch(&self, branch: &'a RefOr<Schema>) -> bool {
        let [object] = self.objects(branch)[..] else { return false };
        let nullable = object.nullable.is_some_and(|nullable| nullable.value);
        let types = object.types.as_ref().map(|types| types.value);
        let by_type =
            types.is_some_and(|types| types.len() == 1 && types.contains(SchemaType::Null));
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

    /// Keywords beside a union would have to hold as well.
    fn report_siblings(&self, object: &'a SchemaObject, diagnostics: &mut Diagnostics) {
        let mut beside_union = object.clone();
        beside_union.one_of = None;
        beside_union.any_of = None;
        beside_union.discriminator = None;
        beside_union.nullable = None;
        // `type: object` beside branches that are objects says nothing new.
        if beside_union
            .types
            .as_ref()
            .is_some_and(|types| types.value.len() == 1 && types.value.contains(SchemaType::Object))
            && self.branches_are_objects(object)
        {
            beside_union.types = None;
        }
        if constrains(&beside_union) {
            diagnostics.report(beside(object.span, "keywords beside `oneOf` or `anyOf`"));
        }
    }

    fn branches_are_objects(&self, object: &'a SchemaObject) -> bool {
        let lists = [&object.one_of, &object.any_of];
        lists.into_iter().flatten().flat_map(|list| &list.value).all(|branch| {
            match self.resolved.schema(branch) {
                Some(Schema::Object(target)) => target.types.as_ref().is_some_and(|types| {
                    types.value.len() == 1 && types.value.contains(SchemaType::Object)
                }),
                Some(Schema::Boolean(_)) | None => false,
            }
        })
    }
}

fn beside(span: crate::span::Span, what: &str) -> Diagnostic {
    Diagnostic::error("unsupported-schema", span, format!("{what}: not supported yet"))
        .note("both would have to hold; merging them is not supported yet")
        .help("move the constraints into each branch")
}

/// `null` that two branches of `oneOf` accept is accepted by none.
fn two_nulls(span: crate::span::Span) -> Diagnostic {
    Diagnostic::error(
        "impossible-schema",
        span,
        "two branches of `oneOf` accept `null`, so that it is never valid",
    )
    .help("let one branch accept it, or write `anyOf`")
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

fn ambiguous_tag(
    tag: &str,
    branch: crate::span::Span,
    discriminator: &Discriminator,
) -> Diagnostic {
    Diagnostic::error(
        "discriminator",
        branch,
        format!("the value `{tag}` of the discriminator means two branches"),
    )
    .also(discriminator.span, "the discriminator")
    .help("map a value of its own to each branch")
}

fn unmapped(target: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "discriminator",
        target.span,
        format!("`{}` is not one of the branches", target.value),
    )
    .help("map to the name of a component that a branch refers to")
}
