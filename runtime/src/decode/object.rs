//! Objects: their members one after the other, each name once.
//!
//! **Invariant:** [`Decoder::member`] answers each named member at most once and never an unknown
//! one of a closed object; what it does not answer it has consumed and judged.

use std::borrow::Cow;
use std::fmt;

use super::Rule;
use super::decoder::{Decoder, Segment};
use super::names::Names;
use crate::schema::{Halt, Schema};

/// What happens to members that the document does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    /// They are refused.
    Closed,
    /// They are dropped.
    Open,
    /// They are answered, with the index after the last name. Who keeps them finds duplicates.
    Kept,
}

/// A member that the document names: its name, and how it is written with a colon, `"amount":`.
pub type Name = (&'static str, &'static str);

/// An object that is being decoded.
pub struct Object<'a> {
    names: &'static [Name],
    /// The named members that came, as far as a word holds them.
    seen: u64,
    /// The index of the member that is being decoded.
    current: usize,
    /// The index of the member that is expected next.
    next: usize,
    /// Members so far.
    count: usize,
    depth: u32,
    extra: Extra,
    started: bool,
    failed: bool,
    /// Whether there were more unnamed members than may be kept.
    pub(super) over: bool,
    rare: Option<Box<Rare<'a>>>,
}

/// What few objects need.
#[derive(Default)]
struct Rare<'a> {
    /// The named members that came, from the 65th on.
    seen: Vec<u64>,
    /// Unnamed members of an open object.
    others: Names<'a>,
}

impl fmt::Debug for Object<'_> {
    /// Without the names that the client made up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("count", &self.count)
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

impl Object<'_> {
    /// What [`Decoder::member`] answers after the last member.
    pub const END: usize = usize::MAX;
}

impl<'a> Object<'a> {
    fn rare(&mut self) -> &mut Rare<'a> {
        self.rare.get_or_insert_with(Box::default)
    }

    /// The index of a name, looked for first where it is expected.
    fn position(&self, name: &str) -> Option<usize> {
        let is = |(known, _): &Name| *known == name;
        if self.names.get(self.next).is_some_and(is) {
            return Some(self.next);
        }
        self.names.iter().position(is)
    }

    /// The first time that a named member comes.
    #[inline]
    fn first(&mut self, index: usize) -> bool {
        if index < 64 {
            let bit = 1 << index;
            let first = self.seen & bit == 0;
            self.seen |= bit;
            return first;
        }
        self.first_of_many(index)
    }

    fn first_of_many(&mut self, index: usize) -> bool {
        let (word, bit) = (index / 64 - 1, 1_u64 << (index % 64));
        let seen = &mut self.rare().seen;
        if seen.len() <= word {
            seen.resize(word + 1, 0);
        }
        let Some(bits) = seen.get_mut(word) else { return false };
        let first = *bits & bit == 0;
        *bits |= bit;
        first
    }

    fn has(&self, index: usize) -> bool {
        let word = match (index / 64, &self.rare) {
            (0, _) => self.seen,
            (word, Some(rare)) => rare.seen.get(word - 1).copied().unwrap_or(0),
            (_, None) => 0,
        };
        word & (1 << (index % 64)) != 0
    }
}

