//! Real documents: `../shared/corpus` beside the workspace, or the directory that
//! `PORTCULLIS_CORPUS` names.

use std::io;
use std::path::{Path, PathBuf};

/// What a document is called in its folder.
const FILES: [&str; 3] =
    ["openapi.yaml", "openapi.json", "specification/DigitalOcean-public.v2.yaml"];

/// What documents with a true defect need so that the rest of them is generated: the document, and
/// the findings to be allowed.
const DEFECTS: [(&str, &[&str]); 3] = [
    ("asana", &["undeclared-scope"]),
    ("digitalocean-multifile", &["misplaced-reference"]),
    (
        "square",
        &["unresolved-reference", "undeclared-scope", "null-scopes", "undeclared-path-parameter"],
    ),
];

/// The workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// A folder of documents of others, which is present or not: the one that a variable names, or the
/// one of this name in `../shared`.
#[must_use]
pub fn shared(variable: &str, name: &str) -> Option<PathBuf> {
    let beside = ["../shared", "../../shared"].map(|path| workspace().join(path).join(name));
    let named = std::env::var_os(variable).map(PathBuf::from);
    named.or_else(|| beside.into_iter().find(|path| path.is_dir()))
}

/// The folder of the corpus, where it is present.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    shared("PORTCULLIS_CORPUS", "corpus")
}

/// The document of a name.
#[must_use]
pub fn document(corpus: &Path, name: &str) -> Option<PathBuf> {
    FILES.map(|file| corpus.join(name).join(file)).into_iter().find(|path| path.is_file())
}

/// The names of all documents, sorted.
pub fn names(corpus: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(corpus)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if document(corpus, &name).is_some() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The findings that have to be allowed for a document.
#[must_use]
pub fn allowed(name: &str) -> &'static [&'static str] {
    DEFECTS.iter().find(|(own, _)| *own == name).map_or(&[], |(_, allowed)| allowed)
}
