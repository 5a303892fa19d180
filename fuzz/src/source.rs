//! Documents: read, lowered, audited, and generated where they pass.

use std::path::Path;

use portcullis_codegen::diag::Profile;
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Options, check, generate};

/// The first byte chooses between YAML and JSON; the rest is the document.
pub fn run(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = if first % 2 == 0 { "openapi.yaml" } else { "openapi.json" };
    let loader = Memory::new().with(name, String::from_utf8_lossy(rest));
    let options = Options { profile: Some(Profile::Lenient), ..Options::default() };
    let checked = check(Path::new(name), &loader, &options);
    match &checked.api {
        // It is formatted, so it is Rust.
        Some(audited) => assert!(generate(audited, &checked.sources).starts_with("// @generated")),
        None => assert!(!checked.report().text().is_empty(), "refused, and nothing is said"),
    }
}
