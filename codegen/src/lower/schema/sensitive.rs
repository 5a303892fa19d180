//! Which values must never be seen: `x-portcullis.sensitive`, and the marks that others use.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::Mask;
use crate::openapi::SchemaObject;
use crate::source::{Node, Value};

/// The mask of a schema, from any of the marks that are understood. Our own wins.
pub(super) fn mask(object: &SchemaObject, diagnostics: &mut Diagnostics) -> Option<Mask> {
    let rare = object.rare();
    let own = object.portcullis.as_ref().and_then(|annotation| annotation.sensitive.as_ref());
    if let Some(mask) = own {
        return Some(mask.value);
    }
    let password = object.format.as_ref().is_some_and(|format| format.value == "password");
    let flags = [("x-sensitive", &rare.sensitive), ("x-pii", &rare.pii)];
    let flagged = flags
        .into_iter()
        .any(|(key, node)| node.as_ref().is_some_and(|node| flag(key, node, diagnostics)));
    let classified =
        rare.data_classification.as_ref().is_some_and(|node| classification(node, diagnostics));
    (password || flagged || classified).then_some(Mask::Full)
}

/// A flag, or a word for the kind of data: both mean that it is sensitive, unless it is `false`.
fn flag(key: &str, node: &Node, diagnostics: &mut Diagnostics) -> bool {
    match &node.value {
        Value::Bool(value) => *value,
        Value::String(word) => !matches!(word.as_str(), "false" | "no" | "none"),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            let diagnostic = Diagnostic::error(
                "unknown-annotation",
                node.span,
                format!("`{key}` must be true, false or a word, found {}", node.kind()),
            )
            .help(format!("write `{key}: true`"));
            diagnostics.report(diagnostic);
            true
        }
    }
}

/// The classes whose values may be seen; every other class is sensitive.
fn classification(node: &Node, diagnostics: &mut Diagnostics) -> bool {
    let Some(class) = node.as_str() else {
        let diagnostic = Diagnostic::error(
            "unknown-annotation",
            node.span,
            format!("`x-data-classification` must be a word, found {}", node.kind()),
        )
        .help("write the name of the class: public, internal, confidential, restricted …");
        diagnostics.report(diagnostic);
        return true;
    };
    !matches!(class.to_ascii_lowercase().as_str(), "public" | "internal" | "none")
}
