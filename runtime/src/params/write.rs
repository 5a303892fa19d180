//! [`Writer`]: from what was sent to the JSON of a type's shape.
//!
//! A text does not say whether it is a number or a string. Where the type is a choice, the readings
//! are tried from the narrowest on (number, truth value, object, string, list), and the first that
//! the whole choice accepts is taken. No text means `null`: what is not there is absent.
//!
//! **Invariant:** what is written is one JSON value or an error was kept; a pointer holds names of the
//! document and indexes, never a name that the client chose; the work of all tries together is paid
//! from one budget in proportion to what was sent.

use std::borrow::Cow;

use super::text;
use super::wire::{Delimited, Wire};
use crate::decode::{self, MAX_VIOLATIONS, Rule};
use crate::error::quote;
use crate::schema::{Choice, Member, Shape};

/// Why something cannot become JSON: where (RFC 6901) and by which rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) pointer: String,
    pub(crate) rule: Rule,
}

/// A segment of a pointer.
#[derive(Clone, Copy)]
enum Segment {
    Name(&'static str),
    Index(usize),
    /// A name of the client's: the container itself is pointed to.
    None,
}

/// What came of a try.
enum Attempt {
    Accepted,
    Refused,
    Unwritable,
}

/// How often readings may be tried: so many times the length, and at least so many bytes.
const RETRIES: usize = 16;
const RETRY_FLOOR: usize = 64 * 1024;

/// A JSON text that is being written.
pub(crate) struct Writer {
    out: String,
    faults: Vec<Fault>,
    segments: Vec<Segment>,
    /// Above zero while a reading is tried: what is wrong is not kept.
    quiet: u32,
    budget: usize,
    exhausted: bool,
}

impl Writer {
    /// Writes over a text of which only the memory is used; `length` is that of what was sent.
    pub(crate) fn over(mut scratch: String, length: usize) -> Writer {
        scratch.clear();
        Writer {
            out: scratch,
            faults: Vec::new(),
            segments: Vec::new(),
            quiet: 0,
            budget: length.saturating_mul(RETRIES).max(RETRY_FLOOR),
            exhausted: false,
        }
    }

    /// The JSON, and what was wrong. The JSON is none unless nothing was.
    pub(crate) fn finish(self) -> (String, Vec<Fault>) {
        (self.out, self.faults)
    }

    /// Writes a value. False: it does not have the shape, and unless this is a try, that is kept.
    pub(crate) fn value(&mut self, wire: &Wire<'_>, shape: Shape) -> bool {
        if self.exhausted {
            return false;
        }
        match wire {
            Wire::Json(text) => return self.json(text),
            Wire::Refused(rule) => return self.refuse(*rule),
            _ => {}
        }
        match shape {
            Shape::String | Shape::Integer | Shape::Number | Shape::Boolean => {
                self.scalar(wire, shape)
            }
            Shape::Any => self.any(wire),
            Shape::Array(item) => self.array(wire, item),
            Shape::Object(members) => self.object(wire, members, || Shape::Any),
            Shape::Open(members, others) => self.object(wire, members, || match others() {
                Shape::Map(value) => value(),
                _ => Shape::Any,
            }),
            Shape::Map(value) => self.object(wire, &[], value),
            Shape::Choice(choice) => self.choice(wire, choice),
        }
    }

    fn scalar(&mut self, wire: &Wire<'_>, shape: Shape) -> bool {
        let text = match wire {
            Wire::Text(text) | Wire::Field(text) => Cow::Borrowed(&**text),
            Wire::Delimited(delimited) => match delimited.whole() {
                Ok(text) => text,
                Err(rule) => return self.refuse(rule),
            },
            Wire::Repeated(_) => return self.refuse_repetition(),
            _ => return self.refuse(Rule::Type),
        };
        match text::write(&mut self.out, &text, shape) {
            Ok(()) => true,
            Err(rule) => self.refuse(rule),
        }
    }

    /// A value of which the document says nothing.
    fn any(&mut self, wire: &Wire<'_>) -> bool {
        match wire {
            Wire::List(_) => self.array(wire, || Shape::Any),
            Wire::Members(_) => self.object(wire, &[], || Shape::Any),
            _ => self.scalar(wire, Shape::String),
        }
    }

