//! Files that a person will own: a new crate around a generated module.
//!
//! **Invariant:** pure: from a [`Project`] to texts; writing them is the command's business. Text of
//! the document stands in them only as string literals and as one-line comments.

mod names;
mod project;
mod templates;
#[cfg(test)]
mod tests;

pub use names::package_name;
pub use project::{Dependency, Names, OperationNames, Project};
pub use templates::{File, files};

/// The directory of this crate's sibling `portcullis`, where this build's source still exists.
pub fn sibling_runtime() -> Option<std::path::PathBuf> {
    let runtime = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("runtime");
    runtime.join("Cargo.toml").is_file().then_some(runtime)
}
