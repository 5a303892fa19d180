//! The servers of a document: what rules about them have in common.
//!
//! **Invariant:** a server is given once, by the first object with its URL, however many operations
//! inherit or repeat it.

use std::collections::HashSet;

use crate::audit::Subject;
use crate::openapi::Server;

/// Every server of the root, and of the paths and operations that are served.
pub(super) fn all<'a>(subject: &Subject<'a>) -> Vec<&'a Server> {
    let document = subject.document;
    let own = document.operations.iter().flat_map(|operation| operation.servers);
    let mut seen = HashSet::new();
    document
        .document
        .servers
        .iter()
        .chain(own)
        .filter(|server| seen.insert(server.url.value.as_str()))
        .collect()
}

/// What stands behind the scheme of an absolute URL: host, port and path.
pub(super) fn behind_scheme(server: &Server) -> Option<&str> {
    let (_, rest) = server.url.value.split_once("://")?;
    Some(rest)
}
