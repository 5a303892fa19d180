//! `cargo portcullis generate <doc> -o <file>`
//!
//! **Invariant:** a file that already holds what would be written is not touched, so that nothing
//! is built again for nothing.

use std::fs;
use std::io;
use std::path::Path;

use crate::check;
use crate::output;
use crate::pipeline::{self, Options};
use crate::status::{Failure, Status};

pub(crate) fn run(
    document: &Path,
    file: Option<&Path>,
    only_check: bool,
    options: &Options,
) -> Result<Status, Failure> {
    let checked = match check::one(document, options) {
        Ok(checked) => checked,
        Err(status) => return Ok(status),
    };
    let Some(audited) = &checked.api else { return Ok(Status::Denied) };
    let text = pipeline::generate(audited, &checked.sources);
    deliver(&text, document, file, only_check, "generates")
}

/// Writes a result to its file, or to stdout; with `only_check`, compares alone. `makes` is what the document does to the
/// result, in a sentence.
pub(crate) fn deliver(
    text: &str,
    document: &Path,
    file: Option<&Path>,
    only_check: bool,
    makes: &str,
) -> Result<Status, Failure> {
    let Some(file) = file else {
        output::result(text);
        return Ok(Status::Fine);
    };
    let same = match fs::read(file) {
        Ok(bytes) => bytes == text.as_bytes(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(failure("read", file, &error)),
    };
    let shown = file.display();
    if same {
        output::progress(&format!("{shown} is up to date"));
    } else if only_check {
        output::progress(&format!("{shown} is not what {} {makes}", document.display()));
        return Ok(Status::Denied);
    } else {
        fs::write(file, text).map_err(|error| failure("written", file, &error))?;
        output::progress(&format!("{shown} written"));
    }
    Ok(Status::Fine)
}

fn failure(what: &str, file: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be {what}: {error}", file.display()))
}
