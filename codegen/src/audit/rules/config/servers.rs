//! The servers of a document, and what their URLs can become.
//!
//! **Invariant:** every Server Object that stands at the root, at a path, an operation or a link is there
//! once, however many operations inherit it.

use std::collections::HashSet;

use crate::audit::Subject;
use crate::openapi::{Server, ServerVariable};
use crate::resolve::ResolvedOperation;
use crate::span::Span;

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

/// What a URL can become by one choice, and where that choice is written.
pub(super) struct Expansion {
    pub(super) url: String,
    pub(super) span: Span,
}

/// The URL with what is usual for its variables, and with each other value of each variable in turn.
///
/// A variable without `enum` may be anything and stays in its braces, unless the URL begins with it: a
/// scheme is what the document says.
pub(super) fn expansions(server: &Server) -> Vec<Expansion> {
    let url = server.url.value.trim();
    let scheme = url.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
    let usual = |name: &str, variable: &ServerVariable| {
        let is_fixed = !variable.values().is_empty() || scheme == Some(name);
        is_fixed.then(|| variable.default.value.clone())
    };
    let fill = |chosen: Option<(&str, &str)>| {
        let mut text = url.to_owned();
        for (name, variable) in server.variables.iter() {
            let value = match chosen {
                Some((own, value)) if own == name.value => Some(value.to_owned()),
                _ => usual(name.value, variable),
            };
            if let Some(value) = value {
                text = text.replace(&format!("{{{}}}", name.value), &value);
            }
        }
        text
    };
    // Where the scheme is a variable, its default is what is written.
    let written = scheme.and_then(|name| server.variables.get(name));
    let span = written.map_or(server.url.span, |variable| variable.default.span);
    let mut all = vec![Expansion { url: fill(None), span }];
    for (name, variable) in server.variables.iter() {
        let others = variable.values().iter().filter(|one| one.value != variable.default.value);
        all.extend(others.map(|value| Expansion {
            url: fill(Some((name.value, &value.value))),
            span: value.span,
        }));
    }
    all
}

/// The host of an absolute URL, in lower case, without its port; `None` for one that is relative.
pub(super) fn host(url: &str) -> Option<String> {
    url.split_once("//").map(|(_, behind)| host_of(behind))
}

/// The host in what stands behind `://`.
fn host_of(behind: &str) -> String {
    let authority = behind.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // `localhost@elsewhere` is elsewhere.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a host is the machine itself (RFC 6761 §6.3, RFC 6890).
pub(super) fn is_local(host: &str) -> bool {
    let is_address = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    is_address || host == "localhost" || host.ends_with(".localhost")
}

/// Whether what stands behind `://` names the machine itself.
pub(in crate::audit::rules) fn is_loopback(behind: &str) -> bool {
    is_local(&host_of(behind))
}
