//! The parser: ECMA-262 §22.2.1 with flag `u`, and what Annex B.1.2 adds where it is unambiguous:
//! identity escapes of punctuation, and brackets and braces that stand for themselves.
//!
//! **Invariant:** time and memory are linear in the text, and recursion ends at [`MAX_DEPTH`].

use super::PatternError;
use super::ast::Node;
use super::escape::Escape;
use super::set::CharSet;

/// The longest pattern in bytes.
pub(super) const MAX_BYTES: usize = 16 * 1024;
/// The deepest nesting of groups; `fancy-regex` stops at 64 levels of its own.
pub(super) const MAX_DEPTH: u32 = 25;
/// The greatest count in `{n,m}`.
pub(super) const MAX_COUNT: u32 = 10_000_000;

/// Parses a whole pattern.
pub(super) fn parse(text: &str) -> Result<Node, PatternError> {
    if text.len() > MAX_BYTES {
        let message = format!("the pattern is longer than {MAX_BYTES} bytes");
        return Err(PatternError::new(0..text.len(), message));
    }
    let mut parser = Parser { cursor: Cursor { text, at: 0 }, depth: 0, groups: 0, names: vec![] };
    let node = parser.disjunction()?;
    let at = parser.cursor.at();
    if parser.cursor.eat(")") {
        return Err(parser.cursor.error(at, "`)` closes no group; write `\\)` for a parenthesis"));
    }
    Ok(node)
}

/// A position in the text of a pattern.
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// The text up to `end`, which is passed.
    pub(super) fn until(&mut self, end: char) -> Option<&'a str> {
        let (text, _) = self.rest().split_once(end)?;
        self.at += text.len() + end.len_utf8();
        Some(text)
    }

    pub(super) fn rewind(&mut self, at: usize) {
        self.at = at;
    }

    /// An error about everything from `start` to here.
    pub(super) fn error(&self, start: usize, message: impl Into<String>) -> PatternError {
        PatternError::new(start..self.at.max(start), message)
    }
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    depth: u32,
    /// Capturing groups opened so far.
    groups: u32,
    names: Vec<(&'a str, u32)>,
}

