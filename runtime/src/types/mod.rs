//! The types that schemas of the document become.
//!
//! **Invariant:** a value outside the bounds of its type cannot be made: fields are private, and
//! every constructor checks.

mod big_int;
mod binary;
mod calendar;
mod container;
mod decimal;
mod float;
mod int;
mod json;
mod json_of;
mod list;
mod map;
mod never;
mod null;
mod nullable;
mod refused;
mod text;
mod textual;
mod uuid;

pub use self::uuid::Uuid;
pub use big_int::BigInt;
pub use binary::{Base64, Binary};
pub use calendar::{Date, DateTime};
pub use decimal::{Decimal, DecimalString};
pub use int::Int;
pub use json::{Json, Number};
pub use json_of::{JsonOf, NotArray, NotNumber, NotObject, NotString, kind};
pub use list::{List, UniqueList};
pub use map::Map;
pub use never::Never;
pub use null::Null;
pub use nullable::Nullable;
pub use refused::Refused;
pub use text::Text;
pub use textual::{Duration, Email, Hostname, Ipv4, Ipv6, JsonPointer, Time, Uri, UriReference};