impl<'a> Decoder<'a> {
    /// Opens an object that is closed: unknown members are refused.
    pub fn closed_object(&mut self, names: &'static [Name]) -> Result<Object<'a>, Halt> {
        self.object(names, Extra::Closed)
    }

    /// Opens an object that is open: unknown members are dropped.
    pub fn open_object(&mut self, names: &'static [Name]) -> Result<Object<'a>, Halt> {
        self.object(names, Extra::Open)
    }

    /// Opens an object that keeps its unknown members.
    pub fn keeping_object(&mut self, names: &'static [Name]) -> Result<Object<'a>, Halt> {
        self.object(names, Extra::Kept)
    }

    pub(crate) fn object(
        &mut self,
        names: &'static [Name],
        extra: Extra,
    ) -> Result<Object<'a>, Halt> {
        if self.lexer.token() != b'{' {
            return Err(self.mismatch());
        }
        self.enter()?;
        Ok(Object {
            names,
            seen: 0,
            current: 0,
            next: 0,
            count: 0,
            depth: self.depth,
            extra,
            started: false,
            failed: false,
            over: false,
            rare: None,
        })
    }

    /// The index of the next member, whose value follows; [`Object::END`] after the last.
    pub fn member(&mut self, object: &mut Object<'a>) -> Result<usize, Halt> {
        if self.is_expected(object) {
            object.started = true;
            object.count += 1;
            object.current = object.next;
            object.next += 1;
            return Ok(object.current);
        }
        self.other_member(object)
    }

    /// Whether the member comes next that follows the last one in the schema, written without
    /// escapes or spaces. A sender that keeps to the schema's order is not searched for.
    #[inline]
    fn is_expected(&mut self, object: &mut Object<'a>) -> bool {
        let Some((_, written)) = object.names.get(object.next) else { return false };
        let mut at = self.lexer.at;
        if object.started {
            if self.lexer.peek() != b',' {
                return false;
            }
            at += 1;
        }
        match self.lexer.text.as_bytes().get(at..) {
            Some(rest) if rest.starts_with(written.as_bytes()) && object.first(object.next) => {
                self.lexer.at = at + written.len();
                true
            }
            _ => false,
        }
    }

    fn other_member(&mut self, object: &mut Object<'a>) -> Result<usize, Halt> {
        while self.at_name(object.started)? {
            object.started = true;
            object.count += 1;
            if let Some(index) = self.name(object)? {
                object.next = index + 1;
                return Ok(index);
            }
        }
        self.leave();
        Ok(Object::END)
    }

    /// Whether another name follows; the position is then at its quote.
    #[inline]
    pub(super) fn at_name(&mut self, started: bool) -> Result<bool, Halt> {
        match self.lexer.token() {
            b'}' => {
                self.lexer.at += 1;
                return Ok(false);
            }
            b',' if started => {
                self.lexer.at += 1;
                if self.lexer.token() == b'"' {
                    return Ok(true);
                }
            }
            b'"' if !started => return Ok(true),
            _ => {}
        }
        Err(self.malformed(super::Malformed::Syntax))
    }

    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), Halt> {
        self.lexer.expect(b':').map_err(|malformed| self.malformed(malformed))
    }

    /// Reads a name and its colon; the index, if the caller is to decode the value.
    fn name(&mut self, object: &mut Object<'a>) -> Result<Option<usize>, Halt> {
        let name = self.raw_string()?;
        self.colon()?;
        if let Some(index) = object.position(&name) {
            object.current = index;
            if object.first(index) {
                return Ok(Some(index));
            }
            let (known, _) = object.names.get(index).copied().unwrap_or_default();
            return self.passed_over(object, Rule::DuplicateKey, Segment::Name(known));
        }
        match object.extra {
            Extra::Kept => {
                self.key = name;
                object.current = object.names.len();
                Ok(Some(object.names.len()))
            }
            Extra::Closed => self.passed_over(object, Rule::UnknownField, Segment::None),
            Extra::Open => self.dropped(object, name),
        }
    }

    /// A member of an open object that it does not name.
    fn dropped(
        &mut self,
        object: &mut Object<'a>,
        name: Cow<'a, str>,
    ) -> Result<Option<usize>, Halt> {
        if !object.rare().others.insert(name) {
            return self.passed_over(object, Rule::DuplicateKey, Segment::None);
        }
        object.current = object.names.len();
        match self.skip() {
            Ok(()) => Ok(None),
            Err(halt) => self.refused(object, halt).map(|()| None),
        }
    }

    /// Refuses a member, whose value is consumed.
    #[cold]
    fn passed_over(
        &mut self,
        object: &mut Object<'a>,
        rule: Rule,
        segment: Segment,
    ) -> Result<Option<usize>, Halt> {
        object.failed = true;
        if let Halt::Fatal = self.record(rule, self.depth - 1, segment) {
            return Err(Halt::Fatal);
        }
        match self.skip() {
            Ok(()) => {}
            Err(halt) => self.place(halt, object.depth, segment)?,
        }
        Ok(None)
    }

    /// Refuses the members of an object that it does not name, as a whole.
    #[cold]
    pub(super) fn refuse_members(
        &mut self,
        object: &mut Object<'a>,
        rule: Rule,
    ) -> Result<(), Halt> {
        object.failed = true;
        match self.record(rule, object.depth - 1, Segment::None) {
            Halt::Invalid => Ok(()),
            Halt::Fatal => Err(Halt::Fatal),
        }
    }

    /// Decodes the value of a member into its place.
    #[inline]
    pub fn field<T: Schema>(
        &mut self,
        object: &mut Object<'a>,
        place: &mut Option<T>,
    ) -> Result<(), Halt> {
        match T::decode(self) {
            Ok(value) => {
                *place = Some(value);
                Ok(())
            }
            Err(halt) => self.refused(object, halt),
        }
    }

    /// Notes that the value of the current member was refused.
    #[cold]
    pub fn refused(&mut self, object: &mut Object<'a>, halt: Halt) -> Result<(), Halt> {
        object.failed = true;
        let name = object.names.get(object.current);
        let segment = name.map_or(Segment::None, |(name, _)| Segment::Name(name));
        self.place(halt, object.depth, segment)
    }

    /// After the last member: those required must have come. `required` has a bit for each index
    /// below 64, `more` has the other indexes.
    #[inline]
    pub fn finish(
        &mut self,
        object: &Object<'a>,
        required: u64,
        more: &[usize],
    ) -> Result<(), Halt> {
        let complete = object.seen & required == required;
        if complete && !object.failed && more.iter().all(|index| object.has(*index)) {
            return Ok(());
        }
        self.missing(object, required, more)
    }

    #[cold]
    fn missing(&mut self, object: &Object<'a>, required: u64, more: &[usize]) -> Result<(), Halt> {
        let first = (0..64).filter(|index| required & (1 << index) != 0);
        for index in first.chain(more.iter().copied()).filter(|index| !object.has(*index)) {
            let Some((name, _)) = object.names.get(index) else { continue };
            if let Halt::Fatal = self.record(Rule::Required, self.depth, Segment::Name(name)) {
                return Err(Halt::Fatal);
            }
        }
        Err(Halt::Invalid)
    }

    /// After the last member: there must be so many of them.
    pub fn count(&mut self, object: &Object<'a>, min: usize, max: usize) -> Result<(), Halt> {
        if object.count < min {
            return Err(self.refuse(Rule::MinProperties));
        }
        if object.count > max {
            return Err(self.refuse(Rule::MaxProperties));
        }
        Ok(())
    }
}

/// A required member, after [`Decoder::finish`] found that it came.
#[inline]
pub fn required<T>(member: Option<T>) -> Result<T, Halt> {
    member.ok_or(Halt::Invalid)
}
