//! [`Certificate`]: what a certificate says of its holder.
//!
//! **Invariant:** it is made of certificates that are trusted already, and of the whole of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::super::digest::{Sha256, sha256};
use super::super::fault::Fault;
use super::super::principal::Principal;
use super::name;

/// What a certificate says.
pub(super) struct Certificate {
    pub(super) subject: String,
    pub(super) organizations: Vec<String>,
    pub(super) organization_identifiers: Vec<String>,
    pub(super) dns_names: Vec<String>,
    pub(super) uris: Vec<String>,
    serial: String,
    thumbprint: Sha256,
    begins: SystemTime,
    ends: SystemTime,
}

impl Certificate {
    pub(super) fn read(der: &[u8]) -> Result<Certificate, Fault> {
        const UNREADABLE: Fault = Fault::Invalid("the certificate cannot be read");
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| UNREADABLE)?;
        if !rest.is_empty() {
            return Err(UNREADABLE);
        }
        let (mut dns_names, mut uris) = (Vec::new(), Vec::new());
        let names = certificate.subject_alternative_name().map_err(|_| UNREADABLE)?;
        for other in names.iter().flat_map(|names| &names.value.general_names) {
            match other {
                GeneralName::DNSName(name) => dns_names.push((*name).to_owned()),
                GeneralName::URI(uri) => uris.push((*uri).to_owned()),
                _ => {}
            }
        }
        let subject = certificate.subject();
        let owned = |oid| name::values(subject, oid).into_iter().map(str::to_owned).collect();
        Ok(Certificate {
            subject: name::text(subject),
            organizations: owned(name::ORGANIZATION),
            organization_identifiers: owned(name::ORGANIZATION_IDENTIFIER),
            dns_names,
            uris,
            serial: certificate.raw_serial_as_string(),
            thumbprint: sha256(der),
            begins: time(certificate.validity().not_before.timestamp()).ok_or(UNREADABLE)?,
            ends: time(certificate.validity().not_after.timestamp()).ok_or(UNREADABLE)?,
        })
    }

    /// RFC 5280 §4.1.2.5: both ends belong to the validity.
    pub(super) fn check_time(&self, now: SystemTime) -> Result<(), Fault> {
        if now < self.begins {
            return Err(Fault::Invalid("the certificate is not valid yet"));
        }
        // Seconds: the last one is part of it.
        if now >= self.ends + Duration::from_secs(1) {
            return Err(Fault::Invalid("the certificate has expired"));
        }
        Ok(())
    }

    /// Whom it speaks for under a policy.
    pub(super) fn principal(&self, policy: &str, scopes: &[String]) -> Principal {
        let thumbprint = URL_SAFE_NO_PAD.encode(self.thumbprint);
        let claims = Map::from_iter([
            // RFC 8705 §3.1.
            ("x5t#S256".to_owned(), Value::from(thumbprint.as_str())),
            ("serial".to_owned(), Value::from(self.serial.as_str())),
        ]);
        Principal::new(self.name(&thumbprint))
            .with_issuer(policy)
            .with_token_id(thumbprint)
            .with_expiry(self.ends)
            .with_scopes(scopes.iter().cloned())
            .with_claims(claims)
    }

    /// The subject; of a certificate without one (RFC 5280 §4.1.2.6) another name of its holder.
    fn name(&self, thumbprint: &str) -> String {
        match (self.subject.as_str(), self.uris.first(), self.dns_names.first()) {
            ("", Some(uri), _) => format!("URI:{uri}"),
            ("", None, Some(name)) => format!("DNS:{name}"),
            ("", None, None) => format!("x5t#S256:{thumbprint}"),
            (subject, ..) => subject.to_owned(),
        }
    }
}

fn time(seconds: i64) -> Option<SystemTime> {
    match u64::try_from(seconds) {
        Ok(seconds) => UNIX_EPOCH.checked_add(Duration::from_secs(seconds)),
        Err(_) => UNIX_EPOCH.checked_sub(Duration::from_secs(seconds.unsigned_abs())),
    }
}
