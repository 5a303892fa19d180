//! `cargo portcullis fix <doc>`: repairs of findings, shown as a difference first.
//!
//! **Invariant:** nothing is written without `--write`, nothing that reading again would refuse, and nothing over a file
//! that changed meanwhile.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use portcullis_codegen::diag::{Diagnostic, Severity};
use portcullis_codegen::fix::{FixedFile, fix};
use portcullis_codegen::source::{FileSystem, Loader};
use similar::TextDiff;

use crate::check;
use crate::levels::unknown_rule;
use crate::output;
use crate::pipeline::{self, Checked, Options};
use crate::status::{Failure, Status};

/// What is repaired, and whether it is written.
pub(crate) struct Request<'a> {
    pub(crate) document: &'a Path,
    /// The rules whose findings are repaired; all, where there are none.
    pub(crate) rules: &'a [String],
    pub(crate) write: bool,
}

pub(crate) fn run(request: &Request<'_>, options: &Options) -> Result<Status, Failure> {
    let known: Vec<&str> = pipeline::rules().iter().map(|rule| rule.name).collect();
    if let Some(rule) = request.rules.iter().find(|rule| !known.contains(&rule.as_str())) {
        return Err(unknown_rule(rule, &known));
    }
    let checked = pipeline::check(request.document, &FileSystem, options);
    let chosen = |finding: &Diagnostic| {
        request.rules.is_empty() || request.rules.iter().any(|rule| rule == finding.code)
    };
    let files = fix(&checked, chosen);
    let made: usize = files.iter().map(|file| file.made).sum();
    if made == 0 {
        output::findings(&checked);
        output::progress(&format!("{}: nothing that can be repaired", request.document.display()));
        tell_left(&files);
        // Nothing was done about what denies, and what cannot be read has no repairs.
        return Ok(check::status(&checked));
    }
    for file in &files {
        output::result(&difference(file));
    }
    let after = pipeline::check(request.document, &Repaired(&files), options);
    if refused(&checked, &after) {
        return Err(Failure::new(
            "the repairs bring errors that were not there before; nothing is written",
        )
        .help("mend those first, or choose with `--rule`"));
    }
    if request.write {
        write(&files)?;
    }
    summarise(request, &files, made);
    Ok(Status::Fine)
}

/// The files as they will be.
struct Repaired<'a>(&'a [FixedFile]);

impl Loader for Repaired<'_> {
    fn load(&self, path: &Path) -> io::Result<String> {
        let name = path.display().to_string();
        match self.0.iter().find(|file| file.name == name) {
            Some(file) => Ok(file.after.clone()),
            None => FileSystem.load(path),
        }
    }

    fn is_within(&self, path: &Path, directory: &Path) -> bool {
        FileSystem.is_within(path, directory)
    }
}

/// The difference as `diff -u` writes it.
fn difference(file: &FixedFile) -> String {
    let diff = TextDiff::from_lines(&file.before, &file.after);
    diff.unified_diff().context_radius(3).header(&file.name, &file.name).to_string()
}

/// Whether there are errors that were not there; they are printed.
fn refused(before: &Checked, after: &Checked) -> bool {
    let errors = |checked: &Checked| {
        let errors = checked.diagnostics.sorted().into_iter();
        errors.filter(|found| found.severity == Severity::Error).cloned().collect::<Vec<_>>()
    };
    let key = |found: &Diagnostic| (found.code, found.message.clone());
    let old: BTreeSet<(&str, String)> = errors(before).iter().map(key).collect();
    let mut new = errors(after);
    new.retain(|found| !old.contains(&key(found)));
    for found in &new {
        let place = after.sources.describe(found.primary.span);
        output::progress(&format!("error[{}]: {}\n --> {place}", found.code, found.message));
        for help in &found.help {
            output::progress(&format!("  = help: {help}"));
        }
    }
    !new.is_empty()
}

/// Writes all files, or none where one changed meanwhile.
fn write(files: &[FixedFile]) -> Result<(), Failure> {
    let failure = |what: &str, name: &str, error: &dyn std::fmt::Display| {
        Failure::new(format!("`{name}` cannot be {what}: {error}"))
    };
    let made = || files.iter().filter(|file| file.made > 0);
    for file in made() {
        let now = fs::read(&file.name).map_err(|error| failure("read", &file.name, &error))?;
        if now != file.before.as_bytes() {
            return Err(
                Failure::new(format!("`{}` changed meanwhile", file.name)).help("run it again")
            );
        }
    }
    for file in made() {
        fs::write(&file.name, &file.after)
            .map_err(|error| failure("written", &file.name, &error))?;
    }
    Ok(())
}

fn summarise(request: &Request<'_>, files: &[FixedFile], made: usize) {
    let places = if made == 1 { "place" } else { "places" };
    output::progress(&if request.write {
        format!("{made} {places} repaired")
    } else {
        format!("{made} {places} can be repaired: read the difference, then run it with `--write`")
    });
    tell_left(files);
}

fn tell_left(files: &[FixedFile]) {
    let left: usize = files.iter().map(|file| file.left).sum();
    if left > 0 {
        output::progress(&format!("{left} left: a repair there would change more than it says"));
    }
}
