//! The procedural macros of Portcullis.

mod schema;

/// Implements `portcullis::Schema`: decoding under checks, and encoding.
///
/// * A struct with named fields is an object. `#[schema(closed)]` refuses members that it does not
///   name; without it they are dropped. `min_properties` and `max_properties` count members. A
///   field of type `Option<T>` may be absent. On fields: `name = "…"` is the name in JSON,
///   `default = "…"` the JSON text that stands for an absent member, and `additional` marks the
///   `Map` that keeps the members that no field names.
/// * A newtype over `String` takes `pattern`, `min_length`, `max_length` and `format`; a newtype
///   over a number takes `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum` and
///   `multiple_of`, each a string with a number. It is built with `TryFrom`. A newtype without any
///   of them adds nothing.
/// * An enum whose variants have `#[schema(value = …)]` is an enumeration; a last variant
///   `#[schema(other)] Other(String)` takes any other string.
/// * An enum with `#[schema(tag = "…")]` is a union that the value of a member decides; with
///   `#[schema(one_of)]` exactly one branch must accept, with `#[schema(any_of)]` the first one is
///   taken that does.
#[proc_macro_derive(Schema, attributes(schema))]
pub fn derive_schema(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    schema::derive(input.into()).into()
}
