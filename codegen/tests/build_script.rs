//! Generation from a build script, as a build script calls it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use portcullis_codegen::build::Builder;
use portcullis_codegen::diag::{Level, Profile};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /ping:
    get:
      operationId: ping
      responses: { '204': { description: D } }
";

fn document(test: &str, text: &str) -> PathBuf {
    let directory =
        std::env::temp_dir().join(format!("portcullis-build-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("openapi.yaml");
    std::fs::write(&path, text).unwrap();
    path
}

fn remove(document: &Path) {
    std::fs::remove_dir_all(document.parent().unwrap()).unwrap();
}

#[test]
fn a_document_that_passes_is_written_and_its_warnings_come_back() {
    let document = document("passes", DOCUMENT);
    let output = document.with_file_name("api.rs");
    let warnings =
        Builder::new(&document).output(&output).profile(Profile::Lenient).try_generate().unwrap();
    let module = std::fs::read_to_string(&output).unwrap();
    remove(&document);
    assert!(module.contains("pub struct Ping;"), "{module}");
    assert!(warnings.contains("missing-auth-decision"), "{warnings}");
}

#[test]
fn a_document_that_is_denied_writes_nothing() {
    let document = document("denied", DOCUMENT);
    let output = document.with_file_name("api.rs");
    let builder = Builder::new(&document).output(&output);
    let report = builder.clone().profile(Profile::Standard).try_generate().unwrap_err();
    let allowed = builder.level("missing-auth-decision", Level::Allow);
    let written = output.exists();
    let only_others = allowed.try_generate();
    remove(&document);
    assert!(report.contains("error[missing-auth-decision]"), "{report}");
    assert!(report.contains("openapi.yaml:"), "{report}");
    assert!(!written);
    assert!(only_others.is_ok(), "{only_others:?}");
}

#[test]
fn a_missing_document_is_an_error() {
    let report = Builder::new("no/such/openapi.yaml").output("api.rs").try_generate().unwrap_err();
    assert!(report.contains("unreadable-file"), "{report}");
}
