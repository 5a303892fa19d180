//! [`DpopKey`]: a client's key, with which it makes proofs (RFC 9449).
//!
//! **Invariant:** absent from builds without debug assertions, as all of [`super`].

use std::fmt;
use std::time::SystemTime;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Map, Value, json};

use super::{encode, since_epoch};

/// A client's key, with which it makes proofs (RFC 9449).
pub struct DpopKey {
    key: EcdsaKeyPair,
}

impl DpopKey {
    /// A new key for ES256.
    ///
    /// # Panics
    ///
    /// When the system has no randomness.
    #[expect(clippy::expect_used, reason = "development only, and nothing can go on without a key")]
    pub fn new() -> DpopKey {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .expect("the system has randomness for a key");
        DpopKey { key }
    }

    /// The public key as a JWK.
    pub fn jwk(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    /// The thumbprint of the key (RFC 7638), for `cnf.jkt` of a token.
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        encode(digest(&SHA256, members.as_bytes()).as_ref())
    }

    /// 4, x, y (SEC 1 §2.3.3).
    fn coordinates(&self) -> (String, String) {
        let point = self.key.public_key().as_ref();
        let coordinate = |from: usize| encode(point.get(from..from + 32).unwrap_or_default());
        (coordinate(1), coordinate(33))
    }

    /// A proof for one call with a token, made now.
    pub fn proof(&self, method: &str, address: &str, token: &str) -> Proof<'_> {
        let mut proof = Proof { key: self, header: Map::new(), claims: Map::new() };
        proof = proof.header("typ", "dpop+jwt").header("alg", "ES256").header("jwk", self.jwk());
        proof
            .claim("jti", uuid::Uuid::new_v4().to_string())
            .claim("htm", method)
            .claim("htu", address)
            .claim("iat", since_epoch(SystemTime::now()))
            .claim("ath", encode(digest(&SHA256, token.as_bytes()).as_ref()))
    }

    /// Signs any two texts as the header and the payload of a proof: for tests of what must not be
    /// accepted.
    ///
    /// # Panics
    ///
    /// When the system has no randomness.
    #[expect(clippy::expect_used, reason = "development only, and an unsigned proof helps nobody")]
    pub fn sign(&self, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        let signed = format!("{}.{}", encode(header.as_ref()), encode(payload.as_ref()));
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .expect("the system has randomness for a signature");
        format!("{signed}.{}", encode(signature.as_ref()))
    }
}

impl Default for DpopKey {
    fn default() -> DpopKey {
        DpopKey::new()
    }
}

impl fmt::Debug for DpopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DpopKey").field("thumbprint", &self.thumbprint()).finish()
    }
}

/// A proof that is being made.
#[derive(Clone, Debug)]
#[must_use]
pub struct Proof<'a> {
    key: &'a DpopKey,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Proof<'_> {
    /// When it says that it was made.
    pub fn made(self, time: SystemTime) -> Self {
        self.claim("iat", since_epoch(time))
    }

    /// The server's nonce.
    pub fn nonce(self, nonce: &str) -> Self {
        self.claim("nonce", nonce)
    }

    /// Any claim.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// The proof without a claim.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Any member of the header.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// The proof without a member of the header.
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

    /// The signed proof.
    #[must_use]
    pub fn make(&self) -> String {
        self.key.sign(self.header_json(), self.claims_json())
    }
}
