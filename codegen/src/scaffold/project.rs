//! What a new crate is made of.
//!
//! **Invariant:** data only; the names are those of the generated module, handed in by who knows
//! them.

use std::path::PathBuf;

use crate::ir::Api;

/// How the new crate depends on Portcullis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// By the directory of its source.
    Path(PathBuf),
    /// By the version of this build.
    Version,
}

/// The names that the generated module gives to things.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of each operation, in the order of [`Api::operations`].
    pub operations: Vec<OperationNames>,
    /// The field of `Security` for each scheme, in the order of [`Api::schemes`]; those of schemes
    /// that no operation uses are not looked at.
    pub schemes: Vec<String>,
}

/// The names of one operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The marker type in `operations`: `CreatePayment`.
    pub marker: String,
    /// The module with its request and response: `create_payment`.
    pub module: String,
}

/// A crate to be written.
#[derive(Clone, Debug)]
pub struct Project<'a> {
    /// The package's name.
    pub package: String,
    /// The interface.
    pub api: &'a Api,
    /// The generated module's names.
    pub names: Names,
    /// The generated module.
    pub generated: String,
    /// How Portcullis is found.
    pub dependency: Dependency,
    /// The document's files: where they belong in the crate, and their texts.
    pub documents: Vec<(PathBuf, String)>,
    /// The command that writes the generated module again.
    pub regenerate: String,
    /// Whether the document passes only the lenient profile.
    pub lenient: bool,
    /// The options of `tests!` behind the suite, where the crate gets tests that follow from the document:
    /// `document = "openapi.yaml"`.
    pub tests: Option<String>,
}
