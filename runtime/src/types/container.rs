//! `Vec<T>` without bounds, and `Box<T>`, which lets types contain themselves.
//!
//! **Invariant:** a box is invisible in JSON.

use crate::decode::{Decoder, Limits};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape, shape_of};

impl<T: Schema> Schema for Vec<T> {
    const SHAPE: Shape = Shape::Array(shape_of::<T>);

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        input.list(Limits { min: 0, max: usize::MAX })
    }

    fn encode(&self, output: &mut Encoder) {
        encode(self, output);
    }
}

pub(super) fn encode<T: Schema>(items: &[T], output: &mut Encoder) {
    output.begin_array();
    for item in items {
        output.item();
        item.encode(output);
    }
    output.end_array();
}

impl<T: Schema> Schema for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        T::decode(input).map(Box::new)
    }

    fn encode(&self, output: &mut Encoder) {
        T::encode(self, output);
    }
}
