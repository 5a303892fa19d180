//! [`Map`]: an object of any names.
//!
//! **Invariant:** `MIN ≤ members ≤ MAX`.

use std::collections::{BTreeMap, btree_map};
use std::ops::Deref;

use super::Refused;
use crate::decode::{Decoder, Limits, Object, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape, shape_of};

/// `MIN` to `MAX` members, both included; `usize::MAX` is no bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Map<V, const MIN: usize, const MAX: usize>(BTreeMap<String, V>);

impl<V, const MIN: usize, const MAX: usize> Map<V, MIN, MAX> {
    const LIMITS: Limits = Limits { min: MIN, max: MAX };

    /// The members.
    pub fn as_map(&self) -> &BTreeMap<String, V> {
        &self.0
    }

    /// The members themselves.
    pub fn into_map(self) -> BTreeMap<String, V> {
        self.0
    }

    /// Writes the members into an object that is open.
    #[doc(hidden)]
    pub fn encode_members(&self, output: &mut Encoder)
    where
        V: Schema,
    {
        for (name, value) in &self.0 {
            output.key(name);
            value.encode(output);
        }
    }

    /// Decodes an unnamed member of an object into a map that is not checked yet.
    #[doc(hidden)]
    pub fn entry<'a>(
        input: &mut Decoder<'a>,
        object: &mut Object<'a>,
        members: &mut BTreeMap<String, V>,
    ) -> Result<(), Halt>
    where
        V: Schema,
    {
        input.entry(object, members, Self::LIMITS)
    }

    /// Checks the map of unnamed members, after the last of them.
    #[doc(hidden)]
    pub fn finish(input: &mut Decoder<'_>, members: BTreeMap<String, V>) -> Result<Self, Halt> {
        input.map_end(members, Self::LIMITS).map(Map)
    }
}

impl<V, const MIN: usize, const MAX: usize> TryFrom<BTreeMap<String, V>> for Map<V, MIN, MAX> {
    type Error = Refused;

    fn try_from(members: BTreeMap<String, V>) -> Result<Self, Refused> {
        if members.len() < MIN {
            Err(Rule::MinProperties.into())
        } else if members.len() > MAX {
            Err(Rule::MaxProperties.into())
        } else {
            Ok(Map(members))
        }
    }
}

impl<V, const MIN: usize, const MAX: usize> From<Map<V, MIN, MAX>> for BTreeMap<String, V> {
    fn from(map: Map<V, MIN, MAX>) -> Self {
        map.0
    }
}

impl<V, const MAX: usize> Default for Map<V, 0, MAX> {
    fn default() -> Self {
        Map(BTreeMap::new())
    }
}

impl<V, const MIN: usize, const MAX: usize> Deref for Map<V, MIN, MAX> {
    type Target = BTreeMap<String, V>;

    fn deref(&self) -> &BTreeMap<String, V> {
        &self.0
    }
}

impl<V, const MIN: usize, const MAX: usize> IntoIterator for Map<V, MIN, MAX> {
    type Item = (String, V);
    type IntoIter = btree_map::IntoIter<String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, V, const MIN: usize, const MAX: usize> IntoIterator for &'a Map<V, MIN, MAX> {
    type Item = (&'a String, &'a V);
    type IntoIter = btree_map::Iter<'a, String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<V: Schema, const MIN: usize, const MAX: usize> Schema for Map<V, MIN, MAX> {
    const SHAPE: Shape = Shape::Map(shape_of::<V>);

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        input.map(Self::LIMITS).map(Map)
    }

    fn encode(&self, output: &mut Encoder) {
        output.begin_object();
        self.encode_members(output);
        output.end_object();
    }
}
