//! From the syntax tree to an expression of the `regex` and `fancy-regex` crates.
//!
//! **Invariant:** the expression uses only what both crates read alike and no flag changes: explicit
//! classes, `\A`, `\z`, groups, counted repetition; ASCII word boundaries for `regex` alone,
//! look-around and `\1` for `fancy-regex` alone.

use std::fmt::Write as _;
use std::ops::Range;

use super::PatternError;
use super::ast::Node;
use super::set::CharSet;

/// The greatest estimated size of an automaton in bytes. `regex` refuses at 10 MiB.
const MAX_SIZE: u64 = 8 << 20;
/// Nesting of an expression; above what a tree of the parser's depth can need.
const NEST_LIMIT: u32 = 250;

/// The expression that finds a match exactly where the tree has one.
pub(super) fn translate(node: &Node, fancy: bool) -> String {
    let mut numbers = Vec::new();
    referenced(node, &mut numbers);
    numbers.sort_unstable();
    numbers.dedup();
    let mut out = String::new();
    Translator { fancy, referenced: numbers }.write(node, &mut out);
    out
}

/// Refuses what would grow too large an automaton.
pub(super) fn check_size(node: &Node, whole: &Range<usize>) -> Result<(), PatternError> {
    if size(node) <= MAX_SIZE {
        return Ok(());
    }
    Err(PatternError::new(
        whole.clone(),
        "the pattern is too large: its repetitions, multiplied out, exceed the limit; say the \
         length with `maxLength` instead",
    ))
}

/// A guard against this module's own mistakes: what it wrote must be an expression.
pub(super) fn check_syntax(expression: &str, whole: &Range<usize>) -> Result<(), PatternError> {
    let parsed =
        regex_syntax::ParserBuilder::new().nest_limit(NEST_LIMIT).build().parse(expression);
    parsed.map(drop).map_err(|error| {
        PatternError::new(whole.clone(), format!("the pattern cannot be translated: {error}"))
    })
}

/// Roughly the bytes of an automaton over UTF-8, as measured with `regex` 1.13.
fn size(node: &Node) -> u64 {
    match node {
        Node::Empty => 0,
        Node::Char(set) => set_size(set),
        Node::Start | Node::End | Node::Backreference(_) => 100,
        Node::Boundary { .. } => 1000,
        Node::Capture(_, inner) | Node::Look { node: inner, .. } => 200 + size(inner),
        Node::Concat(nodes) | Node::Alternate(nodes) => {
            nodes.iter().map(size).fold(100, u64::saturating_add)
        }
        Node::Repeat { node, min, max } => {
            let times = max.map_or(u64::from(*min) + 1, u64::from);
            (50 + size(node)).saturating_mul(times)
        }
    }
}

/// Wide ranges beyond ASCII split by the length of their encoding; narrow ones share states.
fn set_size(set: &CharSet) -> u64 {
    if set.only().is_some() {
        return 200;
    }
    let beyond = set.ranges().iter().filter(|(_, high)| *high > 0x7F).count();
    match u64::try_from(beyond).unwrap_or(u64::MAX / 1000) {
        0 => 100,
        ranges => 1000 + 150 * ranges.min(20) + 65 * ranges.saturating_sub(20),
    }
}

fn referenced(node: &Node, numbers: &mut Vec<u32>) {
    match node {
        Node::Empty | Node::Char(_) | Node::Start | Node::End | Node::Boundary { .. } => {}
        Node::Capture(_, inner)
        | Node::Repeat { node: inner, .. }
        | Node::Look { node: inner, .. } => referenced(inner, numbers),
        Node::Concat(nodes) | Node::Alternate(nodes) => {
            for node in nodes {
                referenced(node, numbers);
            }
        }
        Node::Backreference(number) => numbers.push(*number),
    }
}

/// `fancy-regex` knows only the boundaries of Unicode words.
const FANCY_BOUNDARY: &str =
    "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))";
const FANCY_NO_BOUNDARY: &str =
    "(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))";

