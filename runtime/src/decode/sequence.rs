//! Arrays and maps: any number of values of one type.
//!
//! **Invariant:** nothing is kept beyond the largest number of items or members; the rest of a
//! container that is too long is read, for its syntax, and dropped.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::Rule;
use super::canonical::canonical;
use super::decoder::{Decoder, Segment};
use super::object::{Extra, Object};
use crate::schema::{Halt, Schema};

/// How many items or members there may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) min: usize,
    pub(crate) max: usize,
}

/// An array that is being decoded.
#[derive(Debug)]
struct Array {
    count: usize,
    depth: u32,
    failed: bool,
    max: usize,
}

impl<'a> Decoder<'a> {
    /// Decodes an array.
    pub(crate) fn list<T: Schema>(&mut self, limits: Limits) -> Result<Vec<T>, Halt> {
        let mut array = self.array(limits)?;
        let mut items = Vec::new();
        while self.item(&mut array)? {
            match T::decode(self) {
                Ok(item) => items.push(item),
                Err(halt) => self.item_refused(&mut array, halt)?,
            }
        }
        self.array_end(&array, limits)?;
        Ok(items)
    }

    /// Decodes an array whose items are all different, as JSON values are.
    pub(crate) fn unique_list<T: Schema>(&mut self, limits: Limits) -> Result<Vec<T>, Halt> {
        let mut array = self.array(limits)?;
        let mut items = Vec::new();
        let mut seen: HashSet<Cow<'a, [u8]>, ahash::RandomState> = HashSet::default();
        let mut twice = false;
        while self.item(&mut array)? {
            let start = self.lexer.at;
            match T::decode(self) {
                Ok(item) => {
                    items.push(item);
                    twice |= !seen.insert(canonical(self.since(start)));
                }
                Err(halt) => self.item_refused(&mut array, halt)?,
            }
        }
        self.array_end(&array, limits)?;
        if twice { Err(self.refuse(Rule::UniqueItems)) } else { Ok(items) }
    }

    /// The text from a position to the current one.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.lexer.text.get(start..self.lexer.at).unwrap_or_default()
    }

    fn array(&mut self, limits: Limits) -> Result<Array, Halt> {
        if self.lexer.token() != b'[' {
            return Err(self.mismatch());
        }
        self.enter()?;
        Ok(Array { count: 0, depth: self.depth, failed: false, max: limits.max })
    }

    /// Whether another item follows that is to be decoded.
    #[inline]
    fn item(&mut self, array: &mut Array) -> Result<bool, Halt> {
        if !self.at_item(array.count > 0)? {
            self.leave();
            return Ok(false);
        }
        if array.count == array.max {
            self.too_many_items(array)?;
            return Ok(false);
        }
        array.count += 1;
        let _ = self.lexer.token();
        Ok(true)
    }

    /// Refuses an array that is too long, and reads the rest of it.
    #[cold]
    fn too_many_items(&mut self, array: &mut Array) -> Result<(), Halt> {
        array.failed = true;
        if let Halt::Fatal = self.record(Rule::MaxItems, array.depth - 1, Segment::None) {
            return Err(Halt::Fatal);
        }
        loop {
            if let Err(halt) = self.skip() {
                self.place(halt, array.depth, Segment::None)?;
            }
            if !self.at_item(true)? {
                break;
            }
        }
        self.leave();
        Ok(())
    }

    #[cold]
    fn item_refused(&mut self, array: &mut Array, halt: Halt) -> Result<(), Halt> {
        array.failed = true;
        self.place(halt, array.depth, Segment::Index(array.count - 1))
    }

    #[inline]
    fn array_end(&mut self, array: &Array, limits: Limits) -> Result<(), Halt> {
        if array.failed {
            return Err(Halt::Invalid);
        }
        if array.count < limits.min {
            return Err(self.refuse(Rule::MinItems));
        }
        Ok(())
    }

    /// Decodes an object of any names.
    pub(crate) fn map<V: Schema>(&mut self, limits: Limits) -> Result<BTreeMap<String, V>, Halt> {
        let mut object = self.object(&[], Extra::Kept)?;
        let mut members = BTreeMap::new();
        while self.member(&mut object)? != Object::END {
            self.entry(&mut object, &mut members, limits)?;
        }
        self.finish(&object, 0, &[])?;
        self.map_end(members, limits)
    }

    /// Decodes the value of an unnamed member into a map. The map itself finds duplicates.
    pub(crate) fn entry<V: Schema>(
        &mut self,
        object: &mut Object<'a>,
        members: &mut BTreeMap<String, V>,
        limits: Limits,
    ) -> Result<(), Halt> {
        if members.len() >= limits.max {
            return self.entry_over(object);
        }
        let key = std::mem::take(&mut self.key);
        match V::decode(self) {
            Ok(value) => match members.insert(key.into_owned(), value) {
                None => Ok(()),
                Some(_) => self.refuse_members(object, Rule::DuplicateKey),
            },
            Err(halt) => self.refused(object, halt),
        }
    }

    /// A member too many. The first of them says so for all.
    #[cold]
    fn entry_over(&mut self, object: &mut Object<'a>) -> Result<(), Halt> {
        if !std::mem::replace(&mut object.over, true) {
            self.refuse_members(object, Rule::MaxProperties)?;
        }
        match self.skip() {
            Ok(()) => Ok(()),
            Err(halt) => self.refused(object, halt),
        }
    }

    pub(crate) fn map_end<V>(
        &mut self,
        members: BTreeMap<String, V>,
        limits: Limits,
    ) -> Result<BTreeMap<String, V>, Halt> {
        if members.len() < limits.min {
            return Err(self.refuse(Rule::MinProperties));
        }
        Ok(members)
    }
}
