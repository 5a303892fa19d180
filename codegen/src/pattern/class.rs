//! Classes in brackets: ECMA-262 §22.2.1 `CharacterClass`.
//!
//! **Invariant:** what another dialect reads as more than a list of characters (`[[:alpha:]]`) is
//! an error.

use super::PatternError;
use super::escape::Escape;
use super::parse::Cursor;
use super::set::CharSet;

impl Cursor<'_> {
    /// Reads a class behind its opening bracket, which stands at `start`.
    pub(super) fn class(&mut self, start: usize) -> Result<CharSet, PatternError> {
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        loop {
            let at = self.at();
            if self.eat("]") {
                let set = CharSet::new(ranges);
                return Ok(if negated { set.negated() } else { set });
            }
            if self.rest().is_empty() {
                return Err(self.error(start, "the class is not closed: `]` is missing"));
            }
            let low = self.class_atom()?;
            // A hyphen between two atoms makes a range, at either end it is itself.
            let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
            if !is_range {
                add(&mut ranges, &low);
                continue;
            }
            self.eat("-");
            if self.rest().is_empty() {
                return Err(self.error(start, "the class is not closed: `]` is missing"));
            }
            match (low, self.class_atom()?) {
                (Escape::Code(low), Escape::Code(high)) if low <= high => ranges.push((low, high)),
                (Escape::Code(_), Escape::Code(_)) => {
                    return Err(self.error(at, "the range is out of order"));
                }
                // Annex B.1.2.8.1: beside a class such as `\w` the hyphen is itself.
                (low, high) => {
                    add(&mut ranges, &low);
                    ranges.push((u32::from('-'), u32::from('-')));
                    add(&mut ranges, &high);
                }
            }
        }
    }

    fn class_atom(&mut self) -> Result<Escape, PatternError> {
        let start = self.at();
        match self.bump() {
            Some('\\') if self.eat("b") => Ok(Escape::Code(0x08)),
            Some('\\') => self.escape(start),
            Some('[') if self.rest().starts_with([':', '.', '=']) && self.closes_posix() => {
                Err(self.error(
                    start,
                    "ECMA-262 has no named classes such as `[:alpha:]`; write the ranges, or \
                     `\\[` for a bracket",
                ))
            }
            Some(c) => Ok(Escape::Code(u32::from(c))),
            None => Err(self.error(start, "the class is not closed: `]` is missing")),
        }
    }

    fn closes_posix(&self) -> bool {
        let name = self.rest().trim_start_matches([':', '.', '=']);
        let rest = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.starts_with(":]") || rest.starts_with(".]") || rest.starts_with("=]")
    }
}

fn add(ranges: &mut Vec<(u32, u32)>, atom: &Escape) {
    match atom {
        Escape::Code(code) => ranges.push((*code, *code)),
        Escape::Set(set) => ranges.extend_from_slice(set.ranges()),
    }
}
