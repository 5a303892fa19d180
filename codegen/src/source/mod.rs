//! Text to [`Node`]: YAML and JSON, each value with its position.
//!
//! **Invariant:** no text makes it panic, recurse or use memory beyond `limits`; whatever the
//! tree does not say about the text was reported.

mod builder;
mod files;
mod json;
mod limits;
mod loader;
mod node;
pub mod pointer;
mod scalar;
#[cfg(test)]
mod tests;
mod yaml;

pub use files::{Files, Link};
pub use limits::MAX_BYTES;
pub use loader::{FileSystem, Loader, Memory};
pub use node::{Member, Node, Object, Value};

use std::path::Path;

use self::builder::Builder;
use self::limits::Limits;
use crate::diag::{Diagnostic, Diagnostics};
use crate::span::{SourceMap, Span};

/// The code of the error that a file could not be read at all.
pub const UNREADABLE: &str = "unreadable-file";

/// Loads a file and reads it. Where it cannot be loaded, an [`UNREADABLE`] error says why.
pub fn open(
    sources: &mut SourceMap,
    loader: &dyn Loader,
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let name = path.display().to_string();
    match loader.load(path) {
        Ok(text) => read(sources, &name, text, diagnostics),
        Err(error) => {
            let span = Span::new(sources.add(name.as_str(), ""), 0..0);
            diagnostics.report(
                Diagnostic::error(UNREADABLE, span, format!("`{name}` cannot be read: {error}"))
                    .help("check the path and the permissions; a document is a UTF-8 text"),
            );
            None
        }
    }
}

/// Adds a text to the files of a document and reads it: as JSON where its first character that is
/// not blank is `{` or its name ends in `.json`, otherwise as YAML.
///
/// There is a tree as long as the text could be read to its end; what was wrong in it has been
/// reported and is not in the tree.
pub fn read(
    sources: &mut SourceMap,
    name: &str,
    text: String,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    read_within(Limits::default(), sources, name, text, diagnostics)
}

fn read_within(
    limits: Limits,
    sources: &mut SourceMap,
    name: &str,
    text: String,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    if text.len() > limits.bytes {
        let span = Span::new(sources.add(name, ""), 0..0);
        let message = format!("`{name}` is larger than {} bytes", limits.bytes);
        diagnostics.report(
            Diagnostic::error("too-large", span, message)
                .help("split the document into several files"),
        );
        return None;
    }
    let file = sources.add(name, text);
    let text = sources.file(file).text();
    // RFC 8259 §8.1 and YAML 1.2.2 §5.2 let a reader pass over a byte order mark.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut builder = Builder::new(file, limits, diagnostics);
    let outcome = if is_json(name, text.get(start..).unwrap_or_default()) {
        json::read(text, start, &mut builder)
    } else {
        yaml::read(text, start, &mut builder)
    };
    if outcome.is_ok() && !builder.has_root() {
        let span = Span::new(file, 0..0);
        let found = Diagnostic::error("empty-document", span, "there is nothing in this document");
        let _ = builder.report(found.help("write an OpenAPI document: `openapi: 3.1.0` …"));
    }
    outcome.ok().and_then(|()| builder.finish())
}

fn is_json(name: &str, text: &str) -> bool {
    let json_name = Path::new(name).extension().is_some_and(|ext| ext.eq_ignore_ascii_case("json"));
    json_name || text.trim_start().starts_with('{')
}
