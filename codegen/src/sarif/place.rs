//! Places: files as addresses below the source root, positions in UTF-16.
//!
//! **Invariant:** a file below the source root is named relative to it, whatever directory the command ran in.

use std::path::{Component, Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::span::{SourceMap, Span};

/// What RFC 3986 §2.3 calls unreserved stays as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The directory that a code scanning service knows as the root of the sources, and the one that names of files are
/// relative to.
#[derive(Clone, Debug)]
pub struct SourceRoot {
    root: PathBuf,
    current: PathBuf,
}

impl SourceRoot {
    /// Both directories as absolute paths.
    pub fn new(root: &Path, current: &Path) -> Self {
        SourceRoot { root: plain(root), current: plain(current) }
    }

    /// A file (§3.4).
    pub(super) fn artifact(&self, name: &str) -> Value {
        let path = plain(&self.current.join(name));
        match path.strip_prefix(&self.root) {
            Ok(below) => json!({ "uri": address(below), "uriBaseId": "%SRCROOT%" }),
            Err(_) => json!({ "uri": format!("file://{}", address(&path)) }),
        }
    }

    /// A place in a file (§3.28).
    pub(super) fn location(&self, sources: &SourceMap, span: Span) -> Value {
        let file = sources.file(span.file);
        let (start, end) = (span.start as usize, span.end.max(span.start) as usize);
        let (start, end) = (file.utf16_position(start), file.utf16_position(end));
        json!({
            "physicalLocation": {
                "artifactLocation": self.artifact(file.name()),
                "region": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
            },
        })
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => out.push(part),
        }
    }
    out
}

/// A path as that of an address.
fn address(path: &Path) -> String {
    let mut out = String::new();
    for part in path.components() {
        let Component::Normal(name) = part else {
            out.push('/');
            continue;
        };
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.extend(utf8_percent_encode(&name.to_string_lossy(), SEGMENT));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_root() {
        let root = SourceRoot::new(Path::new("/srv/repo"), Path::new("/srv/repo/api/./x/.."));
        let of = |name: &str| root.artifact(name);
        let below = |uri: &str| json!({ "uri": uri, "uriBaseId": "%SRCROOT%" });
        assert_eq!(of("openapi.yaml"), below("api/openapi.yaml"));
        assert_eq!(of("./../a b/ü.yaml"), below("a%20b/%C3%BC.yaml"));
        assert_eq!(of("/srv/repo/c.yaml"), below("c.yaml"));
        assert_eq!(of("../../c.yaml"), json!({ "uri": "file:///srv/c.yaml" }));
    }
}
