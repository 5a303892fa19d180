//! `cargo portcullis diff <old> <new>`
//!
//! **Invariant:** a comparison that is not complete never ends well, whatever it found.

use std::path::Path;

use portcullis_codegen::diff::{Class, compare, report};
use portcullis_codegen::source::FileSystem;

use crate::args::DiffFormat;
use crate::output;
use crate::pipeline::Options;
use crate::status::Status;

pub(crate) fn run(old: &Path, new: &Path, format: DiffFormat, options: &Options) -> Status {
    let comparison = compare(old, new, &FileSystem, options);
    output::result(&match format {
        DiffFormat::Text => report::text(&comparison),
        DiffFormat::Json => report::json(&comparison),
        DiffFormat::Markdown => report::markdown(&comparison),
    });
    if !comparison.uncompared.is_empty() {
        Status::Failed
    } else if comparison.count(Class::Weakening) > 0 {
        Status::Denied
    } else {
        Status::Fine
    }
}
