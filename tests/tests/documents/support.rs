//! What the suites share.

use std::path::{Path, PathBuf};

use portcullis_codegen::diag::{Diagnostic, Profile};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Checked, Options, check};

/// Checks a text as if it were the file `openapi.yaml`.
pub(crate) fn check_text(text: &str, profile: Profile) -> Checked {
    check_named("openapi.yaml", text, profile)
}

/// Checks a text as if it were a file of this name.
pub(crate) fn check_named(name: &str, text: &str, profile: Profile) -> Checked {
    let options = Options { profile: Some(profile), ..Options::default() };
    check(Path::new(name), &Memory::new().with(name, text), &options)
}

/// The line of a finding, from one.
pub(crate) fn line(checked: &Checked, found: &Diagnostic) -> usize {
    checked.sources.line(found.primary.span)
}

/// The generated module of a document that passes the lenient profile.
pub(crate) fn generated(text: &str) -> String {
    let checked = check_text(text, Profile::Lenient);
    let Some(audited) = &checked.api else { panic!("{}", checked.report().text()) };
    portcullis_codegen::generate(audited, &checked.sources)
}

/// The root of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a member").to_owned()
}