    fn array(&mut self, wire: &Wire<'_>, item: fn() -> Shape) -> bool {
        match wire {
            Wire::Text(_) | Wire::Field(_) => self.items(std::iter::once(wire), item),
            Wire::Repeated(items) | Wire::List(items) => self.items(items.iter(), item),
            Wire::Delimited(delimited) => self.items(delimited.items().iter(), item),
            Wire::Members(members) => match indexed(members) {
                Some(items) => self.items(items.into_iter(), item),
                None => self.refuse(Rule::Type),
            },
            _ => self.refuse(Rule::Type),
        }
    }

    fn items<'w, 'v: 'w>(
        &mut self,
        items: impl Iterator<Item = &'w Wire<'v>>,
        shape: fn() -> Shape,
    ) -> bool {
        let shape = shape();
        let mut good = true;
        self.out.push('[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            good &= self.inside(Segment::Index(index), item, shape);
            if !good && self.quiet > 0 {
                return false;
            }
        }
        self.out.push(']');
        good
    }

    fn object(
        &mut self,
        wire: &Wire<'_>,
        named: &'static [Member],
        others: impl Fn() -> Shape,
    ) -> bool {
        match wire {
            Wire::Members(members) => self.members(members, named, others),
            Wire::Delimited(delimited) => match delimited.members() {
                Ok(members) => self.members(&members, named, others),
                Err(rule) => self.refuse(rule),
            },
            Wire::Field(text) => self.json(text),
            Wire::Repeated(_) => self.refuse_repetition(),
            _ => self.refuse(Rule::Type),
        }
    }

    fn members(
        &mut self,
        members: &[(Cow<'_, str>, Wire<'_>)],
        named: &'static [Member],
        others: impl Fn() -> Shape,
    ) -> bool {
        let mut good = true;
        self.out.push('{');
        for (index, (name, wire)) in members.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            quote(&mut self.out, name);
            self.out.push(':');
            let (segment, shape) = match named.iter().find(|(own, _)| own == name) {
                Some((own, shape)) => (Segment::Name(own), shape()),
                None => (Segment::None, others()),
            };
            good &= self.inside(segment, wire, shape);
            if !good && self.quiet > 0 {
                return false;
            }
        }
        self.out.push('}');
        good
    }

    fn inside(&mut self, segment: Segment, wire: &Wire<'_>, shape: Shape) -> bool {
        self.segments.push(segment);
        let good = self.value(wire, shape);
        self.segments.pop();
        good
    }

    /// A text that is JSON already: one value, and nothing else.
    fn json(&mut self, text: &str) -> bool {
        if !decode::is_value(text) {
            return self.refuse(Rule::Json);
        }
        self.out.push_str(text);
        true
    }

    fn choice(&mut self, wire: &Wire<'_>, choice: &Choice) -> bool {
        let mut readings = Vec::new();
        leaves(choice.branches, &mut |shape| readings.extend(rank(wire, shape)));
        readings.sort_by_key(|(rank, _)| *rank);
        // One string or number is written like another.
        readings.dedup_by(|a, b| a.0 == b.0 && is_scalar(a.1) && is_scalar(b.1));
        let Some((_, first)) = readings.first().copied() else {
            return match wire {
                Wire::Repeated(_) => self.refuse_repetition(),
                _ => self.refuse(Rule::Type),
            };
        };
        if readings.len() == 1 {
            return self.value(wire, first);
        }
        let mut writable = None;
        for (_, shape) in readings {
            match self.attempt(wire, shape, choice) {
                Attempt::Accepted => return true,
                Attempt::Refused => writable = writable.or(Some(shape)),
                Attempt::Unwritable => {}
            }
        }
        // None is accepted: the decoder says so of the first that can be written, which it refuses
        // as well.
        self.quiet == 0 && self.value(wire, writable.unwrap_or(first))
    }

    /// Tries a reading.
    fn attempt(&mut self, wire: &Wire<'_>, shape: Shape, choice: &Choice) -> Attempt {
        let start = self.out.len();
        self.quiet += 1;
        let written = self.value(wire, shape);
        self.quiet -= 1;
        let tried = self.out.len().saturating_sub(start) + 1;
        match self.budget.checked_sub(tried) {
            Some(rest) => self.budget = rest,
            None if !self.exhausted => {
                self.exhausted = true;
                self.faults.push(Fault { pointer: String::new(), rule: Rule::TooComplex });
            }
            None => {}
        }
        if self.exhausted {
            return Attempt::Unwritable;
        }
        if written && self.out.get(start..).is_some_and(choice.accepts) {
            return Attempt::Accepted;
        }
        self.out.truncate(start);
        if written { Attempt::Refused } else { Attempt::Unwritable }
    }

    fn refuse_repetition(&mut self) -> bool {
        // A parameter twice, or a member of an object.
        let rule = if self.segments.is_empty() { Rule::Repeated } else { Rule::DuplicateKey };
        self.refuse(rule)
    }

    fn refuse(&mut self, rule: Rule) -> bool {
        if self.quiet == 0 {
            self.keep(rule);
        }
        false
    }

    /// Keeps a fault. More than are reported would only cost memory.
    fn keep(&mut self, rule: Rule) {
        if self.faults.len() < MAX_VIOLATIONS {
            self.faults.push(Fault { pointer: pointer_of(&self.segments), rule });
        }
    }
}

