//! Lists that grow with the data.
//!
//! **Invariant:** every GET and QUERY that answers with an array without `maxItems`, alone or under a name
//! that says so, is found unless the caller can ask for a part.

use crate::audit::words::words;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, Method, Operation, ParameterIn, Property, Segment, Status, TypeId};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unpaginated-list", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("unpaginated-list.md"),
    covers: &["LIM-21"],
    check,
};

/// Words in the name of what asks for a part.
const PAGING: [&str; 20] = [
    "after",
    "before",
    "continue",
    "count",
    "cursor",
    "first",
    "from",
    "last",
    "limit",
    "marker",
    "max",
    "offset",
    "page",
    "pagination",
    "per",
    "range",
    "size",
    "skip",
    "take",
    "top",
];

/// Names under which an answer holds its list; so does the last word of the path.
const LISTS: [&str; 9] =
    ["data", "elements", "entries", "hits", "items", "list", "records", "results", "values"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operation in &api.operations {
        match operation.method {
            Method::Get | Method::Query => {}
            Method::Put
            | Method::Post
            | Method::Delete
            | Method::Options
            | Method::Head
            | Method::Patch
            | Method::Trace
            | Method::Other(_) => continue,
        }
        if !answers_with_list(api, operation) || can_ask_for_part(api, operation) {
            continue;
        }
        let id = &operation.id;
        let message = format!("operation `{}` answers with a list of any length", id.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, id.span, message)
                .label("no parameter asks for a part of it")
                .help("add a parameter such as `limit` with a `maximum`, and a `cursor`")
                .help("or write `maxItems` at the array, where the list is short by nature"),
        );
    }
}

fn answers_with_list(api: &Api, operation: &Operation) -> bool {
    let is_success = |status: Status| match status {
        Status::Code(code) => (200..300).contains(&code),
        Status::Range(digit) => digit == 2,
        Status::Default => false,
    };
    let successes = operation.responses.iter().filter(|one| is_success(one.status.value));
    let mut media = successes.flat_map(|response| response.content.media());
    media.any(|media| {
        // Of a sequence, it is the type of one item.
        media.is_typed() && is_endless(api, media.ty)
            || properties(api, media.ty).iter().any(|property| {
                is_list_name(&property.name.value, operation) && is_endless(api, property.ty)
            })
    })
}

fn is_endless(api: &Api, ty: TypeId) -> bool {
    let Kind::Array(array) = bare(api, ty) else { return false };
    array.max_items.is_none()
}

fn properties(api: &Api, ty: TypeId) -> &[Property] {
    let Kind::Object(object) = bare(api, ty) else { return &[] };
    &object.properties
}

/// Whether a member's name says that it is what was asked for.
fn is_list_name(name: &str, operation: &Operation) -> bool {
    let of_path = match operation.path.segments.last() {
        Some(Segment::Literal(last)) => words(last) == words(name),
        Some(Segment::Parameters { .. }) | None => return false,
    };
    of_path || matches!(words(name).as_slice(), [word] if LISTS.contains(&word.as_str()))
}

fn can_ask_for_part(api: &Api, operation: &Operation) -> bool {
    let is_paging = |name: &str| words(name).iter().any(|word| PAGING.contains(&word.as_str()));
    let in_url = operation.parameters.iter().any(|parameter| match parameter.location {
        ParameterIn::Query | ParameterIn::Header => is_paging(&parameter.name.value),
        ParameterIn::Path | ParameterIn::Cookie => false,
    });
    let mut bodies = operation.body.iter().flat_map(|body| &body.media);
    in_url || bodies.any(|media| properties(api, media.ty).iter().any(|p| is_paging(&p.name.value)))
}

/// What a type is where it is not `null`.
fn bare(api: &Api, ty: TypeId) -> &Kind {
    let kind = &api.types.get(ty).kind;
    let Kind::Nullable(inner) = kind else { return kind };
    &api.types.get(*inner).kind
}
