//! Callbacks to an address that the caller chose, or that is not encrypted.
//!
//! **Invariant:** the address of a callback is found once, whatever the number of its operations.

use std::collections::HashSet;

use super::addresses::is_fixed_address;
use crate::audit::leaves::objects;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::expression::{self, Expression, Source};
use crate::ir::{Api, Operation, ParameterIn, TypeId};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unsafe-callback-url", [Level::Allow, Level::Warn, Level::Warn]),
    page: include_str!("unsafe-callback-url.md"),
    covers: &["SSRF-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for operation in api.all_operations() {
        for callback in &operation.callbacks {
            let (name, url) = (&callback.name.value, &callback.url);
            // Operations that share a callback have schemas of their own.
            let is_chosen = is_chosen(api, operation, &url.value);
            if !(is_chosen || is_cleartext(&url.value)) || !seen.insert(url.span) {
                continue;
            }
            let found = |message| Diagnostic::error(RULE.lint.name, url.span, message);
            if is_chosen {
                findings.add(
                    found(format!("the caller chooses where callback `{name}` goes"))
                        .label("any server, those of the inner network included")
                        .help("list what is allowed where the address is sent: a pattern that spells out the host")
                        .help("or check the address before it is called, and acknowledge that: `allow`"),
                );
            } else {
                findings.add(
                    found(format!("callback `{name}` is not encrypted"))
                        .label("`http`: read and changed by everybody on the way")
                        .help("write `https`"),
                );
            }
        }
    }
}

fn is_cleartext(url: &str) -> bool {
    url.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"))
}

/// Whether the host comes from the request, and its schema does not say which ones there are.
fn is_chosen(api: &Api, operation: &Operation, url: &str) -> bool {
    naming_host(url).into_iter().any(|text| {
        // Others are of the server's answer.
        let Ok(Expression::Request(source)) = expression::parse(text) else { return false };
        let sent = sent(api, operation, &source);
        sent.is_empty() || !sent.iter().all(|ty| is_fixed_address(api, *ty))
    })
}

/// The expressions that name the host: the one that the URL begins with, or those in its authority.
fn naming_host(url: &str) -> Vec<&str> {
    if url.starts_with('$') {
        return vec![url];
    }
    if let Some((first, _)) = url.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        return vec![first];
    }
    let mut rest = url.split_once("://").map_or("", |(_, behind)| behind);
    let mut found = Vec::new();
    while let Some((at, '{')) = rest.char_indices().find(|(_, c)| "{/?#\\".contains(*c)) {
        let inside = rest.get(at + 1..).and_then(|from| from.split_once('}'));
        let Some((expression, behind)) = inside else { break };
        found.push(expression);
        rest = behind;
    }
    found
}

/// The types of what an expression means in a request.
fn sent(api: &Api, operation: &Operation, source: &Source) -> Vec<TypeId> {
    let parameter = |location, name: &str| {
        let of_name = operation.parameters.iter().filter(|one| {
            let own = one.name.value.as_str();
            let is_named = match location {
                ParameterIn::Header => own.eq_ignore_ascii_case(name),
                ParameterIn::Path | ParameterIn::Query | ParameterIn::Cookie => own == name,
            };
            one.location == location && is_named
        });
        of_name.map(|parameter| parameter.ty).collect()
    };
    match source {
        Source::Header(name) => parameter(ParameterIn::Header, name),
        Source::Query(name) => parameter(ParameterIn::Query, name),
        Source::Path(name) => parameter(ParameterIn::Path, name),
        Source::Body(pointer) => {
            let media = operation.body.iter().flat_map(|body| &body.media);
            let mut types: Vec<TypeId> = media.map(|media| media.ty).collect();
            for token in pointer.iter().flat_map(|pointer| pointer.split('/').skip(1)) {
                let name = token.replace("~1", "/").replace("~0", "~");
                let members = types.iter().flat_map(|ty| objects(api, *ty));
                let members = members.flat_map(|object| &object.properties);
                types = members.filter(|one| one.name.value == name).map(|one| one.ty).collect();
            }
            types
        }
    }
}