struct Translator {
    /// Whether the expression is for `fancy-regex`.
    fancy: bool,
    /// The groups that are referred to, in order: only they capture.
    referenced: Vec<u32>,
}

impl Translator {
    fn write(&self, node: &Node, out: &mut String) {
        match node {
            Node::Empty => {}
            Node::Char(set) => write_set(set, out),
            Node::Start => out.push_str(r"\A"),
            Node::End => out.push_str(r"\z"),
            Node::Boundary { negated } => out.push_str(match (self.fancy, negated) {
                (false, false) => r"(?-u:\b)",
                (false, true) => r"(?-u:\B)",
                (true, false) => FANCY_BOUNDARY,
                (true, true) => FANCY_NO_BOUNDARY,
            }),
            Node::Capture(number, inner) => self.capture(*number, inner, out),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.unit(node, out)),
            Node::Alternate(nodes) => {
                for (at, node) in nodes.iter().enumerate() {
                    if at > 0 {
                        out.push('|');
                    }
                    self.write(node, out);
                }
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, out),
            Node::Look { ahead, negated, node } => {
                out.push_str(match (ahead, negated) {
                    (true, false) => "(?=",
                    (true, true) => "(?!",
                    (false, false) => "(?<=",
                    (false, true) => "(?<!",
                });
                self.write(node, out);
                out.push(')');
            }
            Node::Backreference(number) => {
                // In a group, so that a digit behind it does not join the number.
                let _ = write!(out, r"(?:\{})", self.number(*number));
            }
        }
    }

    /// A node that may stand beside others.
    fn unit(&self, node: &Node, out: &mut String) {
        if matches!(node, Node::Alternate(_)) {
            self.group(node, out);
        } else {
            self.write(node, out);
        }
    }

    fn group(&self, node: &Node, out: &mut String) {
        out.push_str("(?:");
        self.write(node, out);
        out.push(')');
    }

    fn capture(&self, number: u32, inner: &Node, out: &mut String) {
        if !self.referenced.contains(&number) {
            return self.group(inner, out);
        }
        out.push('(');
        self.write(inner, out);
        out.push(')');
    }

    fn repeat(&self, node: &Node, min: u32, max: Option<u32>, out: &mut String) {
        // What takes no room holds at the same place at every turn: once decides for all. It must
        // not be written as a repetition, which `fancy-regex` refuses of assertions and of nothing.
        // `exact` lets no reference see the groups inside.
        if node.is_zero_width() {
            return if min == 0 { out.push_str("(?:)") } else { self.group(node, out) };
        }
        match node {
            Node::Char(_) | Node::Capture(..) => self.write(node, out),
            _ => self.group(node, out),
        }
        let _ = match (min, max) {
            (0, None) => write!(out, "*"),
            (1, None) => write!(out, "+"),
            (0, Some(1)) => write!(out, "?"),
            (min, None) => write!(out, "{{{min},}}"),
            (min, Some(max)) if min == max => write!(out, "{{{min}}}"),
            (min, Some(max)) => write!(out, "{{{min},{max}}}"),
        };
    }

    /// The number of a group among those that capture.
    fn number(&self, number: u32) -> usize {
        1 + self.referenced.partition_point(|&other| other < number)
    }
}

fn write_set(set: &CharSet, out: &mut String) {
    if let Some(c) = set.only() {
        return write_char(c, out);
    }
    if set.ranges().is_empty() {
        // No code point at all.
        out.push_str(r"[^\x{0}-\x{10FFFF}]");
        return;
    }
    out.push('[');
    for &(low, high) in set.ranges() {
        for (at, bound) in [low, high].into_iter().enumerate() {
            if at > 0 && low == high {
                break;
            }
            if at > 0 {
                out.push('-');
            }
            match char::from_u32(bound) {
                Some(c) => write_char(c, out),
                None => {
                    let _ = write!(out, r"\x{{{bound:X}}}");
                }
            }
        }
    }
    out.push(']');
}

fn write_char(c: char, out: &mut String) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        let _ = write!(out, r"\x{{{:X}}}", u32::from(c));
    }
}
