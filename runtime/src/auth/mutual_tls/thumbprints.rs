//! [`CertificateThumbprints`]: client certificates that are known one by one.
//!
//! **Invariant:** only the client's own certificate counts, by the SHA-256 of all of it. That its
//! private key was proven is the TLS layer's word; without a certificate from it nothing is found.

use std::collections::HashMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::SystemTime;

use super::super::digest::{Sha256, from_hex, sha256, to_hex};
use super::super::fault::{ConfigError, Fault};
use super::super::principal::Principal;
use super::super::verifier::{CertificateVerifier, Verified};

/// Client certificates by their SHA-256 thumbprints, each with whom it speaks for.
///
/// The chain is not looked at: a thumbprint pins one certificate, which may sign itself (RFC 8705
/// §2.2). The certificate's own dates are looked at by the TLS layer where it has authorities, and
/// by [`CertificatePolicy`](crate::auth::CertificatePolicy) always; a principal's expiry is looked at here.
#[derive(Default)]
pub struct CertificateThumbprints {
    known: HashMap<Sha256, Arc<Principal>>,
}

impl CertificateThumbprints {
    /// No certificates.
    pub fn new() -> CertificateThumbprints {
        CertificateThumbprints::default()
    }

    /// The same and one more certificate: the SHA-256 of its DER in hexadecimal digits, with
    /// colons between the bytes or without, as `openssl x509 -fingerprint -sha256` prints it.
    pub fn allow(
        mut self,
        thumbprint: &str,
        principal: Principal,
    ) -> Result<CertificateThumbprints, ConfigError> {
        let thumbprint = parse(thumbprint)
            .ok_or_else(|| ConfigError::new("a thumbprint is not 32 bytes in hexadecimal"))?;
        if self.known.insert(thumbprint, Arc::new(principal)).is_some() {
            return Err(ConfigError::new("a certificate is given twice"));
        }
        Ok(self)
    }

    /// The SHA-256 of a certificate in DER, as [`CertificateThumbprints::allow`] takes it.
    pub fn thumbprint(der: &[u8]) -> String {
        to_hex(&sha256(der))
    }

    fn find(&self, chain: &[Vec<u8>], now: SystemTime) -> Result<Arc<Principal>, Fault> {
        let own = chain.first().ok_or(Fault::Invalid("there is no certificate"))?;
        // Certificates are public: nothing is learnt from how long this takes.
        let principal = self.known.get(&sha256(own));
        let principal = principal.ok_or(Fault::Invalid("the certificate is not known"))?;
        if principal.expires_at().is_some_and(|end| now >= end) {
            return Err(Fault::Invalid("the certificate's entry has expired"));
        }
        Ok(Arc::clone(principal))
    }
}

pub(super) fn parse(text: &str) -> Option<Sha256> {
    if !text.contains(':') {
        return from_hex(text);
    }
    let bytes: Vec<&str> = text.split(':').collect();
    bytes.iter().all(|byte| byte.len() == 2).then(|| from_hex(&bytes.concat()))?
}

impl CertificateVerifier for CertificateThumbprints {
    fn verify<'a>(&'a self, chain: &'a [Vec<u8>], now: SystemTime) -> Verified<'a> {
        Box::pin(ready(self.find(chain, now)))
    }
}

impl fmt::Debug for CertificateThumbprints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.known.values().map(|principal| principal.subject())).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[tokio::test]
    async fn a_certificate_is_found_by_all_of_it() {
        let der = b"certificate".to_vec();
        let end = UNIX_EPOCH + Duration::from_secs(10);
        let known = CertificateThumbprints::new()
            .allow(
                &CertificateThumbprints::thumbprint(&der),
                Principal::new("acme").with_scopes(["a"]).with_expiry(end),
            )
            .unwrap();
        let verify = |chain: Vec<Vec<u8>>, now| {
            let known = &known;
            async move { known.verify(&chain, now).await.map(|who| who.subject().to_owned()) }
        };
        let other = b"certificatf".to_vec();
        assert_eq!(verify(vec![der.clone(), other.clone()], UNIX_EPOCH).await.unwrap(), "acme");
        // Another certificate, also with the known one as its issuer; none at all.
        assert!(verify(vec![other.clone(), der.clone()], UNIX_EPOCH).await.is_err());
        assert!(verify(vec![der[1..].to_vec()], UNIX_EPOCH).await.is_err());
        assert!(verify(Vec::new(), UNIX_EPOCH).await.is_err());
        assert_eq!(
            verify(vec![der], end).await.unwrap_err(),
            Fault::Invalid("the certificate's entry has expired")
        );
        assert_eq!(format!("{known:?}"), r#"["acme"]"#);
    }

    #[test]
    fn thumbprints() {
        let plain = CertificateThumbprints::thumbprint(b"a");
        let pairs: Vec<String> = plain
            .as_bytes()
            .chunks(2)
            .map(|pair| String::from_utf8(pair.to_vec()).unwrap())
            .collect();
        let colons = pairs.join(":").to_uppercase();
        assert_eq!(parse(&plain), parse(&colons));
        assert_eq!(parse(&plain).unwrap().len(), 32);
        let twice = CertificateThumbprints::new().allow(&plain, Principal::new("a")).unwrap();
        assert!(twice.allow(&colons, Principal::new("b")).is_err());
        let one_colon = format!("{}:{}", &plain[..32], &plain[32..]);
        for bad in ["", "00", &plain[1..], &format!("{plain}00"), &one_colon, &"g".repeat(64)] {
            assert!(
                CertificateThumbprints::new().allow(bad, Principal::new("a")).is_err(),
                "{bad}"
            );
        }
    }
}
