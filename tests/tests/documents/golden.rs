//! Generated code as it was reviewed: one small document a feature, in `tests/fixtures/golden`.
//!
//! `PORTCULLIS_UPDATE=1 cargo test -p portcullis-tests --test documents golden` writes the `.rs`
//! files anew; the change is then reviewed like any other. The files are part of this binary: what
//! does not compile fails here, and `behaviour` sends values through them.

mod behaviour;
mod wire;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use portcullis_codegen::diag::Profile;

use crate::support::check_named;

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
    all_of, directions, enums, forms, ladder, names, nullable, objects, parameters, recursion,
    responses, security, sensitive, styles, union
);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden")
}

#[test]
fn every_fixture_is_generated_as_it_was_reviewed_and_compiled() {
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let checked = check_named(&format!("{name}.yaml"), &text, Profile::Lenient);
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
