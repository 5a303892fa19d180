//! Path templates.

use std::collections::HashMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Method, Operation, PathTemplate, Segment};
use crate::span::{Span, Spanned};

/// A template, split at its slashes.
pub(super) fn template(text: Spanned<&str>, diagnostics: &mut Diagnostics) -> PathTemplate {
    if let Some(sign) = text.value.chars().find(|c| matches!(c, '?' | '#')) {
        let diagnostic = Diagnostic::error(
            "unsupported-path",
            text.span,
            format!("a path template cannot contain `{sign}`"),
        )
        .note("paths are compared with the path of a request, which has neither query nor fragment")
        .help("describe query parameters with `in: query`");
        diagnostics.report(diagnostic);
    }
    let segments = text
        .value
        .trim_start_matches('/')
        .split('/')
        .map(|segment| self::segment(segment, text, diagnostics))
        .collect();
    PathTemplate { text: text.map(str::to_owned), segments }
}

fn segment(segment: &str, text: Spanned<&str>, diagnostics: &mut Diagnostics) -> Segment {
    let Some((prefix, rest)) = segment.split_once('{') else {
        return Segment::Literal(segment.to_owned());
    };
    let Some((name, suffix)) = rest.split_once('}') else {
        // Malformed braces were reported by `resolve`.
        return Segment::Literal(segment.to_owned());
    };
    if suffix.contains('{') {
        let diagnostic = Diagnostic::error(
            "unsupported-path",
            text.span,
            format!("several parameters in one segment, `{segment}`, are not supported yet"),
        )
        .help("put a slash between the parameters");
        diagnostics.report(diagnostic);
    }
    Segment::Parameter {
        prefix: prefix.to_owned(),
        name: name.to_owned(),
        suffix: suffix.to_owned(),
    }
}

/// Reports templates of one method that match the same requests: they differ by parameter names
/// alone. OpenAPI 3.0.4 section 4.7.8.
pub(super) fn report_ambiguous(operations: &[Operation], diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<(Method, Vec<String>), Span> = HashMap::new();
    for operation in operations {
        let shape = operation.path.segments.iter().map(shape).collect();
        let span = operation.path.text.span;
        match seen.entry((operation.method, shape)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(span);
            }
            std::collections::hash_map::Entry::Occupied(earlier) => {
                let diagnostic = Diagnostic::error(
                    "ambiguous-path",
                    span,
                    format!(
                        "`{}` matches the same requests as another path",
                        operation.path.text.value
                    ),
                )
                .also(*earlier.get(), "the other path")
                .help("give the two paths different fixed segments, or merge them");
                diagnostics.report(diagnostic);
            }
        }
    }
}

fn shape(segment: &Segment) -> String {
    match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Parameter { prefix, name: _, suffix } => format!("{prefix}{{}}{suffix}"),
    }
}
