//! Types: what a schema says, exactly.
//!
//! **Invariant:** a [`Type`] accepts the values that its schema accepts, or fewer where the
//! representation says so (integers of 64 bits, decimals of 28 digits); never more.

use crate::pattern::Pattern;
use crate::span::{Span, Spanned};

/// Index of a type in its [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub(crate) u32);

/// All types of an interface; they refer to each other by [`TypeId`], so recursion is plain data.
#[derive(Clone, Debug, Default)]
pub struct Types {
    arena: Vec<Type>,
}

impl Types {
    /// Adds a type.
    pub fn add(&mut self, ty: Type) -> TypeId {
        self.arena.push(ty);
        TypeId(u32::try_from(self.arena.len() - 1).unwrap_or(u32::MAX))
    }

    /// The type of an id that this arena gave out.
    ///
    /// # Panics
    /// When the id comes from another arena.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.arena[id.0 as usize]
    }

    /// Changes a type in place: a recursive schema is entered before it is known.
    ///
    /// # Panics
    /// When the id comes from another arena.
    pub fn get_mut(&mut self, id: TypeId) -> &mut Type {
        &mut self.arena[id.0 as usize]
    }

    /// Ids and types in the order of their creation.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &Type)> {
        (0u32..).map(TypeId).zip(&self.arena)
    }
}

/// A type.
#[derive(Clone, Debug)]
pub struct Type {
    /// The name that the document suggests: a component's name, or the words of the path to it.
    pub name: String,
    /// Whether the name is a component's own.
    pub is_component: bool,
    /// First paragraph of the description, or the title.
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// How the value is masked wherever it could be seen.
    pub sensitive: Option<Mask>,
    /// The schema.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Any JSON value: the schema `true`, `{}`, or an object or array about which nothing is said.
    Any,
    /// Any JSON value of some types: what a schema without `type` says nothing about.
    Other(Vec<JsonType>),
    /// `null` and nothing else.
    Null,
    /// Nothing: the schema `false`, or parts that contradict each other.
    Never,
    /// A type of the user's own, by the segments of its path: `x-rust-type`.
    External(Vec<String>),
    /// A shape whose values a schema is held against as well.
    Checked(Checked),
    /// `true` or `false`
    Boolean,
    /// An integer.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A string.
    Text(Text),
    /// One of some values.
    Enumeration(Enumeration),
    /// An array.
    Array(Array),
    /// An object whose members are all alike.
    Map(Map),
    /// An object with named properties.
    Object(Object),
    /// One of some types.
    Union(Union),
    /// The type, or `null`.
    Nullable(TypeId),
    /// Raw bytes of a body that is not JSON.
    Binary,
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the types of RFC 8259")]
pub enum JsonType {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// A shape that accepts more than its schema, and the check that makes up for it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The shape.
    pub inner: TypeId,
    /// The text of a self-contained JSON Schema that every value satisfies as well.
    pub schema: String,
    /// The patterns in it that run by backtracking.
    pub backtracking: Vec<Span>,
    /// What of the document's schemas it enforces, so that the shape need not.
    pub covers: Vec<Covered>,
}

/// A schema of which a check enforces some keywords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The schema.
    pub schema: Span,
    /// The keywords that may stand in it; all of them, where there is no list.
    pub keywords: Option<Vec<&'static str>>,
}

/// Constraints of an integer, inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integer {
    /// The least value.
    pub minimum: i64,
    /// The greatest value.
    pub maximum: i64,
    /// Whether the document gave the least value (and not only the format or the 64 bits).
    pub has_minimum: bool,
    /// Whether the document gave the greatest value.
    pub has_maximum: bool,
    /// The value is a multiple of this.
    pub multiple_of: Option<i64>,
}

/// How a number is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRepr {
    /// `format: float`
    F32,
    /// `format: double`
    F64,
    /// Everything else: exact decimals of up to 28 digits.
    Decimal,
    /// Integers beyond 64 bits, of up to 38 digits.
    BigInteger,
    /// `type: string, format: decimal`: an exact decimal, sent as a string.
    DecimalString,
}

/// A bound of a number, as its JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The text of the number.
    pub value: String,
    /// Whether the bound itself is excluded.
    pub exclusive: bool,
}

