//! Path templates, and which operations they can be told apart by.
//!
//! **Invariant:** what leaves this file can be served: the router takes each template, and no two operations
//! match the same requests.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::lints;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Method, PathTemplate, Segment};
use crate::resolve::ResolvedOperation;
use crate::span::{Span, Spanned};

/// Parameters that the router has room for.
const MOST_PARAMETERS: usize = 16;

/// The operations that are served, each with its template. Of those that match the same requests it is the
/// first: OpenAPI 3.0.4 section 4.7.8 forbids the others.
pub(super) fn served<'a>(
    operations: &'a [ResolvedOperation<'a>],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'a ResolvedOperation<'a>, PathTemplate)> {
    let mut seen: HashMap<Requests, Span> = HashMap::new();
    let mut served = Vec::with_capacity(operations.len());
    // A template is reported once, and not for each of its methods.
    let mut last: Option<PathTemplate> = None;
    for operation in operations {
        let known = last.take().filter(|known| known.text.span == operation.path.span);
        let template = known.unwrap_or_else(|| template(operation.path, diagnostics));
        last = Some(template.clone());
        match seen.entry(requests(operation.method.value, &template)) {
            Entry::Vacant(entry) => {
                entry.insert(operation.path.span);
                served.push((operation, template));
            }
            Entry::Occupied(earlier) => {
                diagnostics.lint(&lints::AMBIGUOUS_PATH, ambiguous(operation, *earlier.get()));
                // Where nothing is generated anyway, what else is wrong with it is worth telling.
                if diagnostics.denied() {
                    served.push((operation, template));
                }
            }
        }
    }
    served
}

/// RFC 3986 section 2.3: all but the unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path of a webhook, which whoever receives it chooses: its name, below which the router is mounted.
pub(super) fn webhook(name: Spanned<&str>, diagnostics: &mut Diagnostics) -> PathTemplate {
    if matches!(name.value, "" | "." | "..") {
        let message = format!("a webhook of the name `{}` cannot be served", name.value);
        let diagnostic = Diagnostic::error("unsupported-path", name.span, message);
        diagnostics.report(diagnostic.help("give it a name of letters"));
    }
    let segment = utf8_percent_encode(name.value, ENCODED).to_string();
    PathTemplate {
        text: Spanned::new(format!("/{segment}"), name.span),
        segments: vec![Segment::Literal(segment)],
        query: Vec::new(),
    }
}

/// What two operations must not have in common: method, the texts of the path, the fixed query.
type Requests = (Method, Vec<Vec<String>>, Vec<(String, String)>);

fn requests(method: Method, template: &PathTemplate) -> Requests {
    let segments = template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => vec![text.clone()],
        Segment::Parameters { prefix, parameters } => {
            let behind = parameters.iter().map(|(_, text)| text.clone());
            std::iter::once(prefix.clone()).chain(behind).collect()
        }
    });
    let mut query = template.query.clone();
    query.sort();
    (method, segments.collect(), query)
}

fn ambiguous(operation: &ResolvedOperation<'_>, earlier: Span) -> Diagnostic {
    let (method, path) = (operation.method.value.as_str(), operation.path.value);
    let id = operation.operation.operation_id.as_ref();
    let name = id.map_or_else(|| format!("{method} {path}"), |id| id.value.clone());
    Diagnostic::error(
        "ambiguous-path",
        operation.path.span,
        format!("`{method} {path}` matches the same requests as another path"),
    )
    .also(earlier, "the other path")
    .note(format!("such requests go to the other path; the operation `{name}` is not generated"))
    .help("give the two paths different fixed segments, or merge them")
}

/// A template, split at its slashes.
fn template(text: Spanned<&str>, diagnostics: &mut Diagnostics) -> PathTemplate {
    let served = without_fragment(text, diagnostics);
    let (path, query) = served.split_once('?').map_or((served, None), |(path, q)| (path, Some(q)));
    let path = path.strip_prefix('/').unwrap_or(path);
    let segments: Vec<Segment> = path.split('/').map(segment).collect();
    let pairs = query.map_or(Ok(Vec::new()), pairs);
    let problem = pairs.as_ref().err().copied().or_else(|| problem(&segments));
    if let Some(problem) = problem {
        let diagnostic = Diagnostic::error(
            "unsupported-path",
            text.span,
            format!("the path `{}` {}", text.value, problem.0),
        );
        diagnostics.report(diagnostic.help(problem.1));
    }
    PathTemplate {
        text: Spanned::new(served.to_owned(), text.span),
        segments,
        query: pairs.unwrap_or_default(),
    }
}

