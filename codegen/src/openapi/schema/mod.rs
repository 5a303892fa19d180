//! The Schema Object: every keyword of JSON Schema that OpenAPI 3.0 and 3.1 know, typed.
//!
//! **Invariant:** no keyword is dropped. What a later phase cannot enforce, that phase reports; here
//! every keyword of the document's version has a field, and every other one was reported.

mod read;

pub(super) use read::read;

/// The keywords, for tests.
#[cfg(test)]
pub(super) fn keywords() -> &'static [(&'static str, Option<super::Version>)] {
    read::KEYWORDS
}

use super::{Discriminator, ExternalDocs, Map, Opaque, RefOr, SchemaAnnotation};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// A schema.
#[derive(Clone, Debug)]
pub enum Schema {
    /// `true` accepts everything, `false` nothing. In 3.0 only as `additionalProperties`.
    Boolean(Spanned<bool>),
    /// A Schema Object without `$ref`.
    Object(Box<SchemaObject>),
}

/// A number as its JSON text.
pub type NumberText = Spanned<String>;

/// A Schema Object without `$ref`: keywords, as written. `None` and empty mean "not said".
#[derive(Clone, Debug)]
pub struct SchemaObject {
    /// The whole object.
    pub span: Span,
    /// `type`: one, or in 3.1 several.
    pub types: Option<Spanned<TypeSet>>,
    /// `format`
    pub format: Option<Spanned<String>>,
    /// `enum`; in 3.1 it may be empty, and then nothing is valid.
    pub enumeration: Option<Spanned<Vec<Node>>>,
    /// `const`, 3.1
    pub constant: Option<Box<Node>>,
    /// `default`
    pub default: Option<Box<Node>>,
    /// `nullable`, 3.0
    pub nullable: Option<Spanned<bool>>,
    /// `title`
    pub title: Option<Spanned<String>>,
    /// `description`
    pub description: Option<Spanned<String>>,

    /// `properties`
    pub properties: Map<RefOr<Schema>>,
    /// `required`
    pub required: Vec<Spanned<String>>,
    /// `additionalProperties`; true and false are boolean schemas.
    pub additional_properties: Option<Box<RefOr<Schema>>>,
    /// `minProperties`
    pub min_properties: Option<Box<NumberText>>,
    /// `maxProperties`
    pub max_properties: Option<Box<NumberText>>,

    /// `items`
    pub items: Option<Box<RefOr<Schema>>>,
    /// `minItems`
    pub min_items: Option<Box<NumberText>>,
    /// `maxItems`
    pub max_items: Option<Box<NumberText>>,
    /// `uniqueItems`
    pub unique_items: Option<Spanned<bool>>,

    /// `minLength`
    pub min_length: Option<Box<NumberText>>,
    /// `maxLength`
    pub max_length: Option<Box<NumberText>>,
    /// `pattern`
    pub pattern: Option<Spanned<String>>,

    /// `minimum`
    pub minimum: Option<Box<NumberText>>,
    /// `maximum`
    pub maximum: Option<Box<NumberText>>,
    /// `exclusiveMinimum`
    pub exclusive_minimum: Option<Box<Exclusive>>,
    /// `exclusiveMaximum`
    pub exclusive_maximum: Option<Box<Exclusive>>,
    /// `multipleOf`
    pub multiple_of: Option<Box<NumberText>>,

    /// `allOf`; never empty.
    pub all_of: Option<Spanned<Vec<RefOr<Schema>>>>,
    /// `oneOf`; never empty.
    pub one_of: Option<Spanned<Vec<RefOr<Schema>>>>,
    /// `anyOf`; never empty.
    pub any_of: Option<Spanned<Vec<RefOr<Schema>>>>,
    /// `not`
    pub not: Option<Box<RefOr<Schema>>>,
    /// `discriminator`
    pub discriminator: Option<Box<Discriminator>>,

