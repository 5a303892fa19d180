//! The parameters of an operation: those of the path item, overridden by its own.
//!
//! **Invariant:** one parameter for each name and place; the parameters in the path are exactly those
//! of the template.

use super::{target, template};
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::ir::ParameterIn;
use crate::openapi::{Document, Operation, Parameter, PathItem, RefOr};
use crate::span::{Span, Spanned};

/// A parameter and where the list that has it mentions it.
#[derive(Clone, Copy)]
struct Mention<'a> {
    parameter: &'a Parameter,
    span: Span,
}

/// The effective parameters, those of the path item first.
pub(super) fn merge<'a>(
    document: &'a Document,
    path: Spanned<&'a str>,
    path_item: &'a PathItem,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Vec<&'a Parameter> {
    let inherited = list(document, &path_item.parameters, diagnostics);
    let own = list(document, &operation.parameters, diagnostics);
    let overridden =
        |one: &Mention<'_>| own.iter().any(|other| same(one.parameter, other.parameter));
    let kept = inherited.iter().filter(|one| !overridden(one)).copied();
    let all: Vec<Mention<'a>> = kept.chain(own.iter().copied()).collect();

    // Where one cannot be found, that was reported, and what else is wrong may follow from it.
    let complete =
        inherited.len() == path_item.parameters.len() && own.len() == operation.parameters.len();
    if complete && let Some(names) = template::parameters(path, diagnostics) {
        check_path(path, &names, operation, &all, diagnostics);
    }
    all.into_iter().map(|mention| mention.parameter).collect()
}

/// Follows a list, and reports parameters that it has twice.
fn list<'a>(
    document: &'a Document,
    parameters: &'a [RefOr<Parameter>],
    diagnostics: &mut Diagnostics,
) -> Vec<Mention<'a>> {
    let mut mentions: Vec<Mention<'a>> = Vec::with_capacity(parameters.len());
    for written in parameters {
        let Some(parameter) = target::follow(document, written) else { continue };
        let span = written.as_ref().map_or(parameter.name.span, |r| r.pointer.span);
        if let Some(first) = mentions.iter().find(|one| same(one.parameter, parameter)) {
            let (name, place) = (&parameter.name.value, parameter.location.value.as_str());
            diagnostics.report(
                Diagnostic::error(
                    "duplicate-parameter",
                    span,
                    format!("the {place} parameter `{name}` is declared twice"),
                )
                .also(first.span, "first here")
                .help("remove one of them"),
            );
        }
        mentions.push(Mention { parameter, span });
    }
    mentions
}

/// 3.0.4 §4.7.12.1: a parameter is its name and place. Names of headers have no case.
fn same(a: &Parameter, b: &Parameter) -> bool {
    a.location.value == b.location.value
        && match a.location.value {
            ParameterIn::Header => a.name.eq_ignore_ascii_case(&b.name),
            ParameterIn::Path | ParameterIn::Query | ParameterIn::Cookie => {
                a.name.value == b.name.value
            }
        }
}

fn check_path(
    path: Spanned<&str>,
    template: &[&str],
    operation: &Operation,
    parameters: &[Mention<'_>],
    diagnostics: &mut Diagnostics,
) {
    let declared: Vec<&Mention<'_>> = parameters
        .iter()
        .filter(|mention| mention.parameter.location.value == ParameterIn::Path)
        .collect();
    for &name in template {
        if declared.iter().any(|mention| mention.parameter.name.value == name) {
            continue;
        }
        let message = format!("the path parameter `{name}` of `{}` is not declared", path.value);
        diagnostics.report(
            Diagnostic::error("path-parameter", path.span, message)
                .also(operation.span, "by this operation or its path item")
                .help(format!("add a parameter with `name: {name}`, `in: path` and a schema")),
        );
    }
    for mention in declared {
        let name = mention.parameter.name.value.as_str();
        if template.contains(&name) {
            continue;
        }
        let message = format!("the path `{}` has no parameter `{name}`", path.value);
        let help = did_you_mean(name, template.iter().copied()).map_or_else(
            || format!("add `{{{name}}}` to the path, or remove the parameter"),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.report(
            Diagnostic::error("path-parameter", mention.span, message)
                .also(path.span, "the path")
                .help(help),
        );
    }
}
