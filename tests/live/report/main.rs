//! The page of `cargo portcullis report --html`, opened in a headless Chromium and used as a reader would.
//!
//! `page.mjs` makes the clicks and says what it saw; here is what it must see. Where the script `run` found no Chromium, the test says
//! that it skipped.
//!
//! **Invariant:** the page asks for nothing beyond itself.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says when it skips"
)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use portcullis_codegen::diag::Profile;
use portcullis_codegen::matrix::Matrix;
use portcullis_codegen::source::FileSystem;
use portcullis_codegen::{Options, check};
use serde_json::{Value, json};

/// The page of the example `payments`.
fn page() -> String {
    let example = "../../examples/payments/openapi.yaml";
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join(example);
    let options = Options { profile: Some(Profile::Strict), ..Options::default() };
    let checked = check(&document, &FileSystem, &options);
    let Some(audited) = &checked.api else { panic!("{}", checked.report().text()) };
    let api = audited.api();
    Matrix { api, sources: &checked.sources, diagnostics: &checked.diagnostics }.html().unwrap()
}

#[test]
fn a_reader_searches_filters_and_prints() {
    let (Some(chromium), Some(tools)) = (env::var_os("LIVE_CHROMIUM"), env::var_os("LIVE_REPORT"))
    else {
        eprintln!("skipped: no Chromium; tests/live/run says why");
        return;
    };
    let tools = PathBuf::from(tools);
    let file = tools.join("page.html");
    std::fs::write(&file, page()).unwrap();
    let node = env::var_os("NODE").unwrap_or_else(|| "node".into());
    let output = Command::new(node)
        .arg(tools.join("page.mjs"))
        .args([file.as_os_str(), &chromium, tools.as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let mut seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    let dark = seen["dark"].take();
    assert_ne!(dark, json!("rgb(255, 255, 255)"), "the reader's colours are followed");
    let expected = json!({
        "all": 7,
        // Typed into the search.
        "searched": 1,
        "said": "1 of 7 operations",
        // After a click on "Show all".
        "reset": 7,
        // Chosen under "Access".
        "public": 1,
        "partner": 1,
        // Clicked.
        "sensitive": 1,
        "findings": 0,
        "dark": null,
        "filter_in_print": "none",
        "unnamed": [],
        "tables_without_headers": 0,
        "faults": [],
    });
    assert_eq!(seen, expected, "{said}");
    for name in ["light.png", "searched.png", "dark.png", "print.pdf"] {
        assert!(tools.join(name).metadata().unwrap().len() > 10_000, "{name}");
    }
}