impl Parser<'_> {
    fn disjunction(&mut self) -> Result<Node, PatternError> {
        let first = self.alternative()?;
        if !self.cursor.rest().starts_with('|') {
            return Ok(first);
        }
        let mut nodes = vec![first];
        while self.cursor.eat("|") {
            nodes.push(self.alternative()?);
        }
        Ok(Node::Alternate(nodes))
    }

    fn alternative(&mut self) -> Result<Node, PatternError> {
        let mut nodes = Vec::new();
        while !self.cursor.rest().is_empty() && !self.cursor.rest().starts_with(['|', ')']) {
            nodes.push(self.term()?);
        }
        Ok(match nodes.len() {
            0 => Node::Empty,
            1 => nodes.swap_remove(0),
            _ => Node::Concat(nodes),
        })
    }

    fn term(&mut self) -> Result<Node, PatternError> {
        let start = self.cursor.at();
        let node = self.atom()?;
        let is_assertion =
            matches!(node, Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. });
        let before = self.cursor.at();
        let Some((min, max)) = self.quantifier()? else { return Ok(node) };
        if is_assertion {
            return Err(self.cursor.error(start, "an assertion cannot be repeated"));
        }
        self.cursor.eat("?");
        if max.is_some_and(|max| max < min) {
            return Err(self.cursor.error(before, "the repetition's bounds are out of order"));
        }
        Ok(Node::Repeat { node: Box::new(node), min, max })
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        let start = self.cursor.at();
        match self.cursor.bump() {
            None => Ok(Node::Empty),
            Some('^') => Ok(Node::Start),
            Some('$') => Ok(Node::End),
            Some('.') => Ok(Node::Char(CharSet::dot())),
            Some('[') => Ok(Node::Char(self.cursor.class(start)?)),
            Some('(') => self.group(start),
            Some('\\') => self.atom_escape(start),
            Some('*' | '+' | '?') => {
                Err(self.cursor.error(start, "there is nothing before this that it could repeat"))
            }
            Some('{') => {
                let rest = self.cursor.rest();
                let looks_like_count = rest.starts_with(|c: char| c.is_ascii_digit() || c == ',');
                if looks_like_count && rest.contains('}') {
                    let message = "this is no repetition; write `{0,n}` behind what is repeated, or \
                                   `\\{` for a brace";
                    return Err(self.cursor.error(start, message));
                }
                Ok(Node::literal('{'))
            }
            Some(c) => Ok(Node::literal(c)),
        }
    }

    fn atom_escape(&mut self, start: usize) -> Result<Node, PatternError> {
        if self.cursor.eat("b") {
            return Ok(Node::Boundary { negated: false });
        }
        if self.cursor.eat("B") {
            return Ok(Node::Boundary { negated: true });
        }
        if self.cursor.eat("k") {
            let name = self.cursor.eat("<").then(|| self.cursor.until('>')).flatten();
            let group = name.and_then(|name| self.names.iter().find(|(n, _)| *n == name));
            return match group {
                Some((_, number)) => Ok(Node::Backreference(*number)),
                None => Err(self.cursor.error(start, "there is no group of this name before it")),
            };
        }
        if self.cursor.peek().is_some_and(|c| matches!(c, '1'..='9')) {
            let number = self.number();
            return match number {
                Some(number) if number <= self.groups => Ok(Node::Backreference(number)),
                _ => Err(self.cursor.error(start, "there is no group of this number before it")),
            };
        }
        Ok(match self.cursor.escape(start)? {
            Escape::Code(code) => Node::Char(CharSet::new(vec![(code, code)])),
            Escape::Set(set) => Node::Char(set),
        })
    }

    /// A decimal number; `None` where it does not fit.
    fn number(&mut self) -> Option<u32> {
        let rest = self.cursor.rest();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let text = rest.get(..digits).unwrap_or_default();
        self.cursor.rewind(self.cursor.at() + digits);
        text.parse().ok()
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternError> {
        let start = self.cursor.at();
        if self.cursor.eat("*") {
            return Ok(Some((0, None)));
        }
        if self.cursor.eat("+") {
            return Ok(Some((1, None)));
        }
        if self.cursor.eat("?") {
            return Ok(Some((0, Some(1))));
        }
        let rest = self.cursor.rest();
        let Some(inner) = rest.strip_prefix('{') else { return Ok(None) };
        let Some((inner, _)) = inner.split_once('}') else { return Ok(None) };
        let (low, high) = match inner.split_once(',') {
            None => (inner, Some(inner)),
            Some((low, "")) => (low, None),
            Some((low, high)) => (low, Some(high)),
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(low) || !high.is_none_or(is_number) {
            return Ok(None);
        }
        self.cursor.rewind(start + inner.len() + 2);
        let count = |text: &str| text.parse().ok().filter(|&count: &u32| count <= MAX_COUNT);
        match (count(low), high.map(count)) {
            (Some(low), None) => Ok(Some((low, None))),
            (Some(low), Some(Some(high))) => Ok(Some((low, Some(high)))),
            _ => {
                let message = format!("a repetition may count to {MAX_COUNT} at most");
                Err(self.cursor.error(start, message))
            }
        }
    }

    fn group(&mut self, start: usize) -> Result<Node, PatternError> {
        let opening = self.opening(start)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("groups are nested deeper than {MAX_DEPTH} levels");
            return Err(self.cursor.error(start, message));
        }
        let node = Box::new(self.disjunction()?);
        self.depth -= 1;
        if !self.cursor.eat(")") {
            return Err(self.cursor.error(start, "the group is not closed: `)` is missing"));
        }
        Ok(match opening {
            // A group of its own keeps `(?:…)` an atom when it holds only an assertion.
            Opening::Plain => Node::Concat(vec![*node]),
            Opening::Capture(number) => Node::Capture(number, node),
            Opening::Look { ahead, negated } => Node::Look { ahead, negated, node },
        })
    }

    fn opening(&mut self, start: usize) -> Result<Opening, PatternError> {
        for (text, opening) in [
            ("?:", Opening::Plain),
            ("?=", Opening::Look { ahead: true, negated: false }),
            ("?!", Opening::Look { ahead: true, negated: true }),
            ("?<=", Opening::Look { ahead: false, negated: false }),
            ("?<!", Opening::Look { ahead: false, negated: true }),
        ] {
            if self.cursor.eat(text) {
                return Ok(opening);
            }
        }
        if self.cursor.eat("?<") {
            self.groups += 1;
            self.group_name(start)?;
        } else if self.cursor.rest().starts_with('?') {
            return Err(self.foreign_group(start));
        } else {
            self.groups += 1;
        }
        Ok(Opening::Capture(self.groups))
    }

    fn group_name(&mut self, start: usize) -> Result<(), PatternError> {
        let Some(name) = self.cursor.until('>') else {
            return Err(self.cursor.error(start, "the group's name is not closed: `>` is missing"));
        };
        let first = |c: char| c.is_alphabetic() || c == '_' || c == '$';
        let next = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if !name.starts_with(first) || !name.chars().all(next) {
            return Err(self.cursor.error(start, "a group's name must be an identifier"));
        }
        if self.names.iter().any(|(other, _)| *other == name) {
            return Err(self.cursor.error(start, format!("there is another group `{name}`")));
        }
        self.names.push((name, self.groups));
        Ok(())
    }

    /// What other dialects write behind `(?`.
    fn foreign_group(&mut self, start: usize) -> PatternError {
        self.cursor.eat("?");
        let rest = self.cursor.rest();
        let message = if rest.starts_with("P<") {
            "ECMA-262 writes named groups `(?<name>…)`".to_owned()
        } else if rest.starts_with('>') {
            "ECMA-262 has no atomic groups".to_owned()
        } else {
            let is_modifier = |c: char| c.is_ascii_alphabetic() || c == '-' || c == '^';
            let length = rest.len() - rest.trim_start_matches(is_modifier).len();
            let modifiers = rest.get(..length).unwrap_or_default();
            self.cursor.rewind(self.cursor.at() + length);
            if modifiers.is_empty() {
                "`(?` begins no group of ECMA-262".to_owned()
            } else {
                format!(
                    "the inline modifier `(?{modifiers})` is not supported, and most validators \
                     refuse it; write the cases out: `[Aa]`"
                )
            }
        };
        self.cursor.error(start, message)
    }
}

enum Opening {
    Plain,
    Capture(u32),
    Look { ahead: bool, negated: bool },
}
