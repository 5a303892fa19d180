//! `x-portcullis: { allow: { <rule>: "<reason>" } }`: findings that a document acknowledges.
//!
//! **Invariant:** an acknowledgement reaches the object it stands in and what is inside of it, and
//! no further; one that names no rule is an error, and one that meets no finding is a finding itself. Errors
//! without a level cannot be acknowledged.

use crate::diag::Level::{Deny, Warn};
use crate::diag::{Acknowledgement, Diagnostic, Diagnostics, Lint, Origin, Scope, did_you_mean};
use crate::source::{Node, Object, Value};
use crate::span::{Span, Spanned};

/// An acknowledgement of nothing: what it was written for is mended, or somewhere else.
pub(crate) static UNUSED_ALLOW: Lint = Lint::new("unused-allow", [Warn, Warn, Deny]);

/// Tells the collector what the document acknowledges.
///
/// Works on the tree and not on the typed document: the position of an acknowledgement is all that
/// matters. Its form was checked by `openapi`.
///
/// What the root of the document acknowledges holds for all of its files.
pub(crate) fn collect(
    root: &Node,
    is_document: bool,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) {
    let whole = is_document.then_some(root.span);
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        match &node.value {
            Value::Array(items) => stack.extend(items.iter().rev()),
            Value::Object(object) => {
                acknowledge(node, object, whole, known, diagnostics);
                stack.extend(object.iter().rev().map(|(_, member)| &member.value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn acknowledge(
    node: &Node,
    object: &Object,
    whole: Option<Span>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) {
    let annotation = object.get("x-portcullis").and_then(Node::as_object);
    let Some(allow) = annotation.and_then(|own| own.get("allow")).and_then(Node::as_object) else {
        return;
    };
    let is_whole = whole == Some(node.span);
    let scope = if is_whole { Scope::Everywhere } else { Scope::Inside(node.span) };
    for (name, member) in allow.iter() {
        let Some(rule) = rule(Spanned::new(name, member.name_span), known, diagnostics) else {
            continue;
        };
        diagnostics.acknowledge(Acknowledgement {
            rule,
            reason: member.value.as_str().unwrap_or_default().to_owned(),
            span: member.name_span,
            scope,
            origin: Origin::Document,
            findings: Vec::new(),
        });
    }
}

/// The rule of a name; `None` after a report.
pub(crate) fn rule(
    name: Spanned<&str>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Option<&'static str> {
    if let Some(rule) = known.iter().find(|rule| **rule == name.value) {
        return Some(rule);
    }
    let message = format!("there is no rule `{}`", name.value);
    let diagnostic = Diagnostic::error("unknown-rule", name.span, message);
    diagnostics.report(match did_you_mean(name.value, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("`cargo portcullis rules` lists the rules"),
    });
    None
}

/// The fewest letters and digits that can be a reason: less is a mark that somebody wanted to get on.
const SHORTEST_REASON: usize = 4;

/// Whether a text can be a reason.
pub(crate) fn is_reason(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).nth(SHORTEST_REASON - 1).is_some()
}

/// Reports the acknowledgements that met nothing. To be called when everything has been looked for.
pub(crate) fn report_unmet(diagnostics: &mut Diagnostics) {
    let found = |own: &Acknowledgement| {
        let message = format!("`{}` is allowed here, and there is nothing of the kind", own.rule);
        Diagnostic::error("unused-allow", own.span, message)
            .label("meets no finding")
            .help("remove it, so that it hides nothing that is made later")
    };
    let split = |diagnostics: &Diagnostics, is_own: bool| -> Vec<Diagnostic> {
        let unmet = diagnostics.unmet().into_iter();
        unmet.filter(|own| (own.rule == UNUSED_ALLOW.name) == is_own).map(found).collect()
    };
    for finding in split(diagnostics, false) {
        diagnostics.lint(&UNUSED_ALLOW, finding);
    }
    // One of this rule itself would meet the finding that it met nothing.
    for finding in split(diagnostics, true) {
        diagnostics.lint_always(&UNUSED_ALLOW, finding);
    }
}