const fn is_scalar(shape: Shape) -> bool {
    matches!(shape, Shape::String | Shape::Integer | Shape::Number | Shape::Boolean)
}

/// The shapes of a choice, without choices in between.
fn leaves(branches: &[Shape], each: &mut impl FnMut(Shape)) {
    for branch in branches {
        match branch {
            Shape::Choice(choice) => leaves(choice.branches, each),
            shape => each(*shape),
        }
    }
}

/// Whether something can be read so, and how early that is tried.
fn rank(wire: &Wire<'_>, shape: Shape) -> Option<(u8, Shape)> {
    let list = |delimited: &Delimited<'_>| delimited.is_several();
    let rank = match (wire, shape) {
        (Wire::Members(members), Shape::Array(_)) => {
            if indexed(members).is_some() {
                0
            } else {
                return None;
            }
        }
        (Wire::Members(_), Shape::Object(_) | Shape::Open(..)) => 1,
        (Wire::Members(_), Shape::Map(_)) => 2,
        (Wire::Members(_) | Wire::List(_), Shape::Any) => 3,
        (Wire::Repeated(_) | Wire::List(_), Shape::Array(_)) => 0,
        (Wire::Members(_) | Wire::List(_) | Wire::Repeated(_), _)
        | (Wire::Text(_), Shape::Object(_) | Shape::Open(..) | Shape::Map(_))
        | (_, Shape::Choice(_)) => return None,
        // A separator that was not encoded separates.
        (Wire::Delimited(text), Shape::Array(_)) => {
            if list(text) {
                1
            } else {
                8
            }
        }
        (Wire::Delimited(text), Shape::Object(_) | Shape::Open(..) | Shape::Map(_)) => {
            if list(text) || text.explode { 0 } else { return None }
        }
        (_, Shape::Number) => 2,
        (_, Shape::Integer) => 3,
        (_, Shape::Boolean) => 4,
        (_, Shape::Object(_) | Shape::Open(..) | Shape::Map(_)) => 5,
        (_, Shape::String) => 6,
        (_, Shape::Any) => 7,
        (_, Shape::Array(_)) => 8,
        // Its branches are looked at one by one.
    };
    Some((rank, shape))
}

/// The items of `a[0]=…&a[1]=…`, in the order of the indexes, which have no gap.
fn indexed<'w, 'v>(members: &'w [(Cow<'v, str>, Wire<'v>)]) -> Option<Vec<&'w Wire<'v>>> {
    let mut items = vec![None; members.len()];
    for (name, wire) in members {
        let plain = name.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || (name.len() > 1 && name.starts_with('0')) {
            return None;
        }
        // A name comes once among members, so that each place is filled once.
        *items.get_mut(name.parse::<usize>().ok()?)? = Some(wire);
    }
    items.into_iter().collect()
}

/// The RFC 6901 pointer of a name.
pub(crate) fn pointer(name: &str) -> String {
    segment(name)
}

fn segment(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn pointer_of(segments: &[Segment]) -> String {
    let mut out = String::new();
    for part in segments {
        match part {
            Segment::Name(name) => out.push_str(&segment(name)),
            Segment::Index(index) => {
                out.push('/');
                out.push_str(&index.to_string());
            }
            // What is inside of a member that the document does not name has no pointer.
            Segment::None => break,
        }
    }
    out
}
