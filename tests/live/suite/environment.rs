//! What the script `tests/live/run` has prepared.

use std::path::PathBuf;
use std::{env, fs};

use portcullis::HttpsClient;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub(crate) fn setting(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set: `tests/live/run` does so"))
}

/// A file of the run's directory.
pub(crate) fn state(file: &str) -> PathBuf {
    PathBuf::from(setting("LIVE_STATE")).join(file)
}

/// A certificate that `certificates.sh` made.
pub(crate) fn certificate(name: &str) -> CertificateDer<'static> {
    let file = state(&format!("{name}.pem"));
    CertificateDer::from_pem_file(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The private key of one.
pub(crate) fn key(name: &str) -> PrivateKeyDer<'static> {
    let file = state(&format!("{name}.key"));
    PrivateKeyDer::from_pem_file(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What the server under test asks authorization servers with: it trusts the authority of the run
/// and nobody else.
pub(crate) fn https() -> HttpsClient {
    let authority = fs::read(state("authority.pem")).expect("the authority's certificate");
    HttpsClient::builder().trust(authority).without_system_roots().build().expect("a client")
}