    /// `readOnly`
    pub read_only: Option<Spanned<bool>>,
    /// `writeOnly`
    pub write_only: Option<Spanned<bool>>,
    /// `deprecated`
    pub deprecated: Option<Spanned<bool>>,
    /// `x-portcullis`
    pub portcullis: Option<Box<SchemaAnnotation>>,
    /// Keywords that few schemas have; read them through [`SchemaObject::rare`].
    rare: Option<Box<RareKeywords>>,
}

/// Keywords that few schemas have, kept apart so that the others are small.
#[derive(Clone, Debug, Default)]
pub struct RareKeywords {
    /// `patternProperties`, 3.1
    pub pattern_properties: Map<RefOr<Schema>>,
    /// `propertyNames`, 3.1
    pub property_names: Option<RefOr<Schema>>,
    /// `unevaluatedProperties`, 3.1
    pub unevaluated_properties: Option<RefOr<Schema>>,
    /// `unevaluatedItems`, 3.1
    pub unevaluated_items: Option<RefOr<Schema>>,
    /// `prefixItems`, 3.1
    pub prefix_items: Option<Spanned<Vec<RefOr<Schema>>>>,
    /// `contains`, 3.1
    pub contains: Option<RefOr<Schema>>,
    /// `minContains`, 3.1
    pub min_contains: Option<NumberText>,
    /// `maxContains`, 3.1
    pub max_contains: Option<NumberText>,
    /// `if`, 3.1
    pub if_schema: Option<RefOr<Schema>>,
    /// `then`, 3.1
    pub then_schema: Option<RefOr<Schema>>,
    /// `else`, 3.1
    pub else_schema: Option<RefOr<Schema>>,
    /// `dependentRequired`, 3.1: the members that the presence of a member demands.
    pub dependent_required: Option<Spanned<Map<Vec<Spanned<String>>>>>,
    /// `dependentSchemas`, 3.1
    pub dependent_schemas: Option<Spanned<Map<RefOr<Schema>>>>,
    /// `contentEncoding`, 3.1
    pub content_encoding: Option<Spanned<String>>,
    /// `contentMediaType`, 3.1
    pub content_media_type: Option<Spanned<String>>,
    /// `contentSchema`, 3.1
    pub content_schema: Option<RefOr<Schema>>,
    /// `$schema`, 3.1
    pub schema_uri: Option<Spanned<String>>,
    /// `$id`, 3.1
    pub id: Option<Spanned<String>>,
    /// `$anchor`, 3.1
    pub anchor: Option<Spanned<String>>,
    /// `$dynamicAnchor`, 3.1
    pub dynamic_anchor: Option<Spanned<String>>,
    /// `$dynamicRef`, 3.1
    pub dynamic_ref: Option<Spanned<String>>,
    /// `$vocabulary`, 3.1
    pub vocabulary: Option<Opaque>,
    /// `$comment`, 3.1
    pub comment: Option<Spanned<String>>,
    /// `$defs`, 3.1
    pub defs: Map<RefOr<Schema>>,
    /// `example`
    pub example: Option<Opaque>,
    /// `examples`, 3.1
    pub examples: Option<Opaque>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `xml`, not looked into.
    pub xml: Option<Opaque>,
    /// `x-data-classification`, as written.
    pub data_classification: Option<Node>,
    /// `x-sensitive`, as written.
    pub sensitive: Option<Node>,
    /// `x-pii`, as written.
    pub pii: Option<Node>,
    /// `x-internal`, as written.
    pub internal: Option<Node>,
    /// `x-extensible-enum`, as written: a boolean, or an array of the values known today.
    pub extensible_enum: Option<Node>,
    /// `x-enum-varnames`, as written: an array of names.
    pub enum_varnames: Option<Node>,
    /// `x-rust-type`, as written.
    pub rust_type: Option<Node>,
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the values of the keyword `type`")]
pub enum SchemaType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl SchemaType {
    /// All types.
    pub const ALL: [SchemaType; 7] = [
        SchemaType::Null,
        SchemaType::Boolean,
        SchemaType::Integer,
        SchemaType::Number,
        SchemaType::String,
        SchemaType::Array,
        SchemaType::Object,
    ];

