//! What must not compile, and what the compiler says about it; see `ui/README.md`.

#[test]
fn faults_do_not_compile() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

/// What the compiler only sees once it generates code: `cargo build` of both kinds of case.
#[test]
fn forgeries_do_not_build() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/build/pass.rs");
    cases.compile_fail("ui/build/forged_*.rs");
}
