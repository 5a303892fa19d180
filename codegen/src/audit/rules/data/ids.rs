//! Names of identifiers.
//!
//! **Invariant:** a name counts by its last word, so that `paid` and `android` are none.

use crate::audit::words::ends_in;

/// Whether a name means one object, or several.
pub(super) fn is_id(name: &str) -> bool {
    ends_in(name, &[&["id"], &["ids"], &["uuid"], &["guid"]])
}