    /// The word of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            SchemaType::Null => "null",
            SchemaType::Boolean => "boolean",
            SchemaType::Integer => "integer",
            SchemaType::Number => "number",
            SchemaType::String => "string",
            SchemaType::Array => "array",
            SchemaType::Object => "object",
        }
    }

    /// The type of a word.
    pub fn from_name(name: &str) -> Option<SchemaType> {
        SchemaType::ALL.into_iter().find(|ty| ty.as_str() == name)
    }
}

/// The value of `type`: a set, in the order of [`SchemaType::ALL`]. Never empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypeSet(u8);

impl TypeSet {
    /// Adds a type; false when it was there.
    pub fn insert(&mut self, ty: SchemaType) -> bool {
        let bit = 1 << ty as u8;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new
    }

    /// Whether a type is in the set.
    pub fn contains(self, ty: SchemaType) -> bool {
        self.0 & (1 << ty as u8) != 0
    }

    /// The types.
    pub fn iter(self) -> impl Iterator<Item = SchemaType> {
        SchemaType::ALL.into_iter().filter(move |&ty| self.contains(ty))
    }

    /// The types other than `null`.
    #[must_use]
    pub fn without_null(self) -> TypeSet {
        TypeSet(self.0 & !(1 << SchemaType::Null as u8))
    }

    /// The number of types.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is no type.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<SchemaType> for TypeSet {
    fn from_iter<I: IntoIterator<Item = SchemaType>>(types: I) -> Self {
        let mut set = TypeSet::default();
        for ty in types {
            set.insert(ty);
        }
        set
    }
}

/// The value of `exclusiveMinimum` and `exclusiveMaximum`.
#[derive(Clone, Debug)]
pub enum Exclusive {
    /// 3.0: whether `minimum` (`maximum`) itself is excluded.
    Flag(Spanned<bool>),
    /// 3.1: a bound of its own.
    Bound(NumberText),
}

impl Schema {
    /// Where it was written.
    pub fn span(&self) -> Span {
        match self {
            Schema::Boolean(value) => value.span,
            Schema::Object(object) => object.span,
        }
    }
}

impl RefOr<Schema> {
    /// Where it was written.
    pub fn span(&self) -> Span {
        match self {
            RefOr::Ref(reference) => reference.span,
            RefOr::Item(schema) => schema.span(),
        }
    }
}

static NO_RARE_KEYWORDS: std::sync::LazyLock<RareKeywords> =
    std::sync::LazyLock::new(RareKeywords::default);

impl SchemaObject {
    /// The keywords that few schemas have.
    pub fn rare(&self) -> &RareKeywords {
        self.rare.as_deref().unwrap_or(&NO_RARE_KEYWORDS)
    }

    fn rare_mut(&mut self) -> &mut RareKeywords {
        self.rare.get_or_insert_default()
    }

    /// A schema that says nothing.
    fn empty(span: Span) -> Self {
        SchemaObject {
            span,
            types: None,
            format: None,
            enumeration: None,
            constant: None,
            default: None,
            nullable: None,
            title: None,
            description: None,
            properties: Map::default(),
            required: Vec::new(),
            additional_properties: None,
            min_properties: None,
            max_properties: None,
            items: None,
            min_items: None,
            max_items: None,
            unique_items: None,
            min_length: None,
            max_length: None,
            pattern: None,
            minimum: None,
            maximum: None,
            exclusive_minimum: None,
            exclusive_maximum: None,
            multiple_of: None,
            all_of: None,
            one_of: None,
            any_of: None,
            not: None,
            discriminator: None,
            read_only: None,
            write_only: None,
            deprecated: None,
            portcullis: None,
            rare: None,
        }
    }
}

/// A count (`maxLength` and its like) as a number. 3.1 allows `1.0`, `1e3` for integers.
///
/// `None` where it is not a whole number from 0 to 2⁶⁴-1; the reader has reported that.
pub fn count(text: &str) -> Option<u64> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let zeros = usize::try_from(exponent).ok()?.checked_sub(fraction.len())?;
    if zeros > 20 {
        return None;
    }
    format!("{whole}{fraction}{}", "0".repeat(zeros)).parse().ok()
}
