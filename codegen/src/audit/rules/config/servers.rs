//! The servers of a document, and what their URLs can become.
//!
//! **Invariant:** every Server Object that stands at the root, at a path, an operation or a link is there
//! once, however many operations inherit it.

use std::collections::HashSet;

use crate::audit::Subject;
use crate::openapi::{Server, ServerVariable};
use crate::resolve::ResolvedOperation;
use crate::span::{Span, Spanned};

/// Every server, in the document's order: the root's first.
pub(super) fn all<'a>(subject: &Subject<'a>) -> Vec<&'a Server> {
    let document = subject.document;
    let mut servers: Vec<&'a Server> = document.document.servers.iter().collect();
    for operation in subject.operations() {
        servers.extend(of(subject, operation));
        for callback in &operation.callbacks {
            servers.extend(of(subject, &callback.operation));
        }
    }
    let mut seen = HashSet::new();
    servers.retain(|server| seen.insert(server.span));
    servers
}

fn of<'a>(
    subject: &Subject<'a>,
    operation: &'a ResolvedOperation<'a>,
) -> impl Iterator<Item = &'a Server> {
    let document = subject.document;
    let links = operation.responses.iter().flat_map(|found| found.response.links.values());
    let links = links.filter_map(|link| document.link(link)?.server.as_ref());
    operation.servers.iter().chain(links)
}

/// The names in braces of a URL.
pub(super) fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// What a URL can become, and where the choice that makes it so is written.
pub(super) struct Expansion {
    pub(super) url: String,
    pub(super) span: Span,
}

/// The URL with what is usual for its variables, with each other value of each variable in turn, and with
/// each pair of another value of the scheme and of one more variable: only both together may be cleartext
/// to a host that is elsewhere. A scheme is what it is whatever a third variable says.
///
/// A variable without `enum` may be anything and stays in its braces, unless the URL begins with it: a
/// scheme is what the document says.
pub(super) fn expansions(server: &Server) -> Vec<Expansion> {
    let url = server.url.value.trim();
    let scheme = url.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
    let fill = |chosen: &[Choice<'_>]| fill(server, scheme, chosen);
    // Where the scheme is a variable, its default is what is written.
    let written = scheme.and_then(|name| server.variables.get(name));
    let span = written.map_or(server.url.span, |variable| variable.default.span);
    let mut all = vec![Expansion { url: fill(&[]), span }];
    let choices: Vec<Choice<'_>> = server.variables.iter().flat_map(others).collect();
    all.extend(choices.iter().map(|one| Expansion { url: fill(&[*one]), span: one.1.span }));
    let before = url.split_once("://").map_or(url, |(before, _)| before);
    let is_scheme = |(name, _): &&Choice<'_>| {
        scheme == Some(*name) || url != before && names(before).any(|within| within == *name)
    };
    for first in choices.iter().filter(is_scheme) {
        let second = choices.iter().filter(|second| !is_scheme(second));
        all.extend(
            second.map(|second| Expansion { url: fill(&[*first, *second]), span: first.1.span }),
        );
    }
    all
}

/// A variable and a value of it.
type Choice<'a> = (&'a str, &'a Spanned<String>);

/// The values of a variable beside its default.
fn others<'a>(
    (name, variable): (Spanned<&'a str>, &'a ServerVariable),
) -> impl Iterator<Item = Choice<'a>> {
    let others = variable.values().iter().filter(|one| one.value != variable.default.value);
    others.map(move |value| (name.value, value))
}

/// The URL with the chosen values, and what is usual for the other variables.
fn fill(server: &Server, scheme: Option<&str>, chosen: &[Choice<'_>]) -> String {
    let mut text = server.url.value.trim().to_owned();
    for (name, variable) in server.variables.iter() {
        let own = chosen.iter().find(|(own, _)| *own == name.value).map(|(_, value)| *value);
        let is_fixed = !variable.values().is_empty() || scheme == Some(name.value);
        if let Some(value) = own.or_else(|| is_fixed.then_some(&variable.default)) {
            text = text.replace(&format!("{{{}}}", name.value), &value.value);
        }
    }
    text
}