/// Constraints of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How it is held.
    pub repr: NumberRepr,
    /// The lower bound.
    pub minimum: Option<Bound>,
    /// The upper bound.
    pub maximum: Option<Bound>,
    /// The value is a multiple of this, exactly.
    pub multiple_of: Option<String>,
}

/// Constraints of a string.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Least length in code points.
    pub min_length: u64,
    /// Greatest length in code points.
    pub max_length: Option<u64>,
    /// `pattern`
    pub pattern: Option<Spanned<Pattern>>,
    /// `format`
    pub format: Option<Spanned<Format>>,
}

/// A format of strings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the OpenAPI format registry")]
pub enum Format {
    DateTime,
    Date,
    Time,
    Duration,
    Uuid,
    Uri,
    UriReference,
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    /// RFC 4648 base64.
    Byte,
    JsonPointer,
    /// Says how a form shows it; asserts nothing. Marks the value as sensitive.
    Password,
    /// A format that the check of the type asserts, not its shape.
    Checked(String),
    /// A name that no registry has: asserts nothing, and is reported.
    Unknown(String),
}

/// One of some values.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// The values, once each, in the document's order. Never empty.
    pub values: Vec<Literal>,
    /// Whether other strings are accepted as well: `x-extensible-enum`.
    pub extensible: bool,
    /// Names for the values, from `x-enum-varnames`.
    pub names: Vec<String>,
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the scalar values of JSON")]
pub enum Literal {
    String(String),
    Integer(i64),
    Boolean(bool),
}

/// Constraints of an array.
#[derive(Clone, Debug)]
pub struct Array {
    /// The type of the items.
    pub items: TypeId,
    /// Least number of items.
    pub min_items: u64,
    /// Greatest number of items.
    pub max_items: Option<u64>,
    /// Whether no two items may be equal.
    pub unique: bool,
}

/// Constraints of an object whose members are all alike.
#[derive(Clone, Debug)]
pub struct Map {
    /// The type of the values.
    pub values: TypeId,
    /// Least number of members.
    pub min_properties: u64,
    /// Greatest number of members.
    pub max_properties: Option<u64>,
}

/// An object with named properties.
#[derive(Clone, Debug)]
pub struct Object {
    /// The properties in the document's order.
    pub properties: Vec<Property>,
    /// What other members may be there.
    pub additional: Additional,
    /// Least number of members.
    pub min_properties: u64,
    /// Greatest number of members.
    pub max_properties: Option<u64>,
}

/// What members beside the named ones may be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Additional {
    /// None: `additionalProperties: false`.
    Closed,
    /// Any, because the schema does not say: they are dropped.
    Open,
    /// Those of a type, because the schema says so: they are kept.
    Typed(TypeId),
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name in JSON.
    pub name: Spanned<String>,
    /// Its type.
    pub ty: TypeId,
    /// Whether it must be there.
    pub required: bool,
    /// The value where it is absent, as JSON text that the type accepts.
    pub default: Option<String>,
    /// First paragraph of the description.
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
}

/// One of some types.
#[derive(Clone, Debug)]
pub struct Union {
    /// How the variant is found.
    pub mode: UnionMode,
    /// The variants in the document's order. Never empty.
    pub variants: Vec<Variant>,
}

/// How the variant of a union is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnionMode {
    /// By the value of a property.
    Discriminator {
        /// The property's name.
        property: String,
    },
    /// By trying: exactly one must accept the value.
    OneOf,
    /// By trying: the first that accepts the value.
    AnyOf,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The name that the document suggests.
    pub name: String,
    /// The discriminator's values that mean this variant.
    pub tags: Vec<String>,
    /// The type.
    pub ty: TypeId,
}

impl Union {
    /// Whether the variants are tried, and not told apart by a tag.
    pub fn mode_is_by_trying(&self) -> bool {
        match self.mode {
            UnionMode::OneOf | UnionMode::AnyOf => true,
            UnionMode::Discriminator { .. } => false,
        }
    }
}

impl Variant {
    /// A variant without tags.
    pub fn untagged(name: &str, ty: TypeId) -> Variant {
        Variant { name: name.to_owned(), tags: Vec::new(), ty }
    }
}

/// How a sensitive value is shown where it could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// Not at all.
    Full,
    /// A primary account number: the last four digits. PCI DSS 3.4.1.
    Pan,
    /// An e-mail address: the first character and the domain.
    Email,
}
