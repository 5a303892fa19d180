//! What is said about a value that was refused: where, and by which rule.
//!
//! **Invariant:** nothing here can hold a submitted value or a name that the client chose; every
//! pointer is made of names of the document and of indexes.

use std::fmt;

/// The part of a request that a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// The request body.
    Body,
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// The name in error bodies: that of `in` for parameters, and `body`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Location::Body => "body",
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One value that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request.
    pub location: Location,
    /// RFC 6901. For a member that the document does not name, the object that holds it.
    pub pointer: String,
    /// The rule that was broken.
    pub rule: Rule,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $name:literal,)*) => {
        /// The rule that a value broke: the JSON Schema keyword where there is one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        impl Rule {
            /// The name in error bodies.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)*
                }
            }
        }
    };
}

rules! {
    /// Another JSON type than the schema's; also a fraction for an integer, null where it is not allowed.
    Type = "type",
    /// A required member or parameter is missing.
    Required = "required",
    /// A member or parameter that the document does not name.
    UnknownField = "additionalProperties",
    /// A member name twice in one object.
    DuplicateKey = "duplicateKey",
    /// Below the minimum, or below what the type can hold.
    Minimum = "minimum",
    /// Above the maximum, or above what the type can hold.
    Maximum = "maximum",
    /// At or below the exclusive minimum.
    ExclusiveMinimum = "exclusiveMinimum",
    /// At or above the exclusive maximum.
    ExclusiveMaximum = "exclusiveMaximum",
    /// Not a multiple.
    MultipleOf = "multipleOf",
    /// More digits than a decimal holds exactly; it is refused, never rounded.
    Precision = "precision",
    /// Fewer code points than allowed.
    MinLength = "minLength",
    /// More code points than allowed.
    MaxLength = "maxLength",
    /// The pattern does not match.
    Pattern = "pattern",
    /// Not of the format.
    Format = "format",
    /// None of the listed values.
    Enum = "enum",
    /// Fewer items than allowed.
    MinItems = "minItems",
    /// More items than allowed.
    MaxItems = "maxItems",
    /// An item twice.
    UniqueItems = "uniqueItems",
    /// Fewer members than allowed.
    MinProperties = "minProperties",
    /// More members than allowed.
    MaxProperties = "maxProperties",
    /// The discriminator names no variant.
    Discriminator = "discriminator",
    /// None of the branches accepts the value, or more than one does.
    OneOf = "oneOf",
    /// None of the branches accepts the value.
    AnyOf = "anyOf",
    /// The value satisfies a schema that it must not.
    Not = "not",
    /// What the presence or the value of one member demands of the whole is not there.
    Conditional = "if",
    /// A member or value that nothing may be.
    Never = "false",
    /// Too few or too many items satisfy a schema.
    Contains = "contains",
    /// An item that the array has no place for.
    UnevaluatedItems = "unevaluatedItems",
    /// A member that no part of the schema describes.
    UnevaluatedProperties = "unevaluatedProperties",
    /// A name that the schema of names refuses.
    PropertyNames = "propertyNames",
    /// A member that another one demands is missing.
    DependentRequired = "dependentRequired",
    /// Several keywords together: which of them is not told apart.
    Schema = "schema",
    /// A query parameter that the document does not name.
    UnknownParameter = "unknown_parameter",
    /// A parameter twice that may come once.
    Repeated = "repeated",
    /// A percent-encoding or bytes that are not UTF-8, or NUL.
    Encoding = "encoding",
    /// A text that must be JSON and is not.
    Json = "json",
    /// A part of another media type than the document names.
    ContentMediaType = "contentMediaType",
    /// Telling the branches of nested unions apart, matching a pattern, or so many or so deeply
    /// nested names, would take too much work.
    TooComplex = "complexity",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why bytes could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// They are no acceptable JSON at all.
    Malformed(Malformed),
    /// They are JSON, and values in it were refused: the first 20, in the order of the text.
    Invalid(Vec<Violation>),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::Malformed(malformed) => malformed.fmt(f),
            DecodeError::Invalid(violations) => write!(f, "{} invalid values", violations.len()),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Why bytes are no acceptable JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Not JSON by RFC 8259, or more than one value.
    Syntax,
    /// Not UTF-8, a byte order mark, or half of a surrogate pair.
    Encoding,
    /// Nested deeper than 64 levels.
    TooDeep,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Malformed::Syntax => "not valid JSON",
            Malformed::Encoding => "not valid UTF-8 text",
            Malformed::TooDeep => "nested too deeply",
        })
    }
}

impl std::error::Error for Malformed {}
