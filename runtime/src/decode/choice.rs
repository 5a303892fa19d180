//! Unions: by the value of a tag, or by trying the branches.
//!
//! **Invariant:** every byte that is read again is paid from one budget, in proportion to the
//! length of the text; a text whose nested unions use it up is refused. What a rejected branch
//! found wrong is never told.

use super::Rule;
use super::decoder::{Decoder, Segment};
use crate::schema::Halt;

/// Where a union began, and which of its branches accepted.
#[derive(Debug)]
pub struct Checkpoint {
    start: usize,
    depth: u32,
    end: Option<usize>,
    accepted: usize,
}

impl Decoder<'_> {
    /// Finds the variant that the object at the position names by its member `tag`; the object is
    /// not consumed. Where there is none, the object is consumed and refused.
    pub fn tag(&mut self, tag: &'static str, values: &[&str]) -> Result<usize, Halt> {
        if self.lexer.token() != b'{' {
            return Err(self.mismatch());
        }
        let (start, depth) = (self.lexer.at, self.depth);
        // Names that come twice are found when the variant is decoded, or below.
        self.quiet += 1;
        let found = self.find(tag, values);
        self.quiet -= 1;
        self.depth = depth;
        let read = self.lexer.at - start;
        self.lexer.at = start;
        self.pay(read)?;
        match found {
            Ok(Found::Variant(index)) => Ok(index),
            Err(Halt::Fatal) if self.stopped() => Err(Halt::Fatal),
            Ok(Found::Missing) => Err(self.refuse_object(Rule::Required, tag)),
            Ok(Found::NoString) => Err(self.refuse_object(Rule::Type, tag)),
            Ok(Found::Unknown) => Err(self.refuse_object(Rule::Discriminator, tag)),
            // Something before the tag is refused whatever the variant.
            Err(_) if self.quiet > 0 => Err(Halt::Fatal),
            Err(_) => Err(self.skip().err().unwrap_or_else(|| self.refuse(Rule::Discriminator))),
        }
    }

    fn find(&mut self, tag: &str, values: &[&str]) -> Result<Found, Halt> {
        self.enter()?;
        let mut started = false;
        while self.at_name(started)? {
            started = true;
            let is_tag = *self.raw_string()? == *tag;
            self.colon()?;
            if !is_tag {
                self.skip()?;
                continue;
            }
            if self.lexer.token() != b'"' {
                return Ok(Found::NoString);
            }
            let value = self.raw_string()?;
            let index = values.iter().position(|known| **known == *value);
            return Ok(index.map_or(Found::Unknown, Found::Variant));
        }
        Ok(Found::Missing)
    }

    /// Consumes an object and refuses it for one of its members.
    #[cold]
    fn refuse_object(&mut self, rule: Rule, member: &'static str) -> Halt {
        if let Halt::Fatal = self.record(rule, self.depth, Segment::Name(member)) {
            return Halt::Fatal;
        }
        self.skip().err().unwrap_or(Halt::Invalid)
    }

    /// Begins a union whose branches are tried one after the other.
    pub fn checkpoint(&mut self) -> Checkpoint {
        let _ = self.lexer.token();
        Checkpoint { start: self.lexer.at, depth: self.depth, end: None, accepted: 0 }
    }

    /// Begins a branch: back at the start, and quiet.
    pub fn branch(&mut self, checkpoint: &Checkpoint) {
        self.lexer.at = checkpoint.start;
        self.depth = checkpoint.depth;
        self.quiet += 1;
    }

    /// Ends a branch. It fails where no other branch can be tried.
    pub fn branch_end(&mut self, checkpoint: &mut Checkpoint, accepted: bool) -> Result<(), Halt> {
        self.quiet -= 1;
        if self.stopped() {
            return Err(Halt::Fatal);
        }
        if accepted {
            checkpoint.accepted += 1;
            checkpoint.end = Some(self.lexer.at);
        }
        self.depth = checkpoint.depth;
        self.pay(self.lexer.at - checkpoint.start)
    }

    /// Ends a union of which exactly one branch must have accepted.
    pub fn one_of_end(&mut self, checkpoint: &Checkpoint) -> Result<(), Halt> {
        if checkpoint.accepted > 1 {
            self.lexer.at = checkpoint.end.unwrap_or(checkpoint.start);
            return Err(self.refuse(Rule::OneOf));
        }
        self.choice_end(checkpoint, Rule::OneOf)
    }

    /// Ends a union of which a branch must have accepted.
    pub fn any_of_end(&mut self, checkpoint: &Checkpoint) -> Result<(), Halt> {
        self.choice_end(checkpoint, Rule::AnyOf)
    }

    fn choice_end(&mut self, checkpoint: &Checkpoint, rule: Rule) -> Result<(), Halt> {
        if let Some(end) = checkpoint.end {
            self.lexer.at = end;
            return Ok(());
        }
        self.lexer.at = checkpoint.start;
        if self.quiet > 0 {
            return Err(Halt::Fatal);
        }
        match self.skip() {
            Err(Halt::Fatal) => Err(Halt::Fatal),
            Ok(()) | Err(Halt::Invalid) => Err(self.refuse(rule)),
        }
    }

    pub(super) fn pay(&mut self, bytes: usize) -> Result<(), Halt> {
        match self.budget.checked_sub(bytes) {
            Some(rest) => {
                self.budget = rest;
                Ok(())
            }
            None => Err(self.too_complex()),
        }
    }
}

/// What the tag of an object says.
enum Found {
    Variant(usize),
    Missing,
    NoString,
    Unknown,
}
