//! What the command needs of the library, in one place.
//!
//! **Invariant:** the only file of the command that knows how the phases are called.

use std::path::Path;

use heck::{ToSnakeCase as _, ToUpperCamelCase as _};
use portcullis_codegen::diag::{Diagnostic, Diagnostics, Levels, Profile};
use portcullis_codegen::ir::{Api, Operation};
use portcullis_codegen::scaffold::{Names, OperationNames};
use portcullis_codegen::source::{self, Loader};
use portcullis_codegen::span::SourceMap;

/// What the command line says about a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The levels, those of rules named on the command line included.
    pub(crate) levels: Levels,
    /// The profile of the command line. Without it the document's own choice counts.
    pub(crate) profile: Option<Profile>,
}

/// A document after all phases before emission.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The files that were read.
    pub(crate) sources: SourceMap,
    /// What was found.
    pub(crate) diagnostics: Diagnostics,
    /// The interface, where nothing was denied.
    pub(crate) api: Option<Audited>,
}

/// An interface that passed the audit.
#[derive(Debug)]
pub(crate) struct Audited(Api);

impl Audited {
    /// The interface.
    pub(crate) fn api(&self) -> &Api {
        &self.0
    }

    /// The names that the generated module gives to things.
    pub(crate) fn names(&self) -> Names {
        let operation = |operation: &Operation| OperationNames {
            marker: operation.id.value.to_upper_camel_case(),
            module: operation.id.value.to_snake_case(),
        };
        Names {
            operations: self.0.operations.iter().map(operation).collect(),
            schemes: self.0.schemes.iter().map(|scheme| scheme.name.to_snake_case()).collect(),
        }
    }
}

/// A kind of finding whose level can be set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its page.
    pub(crate) page: Option<&'static str>,
}

/// Reads a document and looks for what is wrong with it.
///
/// For now only what reading finds: every document is refused until the later phases are called
/// here.
pub(crate) fn check(path: &Path, loader: &dyn Loader, options: &Options) -> Checked {
    let mut sources = SourceMap::default();
    let mut levels = options.levels.clone();
    if let Some(profile) = options.profile {
        levels = levels.with_profile(profile);
    }
    let mut diagnostics = Diagnostics::new(levels);
    if let Some(node) = source::open(&mut sources, loader, path, &mut diagnostics) {
        diagnostics.report(
            Diagnostic::error("incomplete", node.span, "this build only reads documents")
                .help("use a build with all phases"),
        );
    }
    Checked { sources, diagnostics, api: None }
}

/// The generated module, formatted.
pub(crate) fn generate(audited: &Audited) -> String {
    let _ = audited;
    String::new()
}

/// All rules, in the order of their names.
pub(crate) fn rules() -> Vec<Rule> {
    Vec::new()
}
