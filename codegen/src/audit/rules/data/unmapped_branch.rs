//! Branches of a union whose discriminator has a mapping, but none for them.
//!
//! **Invariant:** a discriminator without a mapping is whole: the names of the components are its values.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{Discriminator, RefOr, Schema};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unmapped-branch", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unmapped-branch.md"),
    covers: &["PROP-20"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.schemas() {
        let object = visit.object;
        let Some(discriminator) = &object.discriminator else { continue };
        if discriminator.mapping.is_empty() {
            continue;
        }
        let lists = [&object.one_of, &object.any_of].into_iter().flatten();
        for branch in lists.flat_map(|list| &list.value) {
            // What is written in place has no name: `unusable-discriminator`.
            let Some(reference) = branch.as_ref() else { continue };
            if is_mapped(subject, discriminator, branch) || !seen.insert(branch.span()) {
                continue;
            }
            let target = &reference.pointer.value;
            findings.add(
                Diagnostic::error(
                    RULE.lint.name,
                    branch.span(),
                    format!("the mapping has no value for the branch `{target}`: {visit}"),
                )
                .label("meant by the name of its component alone")
                .also(discriminator.span, "the mapping of the others")
                .help("map a value to it, or remove the branch"),
            );
        }
    }
}

fn is_mapped<'a>(
    subject: &Subject<'a>,
    discriminator: &'a Discriminator,
    branch: &'a RefOr<Schema>,
) -> bool {
    let Some(reference) = branch.as_ref() else { return true };
    let Some(target) = subject.document.schema_target(reference) else { return true };
    let mut values = discriminator.mapping.values();
    values.any(|value| {
        let mapped = subject.document.mapping(value);
        value.value == reference.pointer.value
            || mapped.is_some_and(|mapped| std::ptr::eq(mapped.schema, target.schema))
    })
}
