//! `cargo portcullis check <doc>…`
//!
//! **Invariant:** every document is looked at, whatever is wrong with those before it; the worst
//! decides the exit status.

use std::path::{Path, PathBuf};

use portcullis_codegen::diag::{Diagnostic, Diagnostics, to_json};
use portcullis_codegen::source::{FileSystem, UNREADABLE};
use portcullis_codegen::span::SourceMap;

use crate::args::Format;
use crate::output;
use crate::pipeline::{self, Checked, Options};
use crate::status::Status;

pub(crate) fn run(documents: &[PathBuf], format: Format, options: &Options) -> Status {
    let mut all = Vec::with_capacity(documents.len());
    for document in documents {
        let checked = pipeline::check(document, &FileSystem, options);
        if format == Format::Text {
            output::findings(&checked);
            output::summary(&document.display().to_string(), &checked);
        }
        all.push(checked);
    }
    if format == Format::Json {
        let parts = all.iter().map(|checked| (&checked.sources, &checked.diagnostics));
        let parts: Vec<(&SourceMap, &Diagnostics)> = parts.collect();
        output::result(&to_json(&parts));
    }
    all.iter().map(status).max().unwrap_or(Status::Fine)
}

/// Checks one document and prints its findings; the interface, or how the command ends.
pub(crate) fn one(document: &Path, options: &Options) -> Result<Checked, Status> {
    let checked = pipeline::check(document, &FileSystem, options);
    output::findings(&checked);
    match status(&checked) {
        Status::Fine => Ok(checked),
        status => {
            output::summary(&document.display().to_string(), &checked);
            Err(status)
        }
    }
}

/// How a command about the document ends.
pub(crate) fn status(checked: &Checked) -> Status {
    let unreadable = |found: &&Diagnostic| found.code == UNREADABLE;
    if checked.diagnostics.sorted().iter().any(unreadable) {
        Status::Failed
    } else if checked.diagnostics.denied() {
        Status::Denied
    } else {
        Status::Fine
    }
}
