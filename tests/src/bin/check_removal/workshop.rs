//! The copy of the workspace.
//!
//! **Invariant:** a file whose text is as before is not written, so that cargo compiles what changed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::instrument::Source;

/// Where the copy is.
#[derive(Debug)]
pub(crate) struct Workshop {
    pub(crate) root: PathBuf,
    /// Where it is compiled.
    pub(crate) target: PathBuf,
}

/// Copies what git knows of, and what it would add; the files of the source take its text.
pub(crate) fn make(workspace: &Path, source: &Source) -> io::Result<Workshop> {
    let root = workspace.join("target/check_removal/tree");
    fs::create_dir_all(&root)?;
    let files = listed(workspace)?;
    for file in present(&root)?.difference(&files) {
        fs::remove_file(root.join(file))?;
    }
    for file in &files {
        let text = source.files.iter().find(|(path, _)| path == file);
        let bytes = match text {
            Some((_, text)) => text.clone().into_bytes(),
            None => fs::read(workspace.join(file))?,
        };
        let place = root.join(file);
        if fs::read(&place).is_ok_and(|old| old == bytes) {
            continue;
        }
        if let Some(directory) = place.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::write(place, bytes)?;
    }
    // Never where the workspace itself is compiled: cargo takes the packages of both for the same.
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    Ok(Workshop { root, target: workspace.join(target).join("check_removal/target") })
}

fn listed(workspace: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(workspace)
        .output()?;
    let text = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let names = text.split('\0').filter(|name| !name.is_empty());
    Ok(names.map(PathBuf::from).filter(|name| workspace.join(name).is_file()).collect())
}

/// The files of a directory, below it.
fn present(root: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            if path.is_dir() {
                directories.push(path);
            } else {
                found.insert(path.strip_prefix(root).map_err(io::Error::other)?.to_owned());
            }
        }
    }
    Ok(found)
}
