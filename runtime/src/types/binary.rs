//! Bytes: [`Base64`] inside JSON, [`Binary`] as a whole body.
//!
//! **Invariant:** a [`Base64`] text decodes to its bytes and to no others (RFC 4648 §3.5).

use std::ops::Deref;

use bytes::Bytes;

use crate::decode::format::base64_of;
use crate::decode::{Decoder, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// Bytes that travel as a string in base64, RFC 4648 §4.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// The bytes themselves.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Base64(bytes)
    }
}

impl Deref for Base64 {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Schema for Base64 {
    const SHAPE: Shape = Shape::String;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        let text = input.string()?;
        base64_of(&text).map(Base64).ok_or_else(|| input.refuse(Rule::Format))
    }

    fn encode(&self, output: &mut Encoder) {
        use base64::Engine;
        output.raw("\"");
        output.raw(&base64::engine::general_purpose::STANDARD.encode(&self.0));
        output.raw("\"");
    }
}

/// The bytes of a body that is not JSON. It has no schema: JSON cannot hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binary(Bytes);

impl Binary {
    /// The bytes themselves.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl From<Bytes> for Binary {
    fn from(bytes: Bytes) -> Self {
        Binary(bytes)
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Binary(bytes.into())
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
