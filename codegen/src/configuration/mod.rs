//! `portcullis.toml`: what a project decides about the findings in its documents.
//!
//! ```toml
//! profile = "strict"
//!
//! [levels]
//! warn = ["no-429"]
//!
//! [allow]
//! http-basic = "Clients of the old bank, until June"
//!
//! [[allow-at]]
//! rule = "unbounded-string"
//! at = "POST /payments"
//! reason = "The ledger cuts what is too long"
//! ```
//!
//! It lies beside the document, or above it up to the directory that has the crate's `Cargo.toml`; the nearest counts.
//! Options of a command, a macro or a build script have precedence over it, and it over the document.
//!
//! **Invariant:** what is not understood is an error: a level or an acknowledgement that does nothing would be a
//! decision that somebody believes in.

mod place;
mod read;
#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::diag::{
    Acknowledgement, Diagnostic, Diagnostics, Level, Levels, Origin, Profile, Scope,
};
use crate::source::{Files, Loader, Node, UNREADABLE};
use crate::span::{SourceMap, Span, Spanned};

/// The name of the file.
pub const NAME: &str = "portcullis.toml";

/// How many directories are looked into: `..` above the root of a file system is that root again.
const MOST_DIRECTORIES: usize = 32;

/// What the file says.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// `profile`
    pub(crate) profile: Option<Profile>,
    /// `levels`
    levels: Vec<(String, Level)>,
    /// `allow`
    everywhere: Vec<Allow>,
    /// `allow-at`
    places: Vec<(Allow, Spanned<String>)>,
}

/// A rule whose findings are accepted.
#[derive(Debug)]
struct Allow {
    rule: &'static str,
    /// Where the rule is named.
    span: Span,
    reason: String,
}

impl Allow {
    fn within(self, scope: Scope) -> Acknowledgement {
        let Allow { rule, span, reason } = self;
        let (origin, findings) = (Origin::Configuration, Vec::new());
        Acknowledgement { rule, reason, span, scope, origin, findings }
    }
}

impl Configuration {
    /// The levels with those of the file where the caller has not chosen himself.
    pub(crate) fn levels_under(&self, chosen: &Levels) -> Levels {
        let mut levels = chosen.clone();
        for (rule, level) in &self.levels {
            if chosen.overrides().all(|(name, _)| name != rule) {
                levels.set(rule, *level);
            }
        }
        levels
    }

    /// Leaves the profile and the levels.
    pub(crate) fn forget_acknowledgements(&mut self) {
        self.everywhere.clear();
        self.places.clear();
    }

    /// Tells the collector what is acknowledged in all files.
    pub(crate) fn acknowledge_everywhere(&mut self, diagnostics: &mut Diagnostics) {
        for allow in self.everywhere.drain(..) {
            diagnostics.acknowledge(allow.within(Scope::Everywhere));
        }
    }

    /// Tells the collector what is acknowledged at places of the document, whose root has its overlays already.
    pub(crate) fn acknowledge_places(
        self,
        root: &Node,
        files: &mut Files<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        for (allow, at) in self.places {
            match place::find(at.as_ref().map(String::as_str), root, files, diagnostics) {
                Ok(place) => diagnostics.acknowledge(allow.within(Scope::Inside(place))),
                Err(found) => diagnostics.report(*found),
            }
        }
    }
}

/// Reads the configuration that counts for a document.
pub(crate) fn open(
    document: &Path,
    known: &[&'static str],
    loader: &dyn Loader,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Configuration {
    for directory in directories(document, loader) {
        let path = directory.join(NAME);
        let name = path.display().to_string();
        match loader.load(&path) {
            Ok(text) => {
                let file = sources.add(name, text);
                let text = sources.file(file).text();
                return read::read(file, text, known, diagnostics);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                let span = Span::new(sources.add(name.as_str(), ""), 0..0);
                let message = format!("`{name}` cannot be read: {error}");
                let found = Diagnostic::error(UNREADABLE, span, message);
                diagnostics.report(found.help("check its permissions; it is a UTF-8 text"));
                return Configuration::default();
            }
        }
    }
    Configuration::default()
}

/// From the document's directory to that of its crate, both included. Without a crate, only the first: what
/// happens to lie further up is nobody's decision about this document.
fn directories(document: &Path, loader: &dyn Loader) -> Vec<PathBuf> {
    let own = document.parent().unwrap_or(Path::new(""));
    let mut all: Vec<PathBuf> = Vec::new();
    let mut next = Some(own.to_owned());
    while let Some(directory) = next.filter(|_| all.len() < MOST_DIRECTORIES) {
        next = above(&directory);
        let is_crate = loader.load(&directory.join("Cargo.toml")).is_ok();
        all.push(directory);
        if is_crate {
            return all;
        }
    }
    all.truncate(1);
    all
}

/// The directory that holds a directory, as a path that starts where the directory's does.
fn above(directory: &Path) -> Option<PathBuf> {
    match directory.components().next_back() {
        None | Some(Component::CurDir | Component::ParentDir) => Some(directory.join("..")),
        Some(Component::Normal(_)) => directory.parent().map(Path::to_owned),
        Some(Component::RootDir | Component::Prefix(_)) => None,
    }
}
