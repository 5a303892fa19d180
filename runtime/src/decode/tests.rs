//! Whole decodings: what comes out, and what is said about what does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed test may panic"
)]

use super::{DecodeError, Location, Malformed, from_slice};
use crate::Schema;
use crate::types::*;

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
struct Line {
    sku: Text<1, 40>,
    qty: Int<1, 999>,
}

fn decode<T: Schema>(json: &str) -> Result<T, DecodeError> {
    from_slice(json.as_bytes(), Location::Body)
}

#[test]
fn a_line() {
    assert_eq!(decode::<Line>(r#"{"sku":"a","qty":1}"#).unwrap().qty, 1);
    assert_eq!(decode::<Line>("{"), Err(DecodeError::Malformed(Malformed::Syntax)));
}
