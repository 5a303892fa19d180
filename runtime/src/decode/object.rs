//! Objects: their members one after the other, each name once.
//!
//! **Invariant:** [`Decoder::member`] answers each named member at most once and never an unknown
//! one of a closed object; what it does not answer it has consumed and judged.

use std::borrow::Cow;

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

/// An object that is being decoded.
#[derive(Debug)]
pub struct Object<'a> {
    names: &'static [&'static str],
    extra: Extra,
    started: bool,
    failed: bool,
    /// The index of the member that is being decoded.
    current: usize,
    /// Members so far.
    count: usize,
    depth: u32,
    seen: u64,
    seen_more: Vec<u64>,
    others: Names<'a>,
    /// Whether there were more unnamed members than may be kept.
    pub(super) over: bool,
    /// The name of an unnamed member that is answered.
    key: Cow<'a, str>,
}

impl<'a> Object<'a> {
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
        if self.seen_more.len() <= word {
            self.seen_more.resize(word + 1, 0);
        }
        let Some(bits) = self.seen_more.get_mut(word) else { return false };
        let first = *bits & bit == 0;
        *bits |= bit;
        first
    }

    fn has(&self, index: usize) -> bool {
        let word = if index < 64 {
            self.seen
        } else {
            self.seen_more.get(index / 64 - 1).copied().unwrap_or(0)
        };
        word & (1 << (index % 64)) != 0
    }

    /// The name of the unnamed member that was answered.
    pub fn take_key(&mut self) -> Cow<'a, str> {
        std::mem::take(&mut self.key)
    }
}

impl<'a> Decoder<'a> {
    /// Opens an object that is closed: unknown members are refused.
    pub fn closed_object(&mut self, names: &'static [&'static str]) -> Result<Object<'a>, Halt> {
        self.object(names, Extra::Closed)
    }

    /// Opens an object that is open: unknown members are dropped.
    pub fn open_object(&mut self, names: &'static [&'static str]) -> Result<Object<'a>, Halt> {
        self.object(names, Extra::Open)
    }

    /// Opens an object that keeps its unknown members.
    pub fn keeping_object(&mut self, names: &'static [&'static str]) -> Result<Object<'a>, Halt> {
        self.object(names, Extra::Kept)
    }

    pub(crate) fn object(
        &mut self,
        names: &'static [&'static str],
        extra: Extra,
    ) -> Result<Object<'a>, Halt> {
        if self.lexer.token() != b'{' {
            return Err(self.mismatch());
        }
        self.enter()?;
        Ok(Object {
            names,
            extra,
            started: false,
            failed: false,
            current: 0,
            count: 0,
            depth: self.depth,
            seen: 0,
            seen_more: Vec::new(),
            others: Names::default(),
            over: false,
            key: Cow::Borrowed(""),
        })
    }

    /// The index of the next member, whose value follows; `None` after the last.
    pub fn member(&mut self, object: &mut Object<'a>) -> Result<Option<usize>, Halt> {
        while self.at_name(object.started)? {
            object.count += 1;
            // A sender that writes members in the schema's order is not searched for.
            let next = if object.started { object.current + 1 } else { 0 };
            object.started = true;
            if let Some(index) = self.name(object, next)? {
                return Ok(Some(index));
            }
        }
        self.leave();
        Ok(None)
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

    /// Reads a name and its colon; the index, if the caller is to decode the value.
    #[inline]
    fn name(&mut self, object: &mut Object<'a>, next: usize) -> Result<Option<usize>, Halt> {
        if let Some(expected) = object.names.get(next)
            && self.is_name(expected)
            && object.first(next)
        {
            self.lexer.at += expected.len() + 2;
            self.colon()?;
            object.current = next;
            return Ok(Some(next));
        }
        self.other_name(object)
    }

    /// Whether the string at the position is this name, written without escapes.
    #[inline]
    fn is_name(&self, name: &str) -> bool {
        let Some(rest) = self.lexer.text.as_bytes().get(self.lexer.at + 1..) else { return false };
        rest.get(name.len()) == Some(&b'"') && rest.starts_with(name.as_bytes())
    }

    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), Halt> {
        self.lexer.expect(b':').map_err(|malformed| self.malformed(malformed))
    }

    /// A name that was not the expected one.
    fn other_name(&mut self, object: &mut Object<'a>) -> Result<Option<usize>, Halt> {
        let name = self.raw_string()?;
        self.colon()?;
        if let Some(index) = object.names.iter().position(|known| **known == *name) {
            object.current = index;
            if object.first(index) {
                return Ok(Some(index));
            }
            let known = object.names.get(index).copied().unwrap_or_default();
            return self.passed_over(object, Rule::DuplicateKey, Segment::Name(known));
        }
        match object.extra {
            Extra::Kept => {
                object.key = name;
                object.current = object.names.len();
                Ok(Some(object.names.len()))
            }
            Extra::Closed => self.passed_over(object, Rule::UnknownField, Segment::None),
            Extra::Open if !object.others.insert(name) => {
                self.passed_over(object, Rule::DuplicateKey, Segment::None)
            }
            Extra::Open => {
                object.current = object.names.len();
                match self.skip() {
                    Ok(()) => Ok(None),
                    Err(halt) => self.refused(object, halt).map(|()| None),
                }
            }
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
        let segment = name.map_or(Segment::None, |name| Segment::Name(name));
        self.place(halt, object.depth, segment)
    }

    /// After the last member: those required must have come. `required` holds their indexes.
    #[inline]
    pub fn finish(&mut self, object: &Object<'a>, required: &[usize]) -> Result<(), Halt> {
        if !object.failed && required.iter().all(|index| object.has(*index)) {
            return Ok(());
        }
        self.missing(object, required)
    }

    #[cold]
    fn missing(&mut self, object: &Object<'a>, required: &[usize]) -> Result<(), Halt> {
        for index in required.iter().filter(|index| !object.has(**index)) {
            let Some(name) = object.names.get(*index) else { continue };
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
