//! `cargo portcullis manifest <doc>`
//!
//! **Invariant:** nothing is written of a document that is refused.

use std::path::Path;

use portcullis_codegen::manifest::describe;
use portcullis_codegen::source::FileSystem;

use crate::check;
use crate::generate::deliver;
use crate::output;
use crate::pipeline::Options;
use crate::status::{Failure, Status};

pub(crate) fn run(
    document: &Path,
    file: Option<&Path>,
    only_check: bool,
    options: &Options,
) -> Result<Status, Failure> {
    let described = describe(document, &FileSystem, options);
    output::findings(&described.checked);
    let Some(manifest) = described.manifest else {
        output::summary(&document.display().to_string(), &described.checked);
        return Ok(check::status(&described.checked));
    };
    deliver(&manifest.to_json(), document, file, only_check, "is enforced by")
}
