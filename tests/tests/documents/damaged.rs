//! Damaged documents are refused, or generated: nothing else happens.

use std::path::Path;
use std::sync::LazyLock;

use portcullis_codegen::diag::Profile;
use proptest::prelude::*;

use crate::agreement::damage;
use crate::support::{check_named, workspace};

/// Documents of all features, none of them large.
static DOCUMENTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(fixtures.join("golden"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .chain([
            workspace().join("examples/payments/openapi.yaml"),
            fixtures.join("agreement.json"),
        ])
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    paths.into_iter().map(read).collect()
});

/// Lines that change places say something else, more often than bytes do.
fn swap(text: &str, a: prop::sample::Index, b: prop::sample::Index) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let (a, b) = (a.index(lines.len()), b.index(lines.len()));
    lines.swap(a, b);
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_panics(
        which: prop::sample::Index,
        a: prop::sample::Index,
        b: prop::sample::Index,
        swapped: bool,
        damage in damage(),
    ) {
        let (name, text) = &DOCUMENTS[which.index(DOCUMENTS.len())];
        let mut bytes = if swapped { swap(text, a, b) } else { text.clone() }.into_bytes();
        for damage in &damage {
            damage.apply(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        let checked = check_named(name, &text, Profile::Lenient);
        match &checked.api {
            // What is generated is Rust: `generate` formats it.
            Some(audited) => {
                let module = portcullis_codegen::generate(audited, &checked.sources);
                prop_assert!(module.starts_with("// @generated"));
            }
            None => prop_assert!(!checked.report().text().is_empty()),
        }
    }
}
