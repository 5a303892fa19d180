//! The server over TLS, with clients that show certificates.

#[cfg(all(open_banking, debug_assertions))]
mod bank;
#[cfg(all(open_banking, debug_assertions))]
mod calls;

/// Without the document there is nothing to serve.
#[cfg(not(open_banking))]
#[test]
#[expect(clippy::print_stderr, reason = "why there are no tests")]
fn skipped() {
    eprintln!("skipped: built without Open Banking's document, see build.rs");
}
