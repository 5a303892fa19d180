//! `cargo portcullis check <doc>…`
//!
//! **Invariant:** every document is looked at, whatever is wrong with those before it; the worst
//! decides the exit status.

use std::path::{Path, PathBuf};

use portcullis_codegen::diag::{Diagnostic, Diagnostics, to_json};
use portcullis_codegen::sarif::{SourceRoot, to_sarif};
use portcullis_codegen::source::{FileSystem, UNREADABLE};
use portcullis_codegen::span::SourceMap;

use crate::args::Format;
use crate::output;
use crate::pipeline::{self, Checked, Options};
use crate::status::{Failure, Status};
use crate::waiting::Waiting;

pub(crate) fn run(
    documents: &[PathBuf],
    format: Format,
    options: &Options,
) -> Result<Status, Failure> {
    let mut all = Vec::with_capacity(documents.len());
    for document in documents {
        let checked = looked_at(document, options);
        if format == Format::Text {
            output::findings(&checked);
            output::summary(&document.display().to_string(), &checked);
        }
        all.push(checked);
    }
    match format {
        Format::Text => output::counts(&all),
        Format::Json => {
            let parts = all.iter().map(|checked| (&checked.sources, &checked.diagnostics));
            let parts: Vec<(&SourceMap, &Diagnostics)> = parts.collect();
            output::result(&to_json(&parts));
        }
        Format::Sarif => output::result(&to_sarif(&all, &source_root()?)),
    }
    Ok(all.iter().map(status).max().unwrap_or(Status::Fine))
}

/// The repository around the directory that the command runs in; without one, that directory.
fn source_root() -> Result<SourceRoot, Failure> {
    let current = std::env::current_dir()
        .map_err(|error| Failure::new(format!("the current directory is not known: {error}")))?;
    let root = current.ancestors().find(|directory| directory.join(".git").exists());
    Ok(SourceRoot::new(root.unwrap_or(&current), &current))
}

/// Checks a document; a terminal shows that it goes on.
fn looked_at(document: &Path, options: &Options) -> Checked {
    let _waiting = Waiting::start(&format!("checking {}", document.display()));
    pipeline::check(document, &FileSystem, options)
}

/// Checks one document and prints its findings; the interface, or how the command ends.
pub(crate) fn one(document: &Path, options: &Options) -> Result<Checked, Status> {
    let checked = looked_at(document, options);
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
