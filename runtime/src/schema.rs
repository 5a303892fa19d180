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
    /// Nothing is said about it.
    Any,
    /// An array, with the shape of its items.
    Array(fn() -> Shape),
    /// An object, with the names and shapes of the members that it names.
    Object(&'static [Member]),
    /// The same, with the shape of the map that keeps the other members.
    Open(&'static [Member], fn() -> Shape),
    /// An object of any names, with the shape of its members.
    Map(fn() -> Shape),
    /// One of several.
    Choice(&'static Choice),
}

/// The name and the shape of a member.
pub type Member = (&'static str, fn() -> Shape);

/// What a value of one of several types looks like.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The shapes of the branches.
    pub branches: &'static [Shape],
    /// Whether a JSON text is a value of the choice.
    pub accepts: fn(&str) -> bool,
}

impl Shape {
    /// The shape of a choice: what all branches have in common, where that is one kind of text.
    pub const fn of_choice(choice: &'static Choice) -> Shape {
        let Some((&first, rest)) = choice.branches.split_first() else { return Shape::Any };
        let mut index = 0;
        while index < rest.len() {
            match (first, rest[index]) {
                (Shape::String, Shape::String)
                | (Shape::Integer, Shape::Integer)
                | (Shape::Number, Shape::Number)
                | (Shape::Boolean, Shape::Boolean) => index += 1,
                _ => return Shape::Choice(choice),
            }
        }
        match first {
            Shape::String | Shape::Integer | Shape::Number | Shape::Boolean => first,
            _ => Shape::Choice(choice),
        }
    }
}

/// Whether a JSON text is a value of the type.
pub fn accepts<T: Schema>(json: &str) -> bool {
    crate::decode::from_str::<T>(json, crate::decode::Location::Body).is_ok()
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
