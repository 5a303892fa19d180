//! Bodies: what is accepted is JSON, and is written and read again as the same value.

use portcullis::decode::{Location, from_slice};
use portcullis::encode::to_vec;

/// The types of the property tests: one feature a member.
#[allow(missing_docs, reason = "generated")]
mod module {
    portcullis::api! {
        pub mod family = "../tests/tests/fixtures/agreement.json", profile = "lenient";
    }
}
use module::family::schemas::Family;

/// The bytes are the body.
pub fn run(bytes: &[u8]) {
    let Ok(value) = from_slice::<Family>(bytes, Location::Body) else { return };
    assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok(), "it is no JSON");
    let written = to_vec(&value).expect("it can be written");
    let again = from_slice::<Family>(&written, Location::Body).expect("what was written is valid");
    assert_eq!(value, again);
}
