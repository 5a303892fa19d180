//! The parameters of an operation: those of the path item, overridden by its own.
//!
//! **Invariant:** one parameter for each name and place; the parameters in the path are exactly those
//! of the template, of which the undeclared ones are told apart.

use super::operations::OperationKind;
use super::{lints, target, template};
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

/// The effective parameters, those of the path item first, and the names in the path that nothing describes.
pub(super) fn merge<'a>(
    document: &'a Document,
    path: Spanned<&'a str>,
    kind: OperationKind,
    path_item: &'a PathItem,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> (Vec<&'a Parameter>, Vec<Spanned<&'a str>>) {
    let inherited = list(document, &path_item.parameters, diagnostics);
    let own = list(document, &operation.parameters, diagnostics);
    let overridden =
        |one: &Mention<'_>| own.iter().any(|other| same(one.parameter, other.parameter));
    let kept = inherited.iter().filter(|one| !overridden(one)).copied();
    let all: Vec<Mention<'a>> = kept.chain(own.iter().copied()).collect();

    // Where one cannot be found, that was reported, and what else is wrong may follow from it.
    let complete =
        inherited.len() == path_item.parameters.len() && own.len() == operation.parameters.len();
    let mut undeclared = Vec::new();
    let names = match kind {
        OperationKind::Path if complete => template::parameters(path, diagnostics),
        // Its name is no template.
        OperationKind::Webhook if complete => Some(Vec::new()),
        // Whether one can be sent is for `lower` to say.
        OperationKind::Path | OperationKind::Webhook | OperationKind::Callback => None,
    };
    if let Some(names) = names {
        undeclared = check_path(path, &names, operation, &all, diagnostics);
    }
    (all.into_iter().map(|mention| mention.parameter).collect(), undeclared)
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

fn check_path<'a>(
    path: Spanned<&'a str>,
    template: &[&'a str],
    operation: &Operation,
    parameters: &[Mention<'_>],
    diagnostics: &mut Diagnostics,
) -> Vec<Spanned<&'a str>> {
    let mut undeclared = Vec::new();
    let declared: Vec<&Mention<'_>> = parameters
        .iter()
        .filter(|mention| mention.parameter.location.value == ParameterIn::Path)
        .collect();
    for &name in template {
        if declared.iter().any(|mention| mention.parameter.name.value == name) {
            continue;
        }
        let message = format!("the path parameter `{name}` of `{}` is not declared", path.value);
        diagnostics.lint(
            &lints::UNDECLARED_PATH_PARAMETER,
            Diagnostic::error("", path.span, message)
                .also(operation.span, "by this operation or its path item")
                .note("allowed, it is read as a text of any length that is not empty")
                .help(format!("add a parameter with `name: {name}`, `in: path` and a schema")),
        );
        undeclared.push(Spanned::new(name, path.span));
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
    undeclared
}
