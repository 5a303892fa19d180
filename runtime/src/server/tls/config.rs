//! rustls's configuration.
//!
//! **Invariant:** TLS 1.2 and 1.3 with the suites of RFC 9325 §4.2: forward secrecy and AEAD. No
//! early data, which could be replayed (RFC 8470 §3), and no resumption of clients that were asked
//! for a certificate.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{cipher_suite as suite, default_provider};
use rustls::server::NoServerSessionStorage;
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, SupportedCipherSuite};

use super::{ClientCertificates, TlsBuilder, TlsError, clients};

/// RFC 9113 §3.1.
pub(super) const HTTP_2: &[u8] = b"h2";
/// RFC 7301 §6.
const HTTP_1: &[u8] = b"http/1.1";

/// RFC 8446 §9.1, RFC 9325 §4.2, and RFC 7905 in its sense.
const SUITES: [SupportedCipherSuite; 9] = [
    suite::TLS13_AES_256_GCM_SHA384,
    suite::TLS13_AES_128_GCM_SHA256,
    suite::TLS13_CHACHA20_POLY1305_SHA256,
    suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
];

/// Reads everything and puts it together.
pub(super) fn read(settings: &TlsBuilder) -> Result<ServerConfig, TlsError> {
    let provider =
        Arc::new(CryptoProvider { cipher_suites: SUITES.to_vec(), ..default_provider() });
    let verifier = clients::verifier(settings, &provider)?;
    let certificates = settings.certificates.certificates()?;
    let key = settings.key.key()?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|error| TlsError(error.to_string()))?
        .with_client_cert_verifier(verifier)
        // That the key is the certificate's is checked here.
        .with_single_cert(certificates, key)
        .map_err(|error| settings.certificates.error(&error.to_string()))?;
    config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
    config.max_early_data_size = 0;
    if settings.clients != ClientCertificates::None {
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(config)
}
