//! [`Schema`]: a type that a schema of the document became.
//!
//! **Invariant:** a value of such a type satisfies its schema: `decode` and the checked
//! constructors are the only ways to one, and both check everything.

use crate::decode::Decoder;
use crate::encode::Encoder;

/// A type with a schema. Derive it; the types of [`crate::types`] implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "not a type that JSON can be decoded into under checks",
    note = "derive it: `#[derive(portcullis::Schema)]`, or use a type of `portcullis::types`"
)]
pub trait Schema: Sized {
    /// What a value looks like on the outside.
    const SHAPE: Shape;

    /// Decodes one value. Whatever is answered, unless it is [`Halt::Fatal`], the value was
    /// consumed.
    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt>;

    /// Writes the value as JSON.
    fn encode(&self, output: &mut Encoder);
}

/// What a value looks like on the outside, so that texts (parameters, forms, headers) can be turned
/// into JSON before they are decoded.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Several of these.
    Any,
    /// An array, with the shape of its items.
    Array(fn() -> Shape),
    /// An object, with the names and shapes of the members that it names.
    Object(&'static [Member]),
    /// An object of any names, with the shape of its members.
    Map(fn() -> Shape),
}

/// The name and the shape of a member.
pub type Member = (&'static str, fn() -> Shape);

impl Shape {
    /// The shape of a choice: what all of the shapes have in common.
    pub const fn common(shapes: &[Shape]) -> Shape {
        let Some((&first, rest)) = shapes.split_first() else { return Shape::Any };
        let mut index = 0;
        while index < rest.len() {
            match (first, rest[index]) {
                (Shape::String, Shape::String)
                | (Shape::Integer, Shape::Integer)
                | (Shape::Number, Shape::Number)
                | (Shape::Boolean, Shape::Boolean) => index += 1,
                _ => return Shape::Any,
            }
        }
        first
    }
}

/// The shape of a type, as a function: how shapes refer to each other, also in a circle.
pub fn shape_of<T: Schema>() -> Shape {
    T::SHAPE
}

/// Why a value could not be decoded. What was wrong is kept by the [`Decoder`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The value was refused and consumed: decoding of what follows it goes on.
    Invalid,
    /// The text is malformed, or enough was found: decoding stops.
    Fatal,
}
