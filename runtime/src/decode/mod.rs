//! Decoding of JSON under the checks of a schema, in one pass and without a document in between.
//!
//! **Invariant:** what comes out satisfied every check; what is refused is described without any
//! text of the client's. Work and memory are bounded by the length of the text: nesting stops at
//! 64 levels, arrays and objects at their limits before they grow, and unions share a budget.

mod canonical;
mod choice;
mod decoder;
pub(crate) mod format;
mod lexer;
mod names;
pub(crate) mod number;
mod object;
mod pattern;
mod rules;
mod scalar;
mod sequence;
mod skip;
mod violation;

pub use decoder::{Decoder, Mark};
pub use format::Format;
pub use pattern::{NonAscii, Pattern, Piece};
pub use rules::{NumberRules, NumberText, TextRules};
pub use scalar::Literal;
pub use violation::{DecodeError, Location, Malformed, Rule, Violation};

pub(crate) use canonical::canonical;
pub(crate) use decoder::MAX_VIOLATIONS;
#[cfg(feature = "json-schema")]
pub(crate) use decoder::{Located, Step};
pub(crate) use rules::check_length;
pub(crate) use sequence::Limits;

#[doc(hidden)]
pub use choice::Checkpoint;
#[doc(hidden)]
pub use object::{Name, Object, required};

use crate::schema::Schema;

/// Decodes a whole body: one JSON text in UTF-8, and nothing after it.
pub fn from_slice<T: Schema>(json: &[u8], location: Location) -> Result<T, DecodeError> {
    match std::str::from_utf8(json) {
        Ok(text) => from_str(text, location),
        Err(_) => Err(DecodeError::Malformed(Malformed::Encoding)),
    }
}

/// Decodes a whole text: one JSON text, and nothing after it.
pub fn from_str<T: Schema>(json: &str, location: Location) -> Result<T, DecodeError> {
    let mut decoder = Decoder::start(json, location)?;
    let value = T::decode(&mut decoder);
    let end = decoder.end();
    match value {
        Ok(value) => end.map(|()| value),
        Err(_) => Err(decoder.into_error()),
    }
}

/// Whether the text is one JSON value that a decoder would read to its end, and nothing else.
pub(crate) fn is_value(text: &str) -> bool {
    let Ok(mut decoder) = Decoder::start(text, Location::Body) else { return false };
    decoder.skip() != Err(crate::schema::Halt::Fatal) && decoder.end().is_ok()
}

/// Whether the text is a number by RFC 8259 §6, and nothing else.
pub(crate) fn is_number(text: &str) -> bool {
    let mut lexer = lexer::Lexer::new(text);
    lexer.number().is_ok() && lexer.at == text.len()
}
