//! A type with a schema, understood.
//!
//! **Invariant:** data only; what is here was validated.

use proc_macro2::Ident;
use syn::Type;

/// A type that derives `Schema`.
pub(super) struct Item {
    pub(super) ident: Ident,
    pub(super) kind: Kind,
}

/// What a type says about JSON.
pub(super) enum Kind {
    Object(Object),
    Text(TextRules),
    Number(Type, NumberRules),
    /// A newtype that adds nothing.
    Transparent(Type),
    /// A newtype whose values a schema is held against: the text of that schema.
    Checked(Type, String),
    Enumeration(Enumeration),
    /// A union that the value of a member decides.
    Tagged(String, Vec<Tagged>),
    /// A union whose branches are tried.
    Choice(Choice),
}

/// A struct with named fields.
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    pub(super) additional: Option<(Ident, Type)>,
    pub(super) closed: bool,
    pub(super) min_properties: Option<usize>,
    pub(super) max_properties: Option<usize>,
}

/// A field that the document names.
pub(super) struct Member {
    pub(super) ident: Ident,
    pub(super) name: String,
    /// Without the `Option` around it.
    pub(super) ty: Type,
    pub(super) presence: Presence,
}

/// What happens where a member is absent.
pub(super) enum Presence {
    Required,
    Optional,
    /// The JSON text of the value that stands for it.
    Default(String),
}

#[derive(Default)]
pub(super) struct TextRules {
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<portcullis_codegen::pattern::Engine>,
    /// The variant of the runtime's `Format`.
    pub(super) format: Option<Ident>,
}

/// Bounds as texts of JSON numbers.
#[derive(Default)]
pub(super) struct NumberRules {
    pub(super) minimum: Option<String>,
    pub(super) maximum: Option<String>,
    pub(super) exclusive_minimum: Option<String>,
    pub(super) exclusive_maximum: Option<String>,
    pub(super) multiple_of: Option<String>,
}

/// An enum without data.
pub(super) struct Enumeration {
    pub(super) variants: Vec<(Ident, Literal)>,
    /// The variant that takes any other string.
    pub(super) other: Option<Ident>,
}

/// A value of an enumeration.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

/// A variant of a tagged union, with the values of the tag that mean it.
pub(super) struct Tagged {
    pub(super) ident: Ident,
    pub(super) ty: Type,
    pub(super) values: Vec<String>,
}

/// A union whose branches are tried in order.
pub(super) struct Choice {
    pub(super) exactly_one: bool,
    pub(super) branches: Vec<(Ident, Type)>,
}
