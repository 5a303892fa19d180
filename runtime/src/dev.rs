//! The development issuer: access tokens for examples and tests, without an authorization server.
//!
//! It is here in builds with the feature `dev-issuer` **and** debug assertions, so a release build
//! has none, whichever features its dependencies turn on: code that names it does not compile
//! there. Benchmarks and tests of optimized code, which need one all the same, are built with
//! `RUSTFLAGS="--cfg portcullis_dev_issuer"`; no manifest can set that for somebody else.
//!
//! **Invariant:** its key is made at start and never leaves the process, so its tokens are worth
//! nothing anywhere else.

mod dpop;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use crate::auth::{ConfigError, Jwks, Jwt};

pub use self::dpop::{DpopKey, Proof};

/// The id of its only key.
const KID: &str = "dev";

/// An issuer of access tokens (RFC 9068), signed with ES256.
pub struct Issuer {
    name: String,
    audience: String,
    key: EcdsaKeyPair,
}

impl Issuer {
    /// An issuer of this name, whose tokens are for this audience, with a new key.
    ///
    /// # Panics
    ///
    /// When the system has no randomness.
    #[expect(clippy::expect_used, reason = "development only, and nothing can go on without a key")]
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Issuer {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .expect("the system has randomness for a key");
        Issuer { name: issuer.into(), audience: audience.into(), key }
    }

    /// The public key as a JWK set.
    pub fn jwks_json(&self) -> String {
        // 4, x, y (SEC 1 §2.3.3).
        let point = self.key.public_key().as_ref();
        let coordinate = |from: usize| encode(point.get(from..from + 32).unwrap_or_default());
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "x": coordinate(1), "y": coordinate(33),
            "kid": KID, "use": "sig", "alg": "ES256",
        }] })
        .to_string()
    }

    /// The public key.
    pub fn jwks(&self) -> Result<Jwks, ConfigError> {
        Jwks::from_json(&self.jwks_json())
    }

    /// A verifier of this issuer's tokens.
    pub fn verifier(&self) -> Result<Jwt, ConfigError> {
        Ok(Jwt::new(self.jwks()?).issuer(&self.name).audience(&self.audience))
    }

    /// A token with all that a token needs: subject and client `dev`, valid for five minutes from
    /// now, without scopes.
    pub fn token(&self) -> Token<'_> {
        let now = since_epoch(SystemTime::now());
        let mut token = Token { issuer: self, header: Map::new(), claims: Map::new() };
        token = token.header("typ", "at+jwt").header("alg", "ES256").header("kid", KID);
        token
            .claim("iss", self.name.as_str())
            .claim("aud", self.audience.as_str())
            .claim("sub", "dev")
            .claim("client_id", "dev")
            .claim("iat", now)
            .claim("exp", now + 300)
            .claim("jti", uuid::Uuid::new_v4().to_string())
    }

    /// Signs any two texts as the header and the payload of a token: for tests of what must not be
    /// accepted.
    ///
    /// # Panics
    ///
    /// When the system has no randomness.
    #[expect(clippy::expect_used, reason = "development only, and an unsigned token helps nobody")]
    pub fn sign(&self, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        let signed = format!("{}.{}", encode(header.as_ref()), encode(payload.as_ref()));
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .expect("the system has randomness for a signature");
        format!("{signed}.{}", encode(signature.as_ref()))
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("name", &self.name)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}

/// A token that is being made.
#[derive(Clone, Debug)]
#[must_use]
pub struct Token<'a> {
    issuer: &'a Issuer,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Token<'_> {
    /// Whom it is for: `sub`.
    pub fn subject(self, subject: &str) -> Self {
        self.claim("sub", subject)
    }

    /// Who got it: `client_id`.
    pub fn client(self, client: &str) -> Self {
        self.claim("client_id", client)
    }

    /// What it permits: `scope`.
    pub fn scopes(self, scopes: &[&str]) -> Self {
        self.claim("scope", scopes.join(" "))
    }

    /// How long it is valid from now, in whole seconds.
    pub fn expires_in(self, time: Duration) -> Self {
        self.claim("exp", since_epoch(SystemTime::now() + time))
    }

    /// When it was issued and when it ends.
    pub fn valid(self, from: SystemTime, until: SystemTime) -> Self {
        self.claim("iat", since_epoch(from)).claim("exp", since_epoch(until))
    }

    /// Any claim.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// The token without a claim.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Its type: `typ`.
    pub fn typ(self, typ: &str) -> Self {
        self.header("typ", typ)
    }

    /// What it says its algorithm is; the signature is ES256 in any case.
    pub fn alg(self, alg: &str) -> Self {
        self.header("alg", alg)
    }

    /// Any member of the header.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// The token without a member of the header.
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// The header as JSON.
    pub fn header_json(&self) -> String {
        Value::Object(self.header.clone()).to_string()
    }

    /// The claims as JSON.
    pub fn claims_json(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    /// The signed token.
    #[must_use]
    pub fn mint(&self) -> String {
        self.issuer.sign(self.header_json(), self.claims_json())
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn since_epoch(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
