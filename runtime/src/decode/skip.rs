//! Values that nobody asked for: still JSON, still without duplicate names, still not too deep.
//!
//! **Invariant:** a skipped value is read by the same rules as a decoded one; recursion ends with
//! the limit on depth.

use super::decoder::{Decoder, Segment};
use super::names::Names;
use super::{Malformed, Rule};
use crate::schema::Halt;

impl Decoder<'_> {
    /// Consumes a value. Duplicate names inside are violations of the value as a whole.
    pub fn skip(&mut self) -> Result<(), Halt> {
        let open = self.depth;
        self.skip_value(open)
    }

    fn skip_value(&mut self, open: u32) -> Result<(), Halt> {
        let read = match self.lexer.token() {
            b'{' => return self.skip_object(open),
            b'[' => return self.skip_array(open),
            b'"' => self.lexer.string().map(|_| ()),
            b't' => self.lexer.word("true"),
            b'f' => self.lexer.word("false"),
            b'n' => self.lexer.word("null"),
            _ => self.lexer.number().map(|_| ()),
        };
        read.map_err(|malformed| self.malformed(malformed))
    }

    fn skip_object(&mut self, open: u32) -> Result<(), Halt> {
        self.enter()?;
        let mut names = Names::default();
        let mut outcome = Ok(());
        let mut started = false;
        while self.at_name(started)? {
            started = true;
            let name = self.raw_string()?;
            self.colon()?;
            if !names.insert(name) {
                outcome = Err(self.record(Rule::DuplicateKey, open, Segment::None));
            }
            go_on(&mut outcome, self.skip_value(open))?;
        }
        self.leave();
        outcome
    }

    fn skip_array(&mut self, open: u32) -> Result<(), Halt> {
        self.enter()?;
        let mut outcome = Ok(());
        let mut started = false;
        while self.at_item(started)? {
            started = true;
            go_on(&mut outcome, self.skip_value(open))?;
        }
        self.leave();
        outcome
    }

    /// Whether another item follows; the position is then before it.
    #[inline]
    pub(super) fn at_item(&mut self, started: bool) -> Result<bool, Halt> {
        match self.lexer.token() {
            b']' => {
                self.lexer.at += 1;
                return Ok(false);
            }
            b',' if started => {
                self.lexer.at += 1;
                return Ok(true);
            }
            _ if !started => return Ok(true),
            _ => {}
        }
        Err(self.malformed(Malformed::Syntax))
    }
}

/// Keeps what was wrong, and stops where nothing can follow.
fn go_on(outcome: &mut Result<(), Halt>, next: Result<(), Halt>) -> Result<(), Halt> {
    if next.is_err() {
        *outcome = next;
    }
    match *outcome {
        Err(Halt::Fatal) => Err(Halt::Fatal),
        _ => Ok(()),
    }
}
