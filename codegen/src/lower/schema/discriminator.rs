//! Discriminators: which value of which property means which branch of a union.
//!
//! **Invariant:** a discriminator chooses only where every branch can be told by it; otherwise it is
//! reported, and the branches' own schemas decide.

use super::Schemas;
use crate::diag::{Diagnostic, Diagnostics};
use crate::lower::lints;
use crate::openapi::{Discriminator, RefOr, Schema, SchemaType};
use crate::span::Spanned;

impl<'a> Schemas<'a> {
    /// The values of the discriminating property that mean each branch: those that `mapping`
    /// gives, otherwise the component's name. `None` where a branch cannot be told by it.
    pub(super) fn tags(
        &self,
        discriminator: &Discriminator,
        branches: &[&'a RefOr<Schema>],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Vec<String>>> {
        let names: Vec<Option<&str>> =
            branches.iter().map(|branch| self.component_name(branch)).collect();
        let mut usable = true;
        let mut tags: Vec<Vec<String>> = vec![Vec::new(); branches.len()];
        if let Some(default) = &discriminator.default_mapping {
            let diagnostic = Diagnostic::error(
                "unsupported-keyword",
                default.span,
                "`defaultMapping` is not supported yet",
            )
            .help("map every value of the property, and require it");
            diagnostics.report(diagnostic);
        }
        for (value, target) in discriminator.mapping.iter() {
            let wanted = target.value.rsplit('/').next().unwrap_or_default();
            let named = names.iter().position(|name| *name == Some(wanted));
            match named.or_else(|| self.branch_of(target, branches)) {
                Some(index) => tags[index].push(value.value.to_owned()),
                None => diagnostics.lint(&lints::UNUSABLE_DISCRIMINATOR, unmapped(target)),
            }
        }
        for (index, branch) in branches.iter().enumerate() {
            match names[index] {
                Some(name) if tags[index].is_empty() => tags[index].push(name.to_owned()),
                Some(_) => {}
                None if !tags[index].is_empty() => {}
                None => {
                    usable = false;
                    let diagnostic = Diagnostic::error(
                        "",
                        branch.span(),
                        "a branch beside a discriminator must refer to a component by `$ref`",
                    )
                    .also(discriminator.span, "the discriminator")
                    .note("the discriminator is passed over: the branches' own schemas decide")
                    .help("move the schema to `components.schemas` and refer to it");
                    diagnostics.lint(&lints::UNUSABLE_DISCRIMINATOR, diagnostic);
                }
            }
            usable &= self.has_tag(discriminator, branch, diagnostics);
        }
        for (index, tag) in
            tags.iter().enumerate().flat_map(|(i, own)| own.iter().map(move |t| (i, t)))
        {
            if tags.iter().take(index).any(|earlier| earlier.contains(tag)) {
                usable = false;
                let diagnostic = ambiguous_tag(tag, branches[index].span(), discriminator);
                diagnostics.lint(&lints::UNUSABLE_DISCRIMINATOR, diagnostic);
            }
        }
        usable.then_some(tags)
    }

    /// The branch that leads to the schema which a mapping means: where the names do not tell, as with files.
    fn branch_of(&self, mapped: &Spanned<String>, branches: &[&'a RefOr<Schema>]) -> Option<usize> {
        let wanted = self.resolved.mapping(mapped)?.schema;
        branches.iter().position(|branch| {
            self.steps(branch).into_iter().any(|step| std::ptr::eq(step, wanted))
        })
    }

    /// The branch has to demand the discriminating property: OpenAPI 3.0.4 section 4.7.25.
    fn has_tag(
        &self,
        discriminator: &Discriminator,
        branch: &'a RefOr<Schema>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let property = discriminator.property_name.value.as_str();
        if let Some(Schema::Object(target)) = self.resolved.schema(branch)
            && target.all_of.is_none()
            && target.one_of.is_none()
            && target.any_of.is_none()
            && target.properties.get(property).is_none()
        {
            let diagnostic = Diagnostic::error(
                "",
                target.span,
                format!("this branch has no property `{property}` to tell it by"),
            )
            .also(discriminator.property_name.span, "the discriminator")
            .note("the discriminator is passed over: the branches' own schemas decide")
            .help(format!("add `{property}` to the branch's `properties` and `required`"));
            diagnostics.lint(&lints::UNUSABLE_DISCRIMINATOR, diagnostic);
            return false;
        }
        true
    }

    pub(super) fn component_name(&self, branch: &'a RefOr<Schema>) -> Option<&'a str> {
        // The name that the reference writes, also where it leads on to another component.
        if let RefOr::Ref(reference) = branch {
            return self.resolved.schema_target(reference)?.component.map(|name| name.value);
        }
        self.component_names.get(&branch.span()).copied()
    }

    pub(super) fn branch_name(&self, branch: &'a RefOr<Schema>, index: usize) -> String {
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
}

fn ambiguous_tag(
    tag: &str,
    branch: crate::span::Span,
    discriminator: &Discriminator,
) -> Diagnostic {
    Diagnostic::error(
        "",
        branch,
        format!("the value `{tag}` of the discriminator means two branches"),
    )
    .also(discriminator.span, "the discriminator")
    .help("map a value of its own to each branch")
}

fn unmapped(target: &Spanned<String>) -> Diagnostic {
    Diagnostic::error("", target.span, format!("`{}` is not one of the branches", target.value))
        .help("map to the name of a component that a branch refers to")
}
