//! `cargo portcullis report <doc> --html`
//!
//! **Invariant:** findings that deny stop nothing here: the page is where they are read. What cannot be lowered at all has
//! no page.

use std::fs;
use std::path::Path;

use portcullis_codegen::diag::{Level, Levels, Profile};
use portcullis_codegen::matrix::Matrix;
use portcullis_codegen::source::FileSystem;

use crate::check;
use crate::output;
use crate::pipeline::{self, Options};
use crate::status::{Failure, Status};

pub(crate) fn run(
    document: &Path,
    file: Option<&Path>,
    options: &Options,
) -> Result<Status, Failure> {
    let checked = pipeline::check(document, &FileSystem, options);
    // What a level denies is a finding on the page; the interface is read once more without levels.
    let lowered = match &checked.api {
        Some(_) => None,
        None => Some(pipeline::check(document, &FileSystem, &without_levels(options))),
    };
    let Some(audited) =
        checked.api.as_ref().or(lowered.as_ref().and_then(|read| read.api.as_ref()))
    else {
        output::findings(&checked);
        output::summary(&document.display().to_string(), &checked);
        return Ok(check::status(&checked));
    };
    let matrix = Matrix {
        api: audited.api(),
        // Positions of both readings are the same: they read the same files in the same order, and
        // the one without levels goes at least as far.
        sources: &lowered.as_ref().unwrap_or(&checked).sources,
        diagnostics: &checked.diagnostics,
    };
    let page = matrix
        .html()
        .map_err(|error| Failure::new(format!("the page cannot be made: {error:#}")))?;
    match file {
        None => output::result(&page),
        Some(file) => {
            let shown = file.display();
            fs::write(file, page)
                .map_err(|error| Failure::new(format!("`{shown}` cannot be written: {error}")))?;
            output::progress(&format!("{shown} written"));
        }
    }
    Ok(Status::Fine)
}

/// The same options, with nothing denied but what no level decides.
fn without_levels(options: &Options) -> Options {
    let mut levels = Levels::new(Profile::Lenient);
    for rule in pipeline::rules() {
        levels.set(rule.name, Level::Allow);
    }
    Options { levels, profile: Some(Profile::Lenient), ..options.clone() }
}
