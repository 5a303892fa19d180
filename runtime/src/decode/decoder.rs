//! [`Decoder`]: the position in a text, and what was refused so far.
//!
//! **Invariant:** `depth` is the number of open containers. A violation is recorded where it is
//! found and gets the segments of its pointer while decoding unwinds, one from each container, so
//! that nothing is paid for pointers while values are good.

use std::borrow::Cow;
use std::fmt;

use super::lexer::Lexer;
use super::{DecodeError, Location, Malformed, Rule, Violation};
use crate::schema::Halt;

/// So many violations are collected before decoding stops, and reported of a request.
pub(crate) const MAX_VIOLATIONS: usize = 20;
/// So many containers may be open at a time.
const MAX_DEPTH: u32 = 64;
/// How often unions may read the text again: so many times its length, and at least so many bytes.
const REREADS: usize = 64;
const REREAD_FLOOR: usize = 64 * 1024;

/// A text that is being decoded.
pub struct Decoder<'a> {
    pub(super) lexer: Lexer<'a>,
    pub(super) depth: u32,
    /// Above zero while a branch of a union is tried: the first violation rejects it, unrecorded.
    pub(super) quiet: u32,
    /// Bytes that unions may still read again.
    pub(super) budget: usize,
    /// The name of the unnamed member whose value follows, until it is taken.
    pub(super) key: Cow<'a, str>,
    stop: Option<Stop>,
    location: Location,
    pending: Vec<Pending>,
}

/// Why decoding cannot go on, whoever asks.
#[derive(Clone, Copy, Debug)]
enum Stop {
    Malformed(Malformed),
    TooComplex,
}

/// A violation whose pointer is not complete yet.
#[derive(Debug)]
struct Pending {
    rule: Rule,
    /// The segments found so far, the last one first.
    segments: Vec<Segment>,
    /// How many containers still have to say which of their members this is about.
    open: u32,
}

/// A segment of a pointer. A client's own names are no segments.
#[derive(Clone, Copy, Debug)]
pub(super) enum Segment {
    Name(&'static str),
    Index(usize),
    /// The container itself is pointed to.
    None,
}

impl<'a> Decoder<'a> {
    pub(super) fn start(text: &'a str, location: Location) -> Result<Self, DecodeError> {
        // RFC 8259 §8.1 lets a parser ignore a byte order mark; two readings of one text help no one.
        if text.starts_with('\u{FEFF}') {
            return Err(DecodeError::Malformed(Malformed::Encoding));
        }
        Ok(Self::over(text, location))
    }

    fn over(text: &'a str, location: Location) -> Self {
        Decoder {
            lexer: Lexer::new(text),
            depth: 0,
            quiet: 0,
            budget: text.len().saturating_mul(REREADS).max(REREAD_FLOOR),
            key: Cow::Borrowed(""),
            stop: None,
            location,
            pending: Vec::new(),
        }
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), DecodeError> {
        let _ = self.lexer.token();
        let read = self.stop.is_none() && self.pending.len() < MAX_VIOLATIONS;
        if read && self.lexer.at < self.lexer.text.len() {
            self.stop = Some(Stop::Malformed(Malformed::Syntax));
            return Err(DecodeError::Malformed(Malformed::Syntax));
        }
        Ok(())
    }

    pub(super) fn into_error(self) -> DecodeError {
        let location = self.location;
        let mut violations: Vec<Violation> = self
            .pending
            .into_iter()
            .map(|pending| Violation {
                location,
                pointer: pointer(&pending.segments),
                rule: pending.rule,
            })
            .collect();
        match self.stop {
            Some(Stop::Malformed(malformed)) => return DecodeError::Malformed(malformed),
            Some(Stop::TooComplex) => {
                let rule = Rule::TooComplex;
                violations.push(Violation { location, pointer: String::new(), rule });
            }
            None => {}
        }
        DecodeError::Invalid(violations)
    }

    /// Records that the value just consumed breaks a rule.
    #[cold]
    pub fn refuse(&mut self, rule: Rule) -> Halt {
        self.record(rule, self.depth, Segment::None)
    }

    /// Records a violation that `open` containers have to place, with its innermost segment.
    #[cold]
    pub(super) fn record(&mut self, rule: Rule, open: u32, segment: Segment) -> Halt {
        if self.quiet > 0 {
            return Halt::Fatal;
        }
        let mut pending = Pending { rule, segments: Vec::new(), open };
        pending.place(segment);
        self.pending.push(pending);
        if self.pending.len() < MAX_VIOLATIONS { Halt::Invalid } else { Halt::Fatal }
    }

