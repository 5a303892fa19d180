//! The sources of `auth` with a switch at every check.
//!
//! **Invariant:** nothing is taken away and no line is added: the copy reads as the original, line by
//! line, and does the same as long as no check is removed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::check::Check;
use crate::find;

/// What is looked at, below the workspace.
const AUTH: &str = "runtime/src/auth";
/// Where the switch is, below the workspace.
const ROOT: &str = "runtime/src/lib.rs";
/// The variable that names the check to remove.
pub(crate) const VARIABLE: &str = "PORTCULLIS_REMOVED_CHECK";

/// The checks, and the files that have a switch at each.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) checks: Vec<Check>,
    /// Refusals that yield what the code after them needs: there is nothing to put in their place.
    pub(crate) fixed: Vec<String>,
    /// Texts of files, by their paths below the workspace.
    pub(crate) files: Vec<(PathBuf, String)>,
}

/// Something to write at a byte of a file.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) at: usize,
    /// Whether it ends what another edit began.
    pub(crate) closes: bool,
    pub(crate) text: String,
}

/// Reads the sources, and finds their checks.
pub(crate) fn read(workspace: &Path) -> io::Result<Source> {
    let mut source = Source::default();
    for path in sources(&workspace.join(AUTH))? {
        let text = fs::read_to_string(&path)?;
        let below = path.strip_prefix(workspace).map_err(io::Error::other)?.to_owned();
        let file = below.strip_prefix(AUTH).map_err(io::Error::other)?.display().to_string();
        let edits = find::checks(&file, &text, &mut source)?;
        source.files.push((below, apply(&text, edits)));
    }
    let root = fs::read_to_string(workspace.join(ROOT))?;
    source.files.push((ROOT.into(), root + &switch()));
    Ok(source)
}

/// The files without those of tests, in one order on every machine.
fn sources(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name == "tests" || name == "testing" || name.ends_with("_tests") {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn switch() -> String {
    format!(
        "
pub(crate) fn removed(number: usize) -> bool {{
    static REMOVED: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    let said = || std::env::var(\"{VARIABLE}\").ok().and_then(|number| number.parse().ok());
    *REMOVED.get_or_init(|| said().unwrap_or(0)) == number
}}
"
    )
}

/// Edits nest: what was found first is outside.
fn apply(text: &str, edits: Vec<Edit>) -> String {
    let mut edits: Vec<(usize, Edit)> = edits.into_iter().enumerate().collect();
    edits.sort_by_key(|(found, edit)| {
        let nesting = if edit.closes { usize::MAX - found } else { *found };
        (edit.at, !edit.closes, nesting)
    });
    let mut new = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for (_, edit) in edits {
        new.push_str(&text[from..edit.at]);
        new.push_str(&edit.text);
        from = edit.at;
    }
    new + &text[from..]
}
