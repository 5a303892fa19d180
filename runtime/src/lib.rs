//! Typed axum servers from annotated OpenAPI documents, with the document's security built in.

// Derived code names its paths from the outside; this makes them hold inside as well.
extern crate self as portcullis;

pub mod decode;
pub mod encode;
pub mod schema;
pub mod sensitive;
pub mod types;

pub use portcullis_macros::Schema;
pub use schema::Schema;
pub use sensitive::Sensitive;

/// What generated and derived code names. No part of it is meant to be written by hand.
#[doc(hidden)]
pub mod __private {
    /// One module a version, so that code of another version does not compile.
    pub mod v0_1 {
        pub use crate::Schema;
        pub use crate::decode::Checkpoint;
        pub use crate::decode::Decoder;
        pub use crate::decode::Format;
        pub use crate::decode::Literal;
        pub use crate::decode::NonAscii;
        pub use crate::decode::NumberRules;
        pub use crate::decode::NumberText;
        pub use crate::decode::Object;
        pub use crate::decode::Pattern;
        pub use crate::decode::Piece;
        pub use crate::decode::Rule;
        pub use crate::decode::TextRules;
        pub use crate::decode::required;
        pub use crate::encode::Encoder;
        pub use crate::schema::Halt;
        pub use crate::schema::Shape;
        pub use crate::schema::shape_of;
        pub use crate::sensitive::Sensitive;
        pub use crate::sensitive::mask;
        pub use crate::types::*;
    }
}