    /// Says for the violations inside a member of the container at a depth which member it is.
    /// Fatal ones are passed on.
    #[cold]
    pub(super) fn place(&mut self, halt: Halt, depth: u32, segment: Segment) -> Result<(), Halt> {
        // What stopped half way did not close its containers.
        self.depth = depth;
        for pending in self.pending.iter_mut().rev() {
            if pending.open < depth {
                break;
            }
            pending.place(segment);
            pending.open = depth.saturating_sub(1);
        }
        match halt {
            Halt::Invalid => Ok(()),
            Halt::Fatal => Err(Halt::Fatal),
        }
    }

    /// The text is not JSON.
    #[cold]
    pub(super) fn malformed(&mut self, malformed: Malformed) -> Halt {
        self.stop.get_or_insert(Stop::Malformed(malformed));
        Halt::Fatal
    }

    /// The unions of the text need more work than it is worth.
    #[cold]
    pub(super) fn too_complex(&mut self) -> Halt {
        self.stop.get_or_insert(Stop::TooComplex);
        Halt::Fatal
    }

    /// Whether decoding cannot go on, not even with another branch of a union.
    pub(super) fn stopped(&self) -> bool {
        self.stop.is_some()
    }

    /// Opens a container, whose first byte is at the position.
    #[inline]
    pub(super) fn enter(&mut self) -> Result<(), Halt> {
        self.lexer.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.malformed(Malformed::TooDeep)) } else { Ok(()) }
    }

    /// Closes a container.
    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Decodes a constant of the document, such as a default, with the same checks. One that does
    /// not satisfy them counts as missing.
    pub fn constant<T: crate::Schema>(
        &mut self,
        name: &'static str,
        json: &str,
    ) -> Result<T, Halt> {
        let mut inner = Decoder::over(json, self.location);
        match T::decode(&mut inner) {
            Ok(value) if inner.end().is_ok() => Ok(value),
            _ => Err(self.record(Rule::Required, self.depth, Segment::Name(name))),
        }
    }
}

/// A position in the text that is being decoded.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "json-schema"), expect(dead_code, reason = "only checks go back to it"))]
pub struct Mark(usize);

/// A violation inside of a value, found once the value was decoded.
#[cfg(feature = "json-schema")]
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) rule: Rule,
    pub(crate) steps: Vec<Step>,
}

/// A step on the way to a part of a value. A client's own names are no steps.
#[cfg(feature = "json-schema")]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Name(&'static str),
    Index(usize),
}

impl Decoder<'_> {
    /// The position of the next value.
    pub fn mark(&mut self) -> Mark {
        let _ = self.lexer.token();
        Mark(self.lexer.at)
    }
}

/// What residual checks need.
#[cfg(feature = "json-schema")]
impl<'a> Decoder<'a> {
    /// The text since a mark.
    pub(crate) fn text_since(&self, mark: Mark) -> &'a str {
        self.since(mark.0)
    }

    /// The part of the request that is decoded.
    pub(crate) fn location(&self) -> Location {
        self.location
    }

    /// Pays for reading the text since a mark again.
    pub(crate) fn pay_since(&mut self, mark: Mark) -> Result<(), Halt> {
        self.pay(self.lexer.at.saturating_sub(mark.0))
    }

    /// Refuses the whole text, as a part of it cannot be decided.
    pub(crate) fn give_up(&mut self) -> Halt {
        self.too_complex()
    }

    /// Records violations inside of the value just consumed.
    pub(crate) fn refuse_at(&mut self, found: Vec<Located>) -> Halt {
        let mut halt = Halt::Invalid;
        for Located { rule, steps } in found {
            halt = self.record(rule, self.depth, Segment::None);
            if self.quiet > 0 {
                return halt;
            }
            if let Some(pending) = self.pending.last_mut() {
                pending.segments.extend(steps.into_iter().rev().map(|step| match step {
                    Step::Name(name) => Segment::Name(name),
                    Step::Index(index) => Segment::Index(index),
                }));
            }
            if halt == Halt::Fatal {
                break;
            }
        }
        halt
    }
}

impl fmt::Debug for Decoder<'_> {
    /// Without the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("at", &self.lexer.at)
            .field("depth", &self.depth)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

impl Pending {
    fn place(&mut self, segment: Segment) {
        if !matches!(segment, Segment::None) {
            self.segments.push(segment);
        }
    }
}

/// RFC 6901 §3.
fn pointer(segments: &[Segment]) -> String {
    let mut out = String::new();
    for segment in segments.iter().rev() {
        out.push('/');
        match segment {
            Segment::Name(name) => {
                for c in name.chars() {
                    match c {
                        '~' => out.push_str("~0"),
                        '/' => out.push_str("~1"),
                        _ => out.push(c),
                    }
                }
            }
            Segment::Index(index) => out.push_str(&index.to_string()),
            Segment::None => {}
        }
    }
    out
}
