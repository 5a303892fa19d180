//! Which client certificates a handshake accepts.
//!
//! **Invariant:** whatever is accepted, the client has proven to hold its private key.

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ParsedCertificate, WebPkiClientVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme};

use super::{ClientCertificates, TlsBuilder, TlsError};

/// What the settings say.
pub(super) fn verifier(
    settings: &TlsBuilder,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let is_mandatory = settings.clients == ClientCertificates::Required;
    let has_authorities = !settings.authorities.is_empty();
    match settings.clients {
        ClientCertificates::None if has_authorities || !settings.revocations.is_empty() => {
            Err(TlsError("clients are not asked for the certificates of these authorities".into()))
        }
        ClientCertificates::None => Ok(WebPkiClientVerifier::no_client_auth()),
        _ if has_authorities => of_authorities(settings, provider, is_mandatory),
        _ if !settings.revocations.is_empty() => {
            Err(TlsError("revocation lists belong to authorities".into()))
        }
        _ => Ok(Arc::new(AnyCertificate {
            is_mandatory,
            algorithms: provider.signature_verification_algorithms,
        })),
    }
}

fn of_authorities(
    settings: &TlsBuilder,
    provider: &Arc<CryptoProvider>,
    is_mandatory: bool,
) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let mut roots = RootCertStore::empty();
    for source in &settings.authorities {
        for root in source.certificates()? {
            roots.add(root).map_err(|error| source.error(&error.to_string()))?;
        }
    }
    let mut lists = Vec::new();
    for source in &settings.revocations {
        lists.extend(source.items("revocation list")?);
    }
    let mut builder =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .with_crls(lists)
            .enforce_revocation_expiration();
    if !is_mandatory {
        builder = builder.allow_unauthenticated();
    }
    builder.build().map_err(|error| TlsError(error.to_string()))
}

/// Accepts every certificate. RFC 8705 §6.2: tokens are bound to certificates that nobody vouches
/// for; §2.2: clients are known by certificates that sign themselves.
#[derive(Debug)]
struct AnyCertificate {
    is_mandatory: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        self.is_mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        ParsedCertificate::try_from(end_entity)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
