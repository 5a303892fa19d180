//! Arrays: [`List`] with a length, [`UniqueList`] with items that are all different.
//!
//! **Invariant:** `MIN ≤ items ≤ MAX`; the items of a [`UniqueList`] differ as JSON values.

use std::collections::HashSet;
use std::ops::Deref;

use super::{Refused, container};
use crate::decode::{Decoder, Limits, Rule, canonical};
use crate::encode::{self, Encoder};
use crate::schema::{Halt, Schema, Shape, shape_of};

/// `MIN` to `MAX` items, both included; `usize::MAX` is no bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

/// `MIN` to `MAX` items, both included, no two of which are the same JSON value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniqueList<T, const MIN: usize, const MAX: usize>(Vec<T>);

fn check_count(count: usize, min: usize, max: usize) -> Result<(), Rule> {
    if count < min {
        Err(Rule::MinItems)
    } else if count > max {
        Err(Rule::MaxItems)
    } else {
        Ok(())
    }
}

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for List<T, MIN, MAX> {
    type Error = Refused;

    fn try_from(items: Vec<T>) -> Result<Self, Refused> {
        check_count(items.len(), MIN, MAX)?;
        Ok(List(items))
    }
}

impl<T: Schema, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for UniqueList<T, MIN, MAX> {
    type Error = Refused;

    fn try_from(items: Vec<T>) -> Result<Self, Refused> {
        check_count(items.len(), MIN, MAX)?;
        let mut seen: HashSet<Vec<u8>, ahash::RandomState> = HashSet::default();
        for item in &items {
            let json = encode::to_vec(item).map_err(|_| Rule::Type)?;
            let json = std::str::from_utf8(&json).map_err(|_| Rule::Type)?;
            if !seen.insert(canonical(json).into_owned()) {
                return Err(Rule::UniqueItems.into());
            }
        }
        Ok(UniqueList(items))
    }
}

macro_rules! list {
    ($($name:ident: $decode:ident;)*) => {$(
        impl<T, const MIN: usize, const MAX: usize> $name<T, MIN, MAX> {
            /// The items.
            pub fn as_slice(&self) -> &[T] {
                &self.0
            }

            /// The items themselves.
            pub fn into_vec(self) -> Vec<T> {
                self.0
            }
        }

        impl<T, const MIN: usize, const MAX: usize> From<$name<T, MIN, MAX>> for Vec<T> {
            fn from(list: $name<T, MIN, MAX>) -> Vec<T> {
                list.0
            }
        }

        impl<T, const MAX: usize> Default for $name<T, 0, MAX> {
            fn default() -> Self {
                $name(Vec::new())
            }
        }

        impl<T, const MIN: usize, const MAX: usize> Deref for $name<T, MIN, MAX> {
            type Target = [T];

            fn deref(&self) -> &[T] {
                &self.0
            }
        }

        impl<T, const MIN: usize, const MAX: usize> IntoIterator for $name<T, MIN, MAX> {
            type Item = T;
            type IntoIter = std::vec::IntoIter<T>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a, T, const MIN: usize, const MAX: usize> IntoIterator for &'a $name<T, MIN, MAX> {
            type Item = &'a T;
            type IntoIter = std::slice::Iter<'a, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl<T: Schema, const MIN: usize, const MAX: usize> Schema for $name<T, MIN, MAX> {
            const SHAPE: Shape = Shape::Array(shape_of::<T>);

            fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
                input.$decode(Limits { min: MIN, max: MAX }).map($name)
            }

            fn encode(&self, output: &mut Encoder) {
                container::encode(&self.0, output);
            }
        }
    )*};
}

list! {
    List: list;
    UniqueList: unique_list;
}
