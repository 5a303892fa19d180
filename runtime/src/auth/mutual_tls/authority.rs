//! [`Authority`]: certificates under trusted roots (RFC 5280 §6), as webpki verifies them.
//!
//! **Invariant:** a chain is accepted as of the call's time: a certificate that expired, or was
//! revoked, since the handshake is refused. With revocation lists, what they do not answer for is
//! refused as well.

use std::time::{SystemTime, UNIX_EPOCH};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, TrustAnchor, UnixTime};
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

use super::super::fault::{ConfigError, Fault};

/// Trusted roots and their revocation lists.
pub(super) struct Authority {
    anchors: Vec<TrustAnchor<'static>>,
    revocations: Vec<CertRevocationList<'static>>,
}

impl Authority {
    /// The roots of a PEM text, at least one.
    pub(super) fn from_pem(pem: &[u8]) -> Result<Authority, ConfigError> {
        let unreadable = || ConfigError::new("an authority's certificate cannot be read");
        let mut anchors = Vec::new();
        for root in CertificateDer::pem_slice_iter(pem) {
            let root = root.map_err(|_| unreadable())?;
            let anchor = anchor_from_trusted_cert(&root).map_err(|_| unreadable())?;
            anchors.push(anchor.to_owned());
        }
        if anchors.is_empty() {
            return Err(ConfigError::new("there is no authority's certificate"));
        }
        Ok(Authority { anchors, revocations: Vec::new() })
    }

    /// The revocation lists of a PEM text, at least one.
    pub(super) fn add_revocations(&mut self, pem: &[u8]) -> Result<(), ConfigError> {
        let unreadable = || ConfigError::new("a revocation list cannot be read");
        let before = self.revocations.len();
        for list in CertificateRevocationListDer::pem_slice_iter(pem) {
            let list = list.map_err(|_| unreadable())?;
            let list = OwnedCertRevocationList::from_der(&list).map_err(|_| unreadable())?;
            self.revocations.push(list.into());
        }
        if self.revocations.len() == before {
            return Err(ConfigError::new("there is no revocation list"));
        }
        Ok(())
    }

    /// Whether a chain, the client's own certificate first, leads to one of the roots.
    pub(super) fn verify(&self, chain: &[Vec<u8>], now: SystemTime) -> Result<(), Fault> {
        let (own, others) = chain.split_first().ok_or(Fault::Invalid("there is no certificate"))?;
        let own = CertificateDer::from(own.as_slice());
        let others: Vec<_> =
            others.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let since = now.duration_since(UNIX_EPOCH).map_err(|_| Fault::Unavailable)?;
        let certificate = EndEntityCert::try_from(&own).map_err(|error| fault(&error))?;
        let lists: Vec<_> = self.revocations.iter().collect();
        // RFC 5280 §6.3: every certificate of the chain, by lists that are current.
        let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|options| {
            options
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Deny)
                .with_expiration_policy(ExpirationPolicy::Enforce)
                .build()
        });
        certificate
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.anchors,
                &others,
                UnixTime::since_unix_epoch(since),
                KeyUsage::client_auth(),
                revocation,
                None,
            )
            .map(|_| ())
            .map_err(|error| fault(&error))
    }
}

fn fault(error: &webpki::Error) -> Fault {
    use webpki::Error;
    match error {
        Error::CertExpired { .. } => Fault::Invalid("the certificate has expired"),
        Error::CertNotValidYet { .. } => Fault::Invalid("the certificate is not valid yet"),
        Error::CertRevoked => Fault::Invalid("the certificate is revoked"),
        Error::UnknownIssuer => Fault::Invalid("the certificate is of another authority"),
        // Nobody can tell whether it is revoked.
        Error::CrlExpired { .. } | Error::UnknownRevocationStatus => Fault::Unavailable,
        _ => Fault::Invalid("the certificate's chain does not hold"),
    }
}
