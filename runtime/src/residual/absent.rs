//! [`Check`] where the feature `json-schema` is off: a document that needs it does not compile.

use crate::decode::{Decoder, Mark};
use crate::schema::{Halt, Schema};
use crate::types::Refused;

/// A schema that values are held against. It cannot be made without the feature `json-schema`.
#[derive(Debug)]
pub struct Check(std::convert::Infallible);

impl Check {
    /// Says what is missing.
    ///
    /// # Panics
    /// Always, when the code that uses it is compiled.
    #[expect(clippy::panic, reason = "evaluated at compile time only: it is a compile error")]
    pub const fn new(_: &'static str) -> Check {
        panic!(
            "the document has schemas that only the feature `json-schema` of portcullis can check: \
             enable it in Cargo.toml"
        )
    }

    /// Never called.
    pub fn decoded(&self, _: &mut Decoder<'_>, _: Mark) -> Result<(), Halt> {
        match self.0 {}
    }

    /// Never called.
    pub fn value<T: Schema>(&self, _: &T) -> Result<(), Refused> {
        match self.0 {}
    }
}
