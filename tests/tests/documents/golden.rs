//! Generated code as it was reviewed: one small document a feature, in `tests/fixtures/golden`.
//!
//! `PORTCULLIS_UPDATE=1 cargo test -p portcullis-tests --test documents golden` writes the `.rs`
//! files anew; the change is then reviewed like any other. The files are part of this binary: what
//! does not compile fails here, and `behaviour` sends values through them.

mod behaviour;
mod called;
mod cors_served;
mod paths_served;
mod policies;
mod replies;
mod scopes_served;
mod served;
mod wire;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use portcullis_codegen::diag::Profile;
use portcullis_codegen::source::FileSystem;
use portcullis_codegen::{Options, check};

macro_rules! golden {
    ($($name:ident),+) => {
        $(
            #[allow(
                dead_code,
                unreachable_pub,
                missing_docs,
                clippy::all,
                clippy::pedantic,
                reason = "generated, and only a part of it is called"
            )]
            pub(crate) mod $name {
                include!(concat!("../fixtures/golden/", stringify!($name), ".rs"));
            }
        )+
        /// What is compiled here.
        const COMPILED: &[&str] = &[$(stringify!($name)),+];
    };
}

golden!(
    all_of,
    bodies,
    callbacks,
    cors,
    directions,
    enums,
    forms,
    ladder,
    media_types,
    names,
    nullable,
    objects,
    overlaid,
    parameters,
    paths,
    recursion,
    responses,
    scopes,
    security,
    sensitive,
    several_files,
    styles,
    union,
    version_3_2,
    webhooks
);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden")
}

#[test]
fn every_fixture_is_generated_as_it_was_reviewed_and_compiled() {
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        // A document, a directory with one of several files, or a document with its overlay.
        let document = if path.is_dir() { path.join("openapi.yaml") } else { path.clone() };
        let is_document = document.extension().is_some_and(|extension| extension == "yaml");
        if !is_document || name.ends_with(".overlay") {
            continue;
        }
        let overlay = path.with_extension("overlay.yaml");
        let overlays = overlay.is_file().then_some(overlay).into_iter().collect();
        let options = Options { profile: Some(Profile::Lenient), overlays, ..Options::default() };
        let checked = check(&document, &FileSystem, &options);
        let Some(audited) = &checked.api else { panic!("{name}: {}", checked.report().text()) };
        let module = portcullis_codegen::generate(audited, &checked.sources);
        let wanted = path.with_extension("rs");
        if std::env::var_os("PORTCULLIS_UPDATE").is_some() {
            std::fs::write(&wanted, &module).unwrap();
        }
        assert_eq!(module, std::fs::read_to_string(&wanted).unwrap_or_default(), "{name}");
        seen.insert(name);
    }
    assert_eq!(seen, COMPILED.iter().map(|name| (*name).to_owned()).collect());
}