/// A path of a document may have a fragment to tell operations apart. No request carries it.
fn without_fragment<'t>(text: Spanned<&'t str>, diagnostics: &mut Diagnostics) -> &'t str {
    let Some((served, fragment)) = text.value.split_once('#') else { return text.value };
    let diagnostic = Diagnostic::error(
        "",
        text.span,
        format!("`#{fragment}` is no part of a request: the path is `{served}`"),
    )
    .label("never sent")
    .note("RFC 9110 section 4.2.5: a fragment stays with the client")
    .help("remove it, and tell operations apart by their paths");
    diagnostics.lint(&lints::PATH_FRAGMENT, diagnostic);
    served
}

fn segment(text: &str) -> Segment {
    let mut pieces = text.split('{');
    let prefix = pieces.next().unwrap_or_default().to_owned();
    // Malformed braces were reported by `resolve`.
    let parameter = |piece: &str| {
        let (name, behind) = piece.split_once('}').unwrap_or((piece, ""));
        (name.to_owned(), behind.to_owned())
    };
    let parameters: Vec<(String, String)> = pieces.map(parameter).collect();
    if parameters.is_empty() {
        Segment::Literal(prefix)
    } else {
        Segment::Parameters { prefix, parameters }
    }
}

/// What is wrong, after "the path …", and what to do about it.
type Problem = (&'static str, &'static str);

const QUERY: Problem = (
    "has a query that is not made of pairs with names of their own",
    "write `?name=value&other=value`, and describe all else with `in: query`",
);

/// The pairs of a fixed query.
fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for piece in query.split('&') {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let (name, value) = decoded(name).zip(decoded(value)).ok_or(QUERY)?;
        let twice = pairs.iter().any(|(other, _)| *other == name);
        if name.is_empty() || twice || piece.contains(['{', '}', '?']) {
            return Err(QUERY);
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// A name or a value as the router compares it; `None` where an escape is malformed.
fn decoded(text: &str) -> Option<String> {
    let escapes = text.split('%').skip(1);
    let well_formed = |escape: &str| {
        escape.get(..2).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if !escapes.clone().all(well_formed) {
        return None;
    }
    let text = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&text).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// What the router would not take.
fn problem(segments: &[Segment]) -> Option<Problem> {
    let count: usize = segments
        .iter()
        .map(|segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Parameters { prefix: _, parameters } => parameters.len(),
        })
        .sum();
    if count > MOST_PARAMETERS {
        return Some(("has more than 16 parameters", "send some of them in the query"));
    }
    let inner = segments.len().saturating_sub(1);
    segments.iter().enumerate().find_map(|(index, segment)| match segment {
        Segment::Literal(text) if text.is_empty() && index < inner => {
            Some(("has an empty segment", "remove one of the slashes"))
        }
        Segment::Literal(text) if matches!(text.as_str(), "." | "..") => {
            Some(("has a segment `.` or `..`, which clients resolve", "write the resolved path"))
        }
        Segment::Literal(text) => unsendable(text),
        Segment::Parameters { prefix, parameters } => {
            let between = parameters.split_last().map_or(&[][..], |(_, between)| between);
            if between.iter().any(|(_, behind)| behind.is_empty()) {
                return Some((
                    "has two parameters with nothing between them: no request says where one ends",
                    "put a slash or another text between the parameters",
                ));
            }
            unsendable(prefix)
                .or_else(|| parameters.iter().find_map(|(_, behind)| unsendable(behind)))
        }
    })
}

/// RFC 3986 section 2: what cannot stand in a path is percent-encoded.
fn unsendable(text: &str) -> Option<Problem> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (!plain).then_some((
        "has a character that cannot stand in a request's path",
        "percent-encode it, as clients have to",
    ))
}
