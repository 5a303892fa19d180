//! Keywords that no rung can express yet.

use crate::diag::{Diagnostic, Diagnostics};
use crate::openapi::{RefOr, SchemaObject, is_absolute};
use crate::span::Span;

/// Reports every keyword of a schema that would otherwise go unenforced.
pub(super) fn report(object: &SchemaObject, diagnostics: &mut Diagnostics) {
    for (keyword, span) in present(object) {
        let diagnostic = Diagnostic::error(
            "unsupported-keyword",
            span,
            format!("the keyword `{keyword}` is not supported yet"),
        )
        .label("cannot be enforced")
        .note("nothing is generated from a document with a constraint that would not be enforced")
        .help(format!("remove `{keyword}`, or express it with keywords that are supported"));
        diagnostics.report(diagnostic);
    }
}

fn present(object: &SchemaObject) -> Vec<(&'static str, Span)> {
    let rare = object.rare();
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    let mut check = |keyword: &'static str, span: Option<Span>| {
        found.extend(span.map(|span| (keyword, span)));
    };
    // Relative ones depend on where the document was fetched from.
    let relative = rare.id.as_ref().filter(|id| !is_absolute(&id.value));
    check("$id", relative.map(|text| text.span));
    check("$dynamicRef", rare.dynamic_ref.as_ref().map(|text| text.span));
    check("$vocabulary", rare.vocabulary.as_ref().map(|node| node.span));
    check("contentSchema", rare.content_schema.as_ref().map(RefOr::span));
    let foreign = rare.schema_uri.as_ref().filter(|uri| !is_dialect(&uri.value));
    check("$schema", foreign.map(|uri| uri.span));
    found
}

/// Whether a dialect of JSON Schema is the one of OpenAPI 3.1, in which schemas are read.
pub(in crate::lower) fn is_dialect(uri: &str) -> bool {
    matches!(
        uri.trim_end_matches('#'),
        "https://spec.openapis.org/oas/3.1/dialect/base"
            | "https://json-schema.org/draft/2020-12/schema"
    )
}
