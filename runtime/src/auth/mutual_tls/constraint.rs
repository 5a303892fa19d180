//! [`CertificateConstraint`]: what a certificate must say.
//!
//! **Invariant:** values are compared as a whole.

use super::certificate::Certificate;

/// What a certificate of an authority must say, because the authority has other customers as well
/// (RFC 8705 §2.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateConstraint {
    /// The subject, as RFC 4514 writes it: `CN=client,O=Bank,C=GB`. The last part comes first,
    /// nothing stands around the commas.
    Subject(String),
    /// A DNS name among the subject's alternative names; wildcards mean nothing.
    DnsName(String),
    /// An URI among the subject's alternative names, such as a SPIFFE id.
    Uri(String),
    /// `organizationName` of the subject.
    Organization(String),
    /// `organizationIdentifier` of the subject, such as `PSDGB-FCA-123456` (ETSI TS 119 495).
    OrganizationIdentifier(String),
}

impl CertificateConstraint {
    pub(super) fn holds(&self, certificate: &Certificate) -> bool {
        match self {
            CertificateConstraint::Subject(subject) => certificate.subject == *subject,
            CertificateConstraint::DnsName(name) => {
                certificate.dns_names.iter().any(|own| own.eq_ignore_ascii_case(name))
            }
            CertificateConstraint::Uri(uri) => certificate.uris.contains(uri),
            CertificateConstraint::Organization(name) => is_only(&certificate.organizations, name),
            CertificateConstraint::OrganizationIdentifier(id) => {
                is_only(&certificate.organization_identifiers, id)
            }
        }
    }
}

/// A subject of two organizations is none that anybody meant.
fn is_only(values: &[String], value: &str) -> bool {
    matches!(values, [own] if own == value)
}
