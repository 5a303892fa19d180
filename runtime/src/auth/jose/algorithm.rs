//! [`Algorithm`]: the signature algorithms of access tokens and proofs.
//!
//! **Invariant:** all of them are asymmetric and current; there is no `none`, and no name of one
//! that could turn a public key into a secret (RFC 8725 §2.1, §3.2).

use std::fmt;

use jsonwebtoken::Algorithm as Jose;

/// A signature algorithm of RFC 7518 §3.1 or RFC 8037 §3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256.
    ES256,
    /// ECDSA with P-384 and SHA-384.
    ES384,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// `EdDSA` with Ed25519; also named `Ed25519` (RFC 9864).
    EdDSA,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
}

impl Algorithm {
    /// What is accepted where nobody chose: the algorithms of FAPI 2.0 §5.4.1, and RS256, which
    /// RFC 9068 §2.1 demands of every resource server.
    pub const DEFAULT: [Algorithm; 4] =
        [Algorithm::ES256, Algorithm::PS256, Algorithm::EdDSA, Algorithm::RS256];

    /// The algorithms of the FAPI 2.0 Security Profile, §5.4.1.
    pub const FAPI: [Algorithm; 3] = [Algorithm::ES256, Algorithm::PS256, Algorithm::EdDSA];

    /// The algorithm of a name, which is case-sensitive (RFC 7515 §4.1.1).
    pub fn from_name(name: &str) -> Option<Algorithm> {
        Some(match name {
            "ES256" => Algorithm::ES256,
            "ES384" => Algorithm::ES384,
            "PS256" => Algorithm::PS256,
            "PS384" => Algorithm::PS384,
            "PS512" => Algorithm::PS512,
            "EdDSA" | "Ed25519" => Algorithm::EdDSA,
            "RS256" => Algorithm::RS256,
            "RS384" => Algorithm::RS384,
            "RS512" => Algorithm::RS512,
            _ => return None,
        })
    }

    /// Its name in `alg`.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::ES256 => "ES256",
            Algorithm::ES384 => "ES384",
            Algorithm::PS256 => "PS256",
            Algorithm::PS384 => "PS384",
            Algorithm::PS512 => "PS512",
            Algorithm::EdDSA => "EdDSA",
            Algorithm::RS256 => "RS256",
            Algorithm::RS384 => "RS384",
            Algorithm::RS512 => "RS512",
        }
    }

    /// Its name in the crate that verifies signatures.
    pub(super) const fn jose(self) -> Jose {
        match self {
            Algorithm::ES256 => Jose::ES256,
            Algorithm::ES384 => Jose::ES384,
            Algorithm::PS256 => Jose::PS256,
            Algorithm::PS384 => Jose::PS384,
            Algorithm::PS512 => Jose::PS512,
            Algorithm::EdDSA => Jose::EdDSA,
            Algorithm::RS256 => Jose::RS256,
            Algorithm::RS384 => Jose::RS384,
            Algorithm::RS512 => Jose::RS512,
        }
    }

    /// Whether its keys are RSA keys.
    pub(super) const fn is_rsa(self) -> bool {
        match self {
            Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512
            | Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512 => true,
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA => false,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
