//! Throw-away certificates and tokens: what a bank and its clients bring otherwise.
//!
//! **Invariant:** absent from builds without debug assertions; everything is made at start, and worth nothing anywhere else.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis::Jwks;
use portcullis::auth::ConfigError;
use portcullis::dev::Issuer;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

use crate::{AUDIENCE, ISSUER};

/// An authority of certificates and an issuer of tokens.
pub struct Development {
    authority: CertifiedIssuer<'static, KeyPair>,
    issuer: Issuer,
}

/// A certificate and its key.
#[derive(Debug)]
pub struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Development {
    /// New keys.
    pub fn new() -> Result<Development, rcgen::Error> {
        let mut params = params("Open Banking development authority", &[])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Development { authority, issuer: Issuer::new(ISSUER, AUDIENCE) })
    }

    /// The authority's certificate, in PEM.
    pub fn authority(&self) -> String {
        self.authority.pem()
    }

    /// The authority's certificate, in DER.
    pub fn authority_der(&self) -> &[u8] {
        self.authority.der()
    }

    /// A server's certificate for this machine.
    pub fn server(&self) -> Result<Identity, rcgen::Error> {
        let mut params = params("localhost", &["localhost", "127.0.0.1"])?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(&params)
    }

    /// A client's certificate.
    pub fn client(&self, name: &str) -> Result<Identity, rcgen::Error> {
        let mut params = params(name, &[])?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Result<Identity, rcgen::Error> {
        let key = KeyPair::generate()?;
        Ok(Identity { certificate: params.signed_by(&key, &self.authority)?, key })
    }

    /// The issuer's key.
    pub fn keys(&self) -> Result<Jwks, ConfigError> {
        self.issuer.jwks()
    }

    /// The issuer, for tokens of any kind.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// A client's token for an hour, bound to its certificate (RFC 8705 §3.1). `subject` is the customer that
    /// agreed, or the client itself.
    pub fn token(&self, client: &str, subject: &str, scopes: &[&str], holder: &Identity) -> String {
        let token = self.issuer.token().client(client).subject(subject).scopes(scopes);
        let token = token.expires_in(Duration::from_secs(3600));
        token.claim("cnf", holder.confirmation()).mint()
    }
}

impl std::fmt::Debug for Development {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Development").finish_non_exhaustive()
    }
}

fn params(name: &str, hosts: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let hosts = hosts.iter().map(|&host| host.to_owned()).collect::<Vec<_>>();
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

impl Identity {
    /// The certificate, in PEM.
    pub fn certificate(&self) -> String {
        self.certificate.pem()
    }

    /// The certificate, in DER.
    pub fn certificate_der(&self) -> &[u8] {
        self.certificate.der()
    }

    /// The private key, in PEM.
    pub fn key(&self) -> String {
        self.key.serialize_pem()
    }

    /// The private key, in the DER of PKCS#8.
    pub fn key_der(&self) -> Vec<u8> {
        self.key.serialize_der()
    }

    /// The claim `cnf` of a token that only the holder of this certificate can use: `{"x5t#S256":…}`.
    pub fn confirmation(&self) -> serde_json::Value {
        let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, self.certificate.der()));
        serde_json::json!({ "x5t#S256": thumbprint })
    }
}

/// Writes texts to files of a new directory that only this user can read. The system removes it as it removes
/// other temporary files.
pub fn write_files(files: &[(&str, &str)]) -> io::Result<PathBuf> {
    let directory = std::env::temp_dir().join(format!("open-banking-{}", uuid::Uuid::new_v4()));
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&directory)?;
    for (name, text) in files {
        write(&directory.join(name), text)?;
    }
    Ok(directory)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
