//! Decoding from the outside: what comes out, and what is said about what does not.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed test may panic"
)]

mod bounds;
mod differential;
mod hostile;
mod newtypes;
mod roundtrip;
mod unions;

use portcullis::Schema;
use portcullis::decode::{DecodeError, Location, Malformed, from_slice};
use portcullis::types::{Int, List, Map, Nullable, Text};

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
pub(crate) struct Payment {
    pub(crate) amount: Int<1, 1_000_000>,
    pub(crate) currency: Currency,
    pub(crate) reference: Option<Reference>,
    pub(crate) note: Option<Nullable<Text<0, 500>>>,
    pub(crate) metadata: Option<Map<Text<0, 5>, 0, 2>>,
    #[schema(name = "line/items")]
    pub(crate) line_items: Option<List<Line, 0, 3>>,
    #[schema(default = "\"EUR\"")]
    pub(crate) settled: Currency,
}

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
pub(crate) struct Line {
    pub(crate) sku: Text<1, 4>,
    pub(crate) qty: Int<1, 999>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(crate) enum Currency {
    #[schema(value = "GBP")]
    Gbp,
    #[schema(value = "EUR")]
    Eur,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Schema)]
#[schema(pattern = "^[A-Za-z0-9-]{1,35}$")]
pub(crate) struct Reference(String);

pub(crate) fn decode<T: Schema>(json: &str) -> Result<T, DecodeError> {
    from_slice(json.as_bytes(), Location::Body)
}

/// The violations as `pointer rule`.
pub(crate) fn refused<T: Schema + std::fmt::Debug>(json: &str) -> Vec<String> {
    match decode::<T>(json) {
        Err(DecodeError::Invalid(violations)) => {
            violations.iter().map(|v| format!("{} {}", v.pointer, v.rule)).collect()
        }
        other => panic!("{json}: {other:?}"),
    }
}

pub(crate) fn malformed<T: Schema + std::fmt::Debug>(json: &[u8]) -> Malformed {
    match from_slice::<T>(json, Location::Body) {
        Err(DecodeError::Malformed(malformed)) => malformed,
        other => panic!("{}: {other:?}", String::from_utf8_lossy(json)),
    }
}
