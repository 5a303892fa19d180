//! `x-portcullis: { allow: { <rule>: "<reason>" } }`: findings that a document acknowledges.
//!
//! **Invariant:** an acknowledgement reaches the object it stands in and what is inside of it, and
//! no further; one that names no rule is an error. Errors without a level cannot be acknowledged.

use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::source::{Node, Object, Value};
use crate::span::Span;

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
            Value::Array(items) => stack.extend(items),
            Value::Object(object) => {
                acknowledge(node, object, whole, known, diagnostics);
                stack.extend(object.iter().map(|(_, member)| &member.value));
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
    for (rule, member) in allow.iter() {
        match known.iter().find(|name| **name == rule) {
            Some(name) if whole == Some(node.span) => diagnostics.acknowledge_everywhere(name),
            Some(name) => diagnostics.acknowledge(node.span, name),
            None => {
                let diagnostic = Diagnostic::error(
                    "unknown-rule",
                    member.name_span,
                    format!("there is no rule `{rule}`"),
                );
                let diagnostic = match did_you_mean(rule, known.iter().copied()) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("`cargo portcullis explain` lists the rules"),
                };
                diagnostics.report(diagnostic);
            }
        }
    }
}
